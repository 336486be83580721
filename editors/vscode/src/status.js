// The item in the status bar: what riotc says about the program at hand, and whether there is a riotc.
'use strict';
const vscode = require('vscode');
const { compiler, riotc } = require('./riotc');

class Status {
  constructor() {
    this.item = vscode.window.createStatusBarItem('riot.status', vscode.StatusBarAlignment.Left, 10);
    this.item.name = 'Riot';
    this.version = 'riotc';
    this.told = false;
  }

  async register(context) {
    const visible = () => {
      const editor = vscode.window.activeTextEditor;
      if (editor && editor.document.languageId === 'riot') this.item.show(); else this.item.hide();
    };
    context.subscriptions.push(this.item, vscode.window.onDidChangeActiveTextEditor(visible));
    this.show('$(check) Riot', 'workbench.actions.view.problems');
    visible();
    const result = await riotc(['version']);
    if (result.status === 0) this.version = result.stdout.trim();
    else if (result.status === null) this.missing();
    this.item.tooltip = this.version;
  }

  show(text, command, background) {
    this.item.text = text;
    this.item.command = command;
    this.item.tooltip = this.version;
    this.item.backgroundColor = background ? new vscode.ThemeColor(background) : undefined;
  }

  busy() { this.show('$(sync~spin) Riot', undefined); }

  checked(errors, warnings) {
    const text = errors ? `$(error) Riot: ${errors}` : warnings ? `$(warning) Riot: ${warnings}` : '$(check) Riot';
    this.show(text, 'workbench.actions.view.problems', errors ? 'statusBarItem.errorBackground' : undefined);
  }

  fault(text) {
    this.show('$(bug) Riot', 'workbench.actions.view.problems', 'statusBarItem.errorBackground');
    this.item.tooltip = text;
  }

  missing() {
    this.show('$(alert) riotc not found', { command: 'workbench.action.openSettings', title: 'Settings', arguments: ['riot.path'] }, 'statusBarItem.warningBackground');
    if (this.told) return;
    this.told = true;
    vscode.window.showWarningMessage(`Cannot run "${compiler()}". Set "riot.path" to where riotc is.`, 'Open Settings').then((choice) => {
      if (choice) vscode.commands.executeCommand('workbench.action.openSettings', 'riot.path');
    });
  }
}

module.exports = { Status };
