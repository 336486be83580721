// Formatting through `riotc fmt -`, on demand and, by default, on save.
'use strict';
const vscode = require('vscode');
const path = require('path');
const { riotc } = require('./riotc');

const provider = {
  async provideDocumentFormattingEdits(document) {
    const text = document.getText();
    const folder = document.uri.scheme === 'file' ? path.dirname(document.uri.fsPath) : undefined;
    const result = await riotc(['fmt', '-'], folder, text);
    // A file with syntax errors stays as it is; its squiggles say why.
    if (result.status !== 0 || result.stdout === text) return [];
    return [vscode.TextEdit.replace(new vscode.Range(document.positionAt(0), document.positionAt(text.length)), result.stdout)];
  },
};

function register(context) {
  context.subscriptions.push(vscode.languages.registerDocumentFormattingEditProvider('riot', provider));
}

module.exports = { register };
