// Squiggles: `riotc check --message-format=json` when a file is opened or saved, with quick fixes and explanations.
'use strict';
const vscode = require('vscode');
const path = require('path');
const { isRiot, programOf, riotc, settings } = require('./riotc');

const toRange = (place) => new vscode.Range(place.line - 1, place.column - 1, place.end_line - 1, place.end_column - 1);

// One message of riotc as VS Code shows it; `fixes` keeps what can be changed with one click.
function toDiagnostic(message, folder, fixes) {
  const severity = message.severity === 'warning' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Error;
  const helps = (message.helps || []).map((help) => `help: ${help}`);
  const notes = (message.notes || []).map((note) => `note: ${note}`);
  const label = message.label && message.label !== message.message ? [message.label] : [];
  const diagnostic = new vscode.Diagnostic(toRange(message), [message.message, ...label, ...helps, ...notes].join('\n'), severity);
  diagnostic.code = message.code;
  diagnostic.source = 'riotc';
  const related = (place, text) => new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(path.resolve(folder, place.file)), toRange(place)), text);
  diagnostic.relatedInformation = (message.labels || []).filter((each) => each.text).map((each) => related(each, each.text));
  const suggestions = (message.suggestions || []).filter((each) => each.line);
  if (suggestions.length) fixes.set(diagnostic, suggestions.map((each) => ({ uri: vscode.Uri.file(path.resolve(folder, each.file)), range: toRange(each), text: each.replacement, title: each.text })));
  return diagnostic;
}

class Checker {
  constructor(status) {
    this.status = status;
    this.collection = vscode.languages.createDiagnosticCollection('riot');
    this.fixes = new Map(); // diagnostic -> edits, of the last check of each program
    this.files = new Map(); // program -> the files that its last check complained about
    this.running = new Map(); // program -> number of the newest check, so that an older one does not overwrite it
  }

  async check(document) {
    if (!isRiot(document)) return;
    const file = document.uri.fsPath;
    const program = programOf(file, document.getText());
    const folder = path.dirname(program);
    const turn = (this.running.get(program) || 0) + 1;
    this.running.set(program, turn);
    this.status.busy();
    const result = await riotc(['check', '--message-format=json', path.basename(program)], folder);
    if (this.running.get(program) !== turn) return;
    if (result.status === null) return this.status.missing();
    const byFile = new Map([[file, []]]);
    let errors = 0, warnings = 0;
    for (const line of result.stdout.split('\n')) {
      if (!line.startsWith('{')) continue;
      const message = JSON.parse(line);
      const where = message.file ? path.resolve(folder, message.file) : program;
      if (!byFile.has(where)) byFile.set(where, []);
      if (message.line) byFile.get(where).push(toDiagnostic(message, folder, this.fixes));
      if (message.severity === 'warning') warnings += 1; else errors += 1;
    }
    for (const old of this.files.get(program) || []) if (!byFile.has(old)) this.collection.delete(vscode.Uri.file(old));
    for (const [where, diagnostics] of byFile) this.collection.set(vscode.Uri.file(where), diagnostics);
    this.files.set(program, [...byFile.keys()]);
    const known = new Set([...byFile.values()].flat());
    for (const diagnostic of this.fixes.keys()) if (!known.has(diagnostic) && this.stale(diagnostic)) this.fixes.delete(diagnostic);
    if (result.status > 1) return this.status.fault(result.stderr);
    this.status.checked(errors, warnings);
  }

  stale(diagnostic) {
    let kept = false;
    this.collection.forEach((uri, diagnostics) => { kept = kept || diagnostics.includes(diagnostic); });
    return !kept;
  }

  // Quick fixes, and what a code means.
  provideCodeActions(document, range, context) {
    const actions = [];
    for (const diagnostic of context.diagnostics.filter((each) => each.source === 'riotc')) {
      for (const [known, edits] of this.fixes) {
        if (known.message !== diagnostic.message || !known.range.isEqual(diagnostic.range)) continue;
        for (const edit of edits) {
          const action = new vscode.CodeAction(edit.text ? `${edit.title}: ${edit.text}` : edit.title, vscode.CodeActionKind.QuickFix);
          action.edit = new vscode.WorkspaceEdit();
          action.edit.replace(edit.uri, edit.range, edit.text);
          action.diagnostics = [diagnostic];
          action.isPreferred = edits.length === 1;
          actions.push(action);
        }
      }
      const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
      const explain = new vscode.CodeAction(`Explain ${code}`, vscode.CodeActionKind.QuickFix);
      explain.command = { command: 'riot.explain', title: explain.title, arguments: [code] };
      explain.diagnostics = [diagnostic];
      actions.push(explain);
    }
    return actions;
  }

  register(context) {
    const maybe = (document) => { if (settings().get('checkOnSave')) this.check(document); };
    context.subscriptions.push(
      this.collection,
      vscode.workspace.onDidOpenTextDocument(maybe),
      vscode.workspace.onDidSaveTextDocument(maybe),
      vscode.workspace.onDidCloseTextDocument((document) => this.collection.delete(document.uri)),
      vscode.languages.registerCodeActionsProvider('riot', this, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }));
    vscode.workspace.textDocuments.forEach(maybe);
  }
}

module.exports = { Checker };
