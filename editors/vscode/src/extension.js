// Riot for VS Code: runs riotc for errors, tasks, commands and debugging. No dependencies.
'use strict';
const vscode = require('vscode');
const { execFile } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const compiler = () => vscode.workspace.getConfiguration('riot').get('compiler') || 'riotc';

// Runs riotc; resolves with {status, stdout, stderr}, status null when it could not be started.
function riotc(args, cwd, input) {
  return new Promise((resolve) => {
    const child = execFile(compiler(), args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ status: error ? (typeof error.code === 'number' ? error.code : null) : 0, stdout, stderr, error });
    });
    if (input !== undefined) child.stdin.end(input);
  });
}

let toldMissing = false;
function tellMissing() {
  if (toldMissing) return;
  toldMissing = true;
  vscode.window.showWarningMessage(`Cannot run ${compiler()}. Set "riot.compiler" to where riotc is.`, 'Open Settings').then((choice) => {
    if (choice) vscode.commands.executeCommand('workbench.action.openSettings', 'riot.compiler');
  });
}

// One diagnostic of `--message-format=json` as VS Code shows it.
function toDiagnostic(message, folder) {
  const range = (place) => new vscode.Range(place.line - 1, place.column - 1, place.end_line - 1, place.end_column - 1);
  const severity = message.severity === 'warning' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Error;
  const text = [message.message, ...(message.helps || []).map((help) => `help: ${help}`), ...(message.notes || []).map((note) => `note: ${note}`)].join('\n');
  const diagnostic = new vscode.Diagnostic(range(message), text, severity);
  diagnostic.code = message.code;
  diagnostic.source = 'riotc';
  diagnostic.relatedInformation = (message.labels || []).map(
    (label) => new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(path.resolve(folder, label.file)), range(label)), label.text));
  return diagnostic;
}

async function check(document, collection) {
  if (document.languageId !== 'riot' || document.uri.scheme !== 'file') return;
  const folder = path.dirname(document.uri.fsPath);
  const result = await riotc(['check', '--message-format=json', document.uri.fsPath], folder);
  if (result.status === null) return tellMissing();
  const byFile = new Map([[document.uri.fsPath, []]]);
  for (const line of result.stdout.split('\n')) {
    if (!line.startsWith('{')) continue;
    const message = JSON.parse(line);
    const file = path.resolve(folder, message.file);
    if (!byFile.has(file)) byFile.set(file, []);
    byFile.get(file).push(toDiagnostic(message, folder));
  }
  for (const [file, diagnostics] of byFile) collection.set(vscode.Uri.file(file), diagnostics);
}

function task(verb, file) {
  const definition = { type: 'riot', verb, file };
  const made = new vscode.Task(definition, vscode.TaskScope.Workspace, `${verb} ${path.basename(file)}`, 'riot',
    new vscode.ShellExecution(compiler(), [verb, file]), ['$riotc']);
  if (verb === 'build') made.group = vscode.TaskGroup.Build;
  if (verb === 'test') made.group = vscode.TaskGroup.Test;
  return made;
}

async function withFile(action) {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.document.languageId !== 'riot') return vscode.window.showInformationMessage('Open a .riot file first.');
  await editor.document.save();
  return action(editor.document.uri.fsPath);
}

// lldb-dap of LLVM 16 or newer (lldb-vscode before 18).
function findAdapter() {
  for (let version = 22; version >= 14; --version)
    for (const name of [`lldb-dap-${version}`, `lldb-vscode-${version}`]) {
      const file = path.join('/usr/bin', name);
      if (fs.existsSync(file)) return file;
    }
  return 'lldb-dap';
}

exports.activate = function activate(context) {
  const collection = vscode.languages.createDiagnosticCollection('riot');
  const enabled = () => vscode.workspace.getConfiguration('riot').get('checkOnSave');
  const maybeCheck = (document) => { if (enabled()) check(document, collection); };
  context.subscriptions.push(
    collection,
    vscode.workspace.onDidOpenTextDocument(maybeCheck),
    vscode.workspace.onDidSaveTextDocument(maybeCheck),
    vscode.workspace.onDidCloseTextDocument((document) => collection.delete(document.uri)),
    vscode.commands.registerCommand('riot.run', () => withFile((file) => vscode.tasks.executeTask(task('run', file)))),
    vscode.commands.registerCommand('riot.test', () => withFile((file) => vscode.tasks.executeTask(task('test', file)))),
    vscode.commands.registerCommand('riot.check', () => withFile(() => check(vscode.window.activeTextEditor.document, collection))),
    vscode.commands.registerCommand('riot.showCpp', () => withFile(async (file) => {
      const result = await riotc(['--emit=cpp', file], path.dirname(file));
      if (result.status !== 0) return vscode.window.showErrorMessage('The program has errors; see Problems.');
      const document = await vscode.workspace.openTextDocument({ language: 'cpp', content: result.stdout });
      return vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
    })),
    vscode.tasks.registerTaskProvider('riot', {
      provideTasks: () => {
        const editor = vscode.window.activeTextEditor;
        if (!editor || editor.document.languageId !== 'riot') return [];
        return ['build', 'run', 'check', 'test'].map((verb) => task(verb, editor.document.uri.fsPath));
      },
      resolveTask: (given) => task(given.definition.verb, given.definition.file),
    }),
    vscode.debug.registerDebugConfigurationProvider('riot', {
      resolveDebugConfiguration: (folder, config) => config.type ? config : { type: 'riot', request: 'launch', name: 'Debug', program: '${file}' },
      // The program may be a .riot file: it is built for the debugger first.
      resolveDebugConfigurationWithSubstitutedVariables: async (folder, config) => {
        if (!config.program.endsWith('.riot')) return config;
        const out = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'riot-debug-')), 'program');
        const result = await riotc([config.program, '--debug', '-o', out], path.dirname(config.program));
        if (result.status !== 0) {
          vscode.window.showErrorMessage('The program does not compile; see Problems.');
          return undefined;
        }
        return { ...config, program: out };
      },
    }),
    vscode.debug.registerDebugAdapterDescriptorFactory('riot', { createDebugAdapterDescriptor: () => new vscode.DebugAdapterExecutable(findAdapter(), []) }));
  vscode.workspace.textDocuments.forEach(maybeCheck);
};

exports.deactivate = function deactivate() {};
