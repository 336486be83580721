// Finding and running riotc, and the program that a file belongs to.
'use strict';
const vscode = require('vscode');
const { execFile } = require('child_process');
const fs = require('fs');
const path = require('path');

const settings = () => vscode.workspace.getConfiguration('riot');
const compiler = () => settings().get('path') || 'riotc';

// Runs riotc; resolves with {status, stdout, stderr}. status is null when it could not be started. It ends when the token is cancelled.
function riotc(args, cwd, input, token) {
  return new Promise((resolve) => {
    const child = execFile(compiler(), args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ status: error ? (typeof error.code === 'number' ? error.code : null) : 0, stdout, stderr: stderr || (error ? error.message : '') });
    });
    if (token) token.onCancellationRequested(() => child.kill());
    child.stdin.on('error', () => {}); // it may end before it has read all
    child.stdin.end(input);
  });
}

const isRiot = (document) => document.languageId === 'riot' && document.uri.scheme === 'file';
const hasMain = (text) => /^fn main\(/m.test(text);

// The program that `file` is part of: itself if it has a `main`, else the nearest `main.riot` in its folder or one above it
// within the workspace, else itself (a module alone).
function programOf(file, text) {
  if (hasMain(text)) return file;
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  const top = folder ? folder.uri.fsPath : path.dirname(file);
  for (let at = path.dirname(file); ; at = path.dirname(at)) {
    const candidate = path.join(at, 'main.riot');
    if (fs.existsSync(candidate)) return candidate;
    if (at === top || at === path.dirname(at)) return file;
  }
}

// Saves the active Riot file and calls action(file, program, editor).
async function withFile(action) {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isRiot(editor.document)) return vscode.window.showInformationMessage('Open a .riot file first.');
  await editor.document.save();
  const file = editor.document.uri.fsPath;
  return action(file, programOf(file, editor.document.getText()), editor);
}

module.exports = { compiler, hasMain, isRiot, programOf, riotc, settings, withFile };
