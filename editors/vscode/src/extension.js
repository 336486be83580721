// Riot for VS Code: riotc does the work, this puts it where people look. No dependencies.
'use strict';
const vscode = require('vscode');
const path = require('path');
const debug = require('./debug');
const format = require('./format');
const tasks = require('./tasks');
const { Checker } = require('./diagnostics');
const { Status } = require('./status');
const { Tests } = require('./tests');
const { riotc, withFile } = require('./riotc');

// A read-only text beside the editor; its name is its title.
class Texts {
  constructor() { this.texts = new Map(); }
  provideTextDocumentContent(uri) { return this.texts.get(uri.path) || ''; }
  async show(name, text) {
    this.texts.set(name, text);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'riot-text', path: name }));
    return vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true, preserveFocus: true });
  }
}

exports.activate = function activate(context) {
  const status = new Status();
  const checker = new Checker(status);
  const texts = new Texts();
  status.register(context);
  checker.register(context);
  tasks.register(context);
  format.register(context);
  debug.register(context);
  new Tests().register(context);
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider('riot-text', texts),
    vscode.commands.registerCommand('riot.check', () => withFile((file, program, editor) => checker.check(editor.document))),
    vscode.commands.registerCommand('riot.explain', async (given) => {
      const code = given || await vscode.window.showInputBox({ prompt: 'Code of a message, such as E0301' });
      if (!code) return;
      const result = await riotc(['explain', code]);
      await texts.show(`/${code}.txt`, result.status === 0 ? result.stdout : result.stderr);
    }),
    vscode.commands.registerCommand('riot.showCpp', () => withFile(async (file, program) => {
      const result = await riotc(['--emit=cpp', program], path.dirname(program));
      if (result.status !== 0) return vscode.window.showErrorMessage('The program has errors; see Problems.');
      return texts.show(`/${path.basename(program, '.riot')}.cpp`, result.stdout);
    })));
};

exports.deactivate = function deactivate() {};
