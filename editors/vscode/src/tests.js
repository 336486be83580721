// The Test Explorer: every `test "…"` of the workspace, run by `riotc test --json`, with what went wrong where it went wrong.
'use strict';
const vscode = require('vscode');
const fs = require('fs');
const path = require('path');
const { isRiot, riotc } = require('./riotc');

// The tests in a text: name, first and last line (from 0). Read from the text, so that they are there while it has mistakes.
function testsIn(text) {
  const found = [];
  text.split('\n').forEach((line, number) => {
    const match = /^test "((?:[^"\\]|\\.)*)"/.exec(line);
    if (match) found.push({ name: match[1].replace(/\\(["\\])/g, '$1'), first: number, last: number });
    else if (found.length && line === '}' && found[found.length - 1].last === found[found.length - 1].first) found[found.length - 1].last = number;
  });
  return found;
}

// "assertion failed: 3 == 4 at app.riot:10": the line, and both sides where they can be told apart.
function failureIn(message) {
  const place = / at (\S+\.riot):(\d+)\s*$/.exec(message);
  const sides = /^assertion failed: (.*) at \S+$/s.exec(message);
  const parts = sides ? sides[1].split(' == ') : [];
  return {
    file: place ? place[1] : '', line: place ? Number(place[2]) - 1 : -1, text: place ? message.slice(0, place.index) : message,
    actual: parts.length === 2 ? parts[0] : undefined, expected: parts.length === 2 ? parts[1] : undefined,
  };
}

// The results in the output of `riotc test --json`.
function resultsIn(output) {
  const results = [];
  for (const line of output.split('\n')) {
    if (!line.startsWith('{"test":')) continue;
    try { results.push(JSON.parse(line)); } catch { /* a line that the end of the program has cut */ }
  }
  return results;
}

class Tests {
  constructor() {
    this.controller = vscode.tests.createTestController('riot', 'Riot');
    this.controller.resolveHandler = (item) => (item ? this.read(item.uri) : this.readAll());
    this.controller.refreshHandler = () => this.readAll();
    this.controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, (request, token) => this.run(request, token), true);
  }

  // ---- which there are

  async readAll() {
    for (const folder of vscode.workspace.workspaceFolders || []) await this.readFolder(folder.uri);
  }

  async readFolder(folder) {
    for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
      const uri = vscode.Uri.joinPath(folder, name);
      if (type === vscode.FileType.File && name.endsWith('.riot')) await this.read(uri);
      if (type === vscode.FileType.Directory && !name.startsWith('.') && !['node_modules', 'build'].includes(name)) await this.readFolder(uri);
    }
  }

  async read(uri) {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    const text = open ? open.getText() : await fs.promises.readFile(uri.fsPath, 'utf8').catch(() => '');
    const found = testsIn(text);
    const id = uri.toString();
    if (!found.length) return this.controller.items.delete(id);
    const file = this.controller.items.get(id) || this.controller.createTestItem(id, vscode.workspace.asRelativePath(uri), uri);
    file.children.replace(found.map(({ name, first, last }) => {
      const item = this.controller.createTestItem(`${id}\n${name}`, name, uri);
      item.range = new vscode.Range(first, 0, last, 1);
      return item;
    }));
    return this.controller.items.add(file);
  }

  // ---- running them

  async run(request, token) {
    const run = this.controller.createTestRun(request);
    const byFile = new Map();
    const add = (item) => {
      if ((request.exclude || []).includes(item)) return;
      if (item.children.size) return item.children.forEach(add);
      if (!byFile.has(item.uri.fsPath)) byFile.set(item.uri.fsPath, []);
      byFile.get(item.uri.fsPath).push(item);
    };
    if (request.include) request.include.forEach(add);
    else this.controller.items.forEach(add);
    for (const items of byFile.values()) items.forEach((item) => run.enqueued(item));
    for (const [file, items] of byFile) {
      if (token.isCancellationRequested) break;
      await this.runFile(run, file, items, token);
    }
    run.end();
  }

  async runFile(run, file, items, token) {
    const folder = path.dirname(file);
    const name = path.basename(file);
    await Promise.all(vscode.workspace.textDocuments.filter((document) => isRiot(document) && document.isDirty).map((document) => document.save()));
    items.forEach((item) => run.started(item));
    const lines = items.map((item) => `${name}:${item.range.start.line + 1}`);
    const result = await riotc(['test', name, '--json', ...lines], folder, undefined, token);
    if (token.isCancellationRequested) return;
    const results = resultsIn(result.stdout);
    for (const item of items) {
      const told = results.find((each) => path.basename(each.file) === name && each.line === item.range.start.line + 1);
      if (!told) {
        // It does not compile, or the program came to an end: the words of riotc say which.
        run.errored(item, new vscode.TestMessage(result.stderr || 'riotc told nothing of this test'));
        continue;
      }
      if (told.output) run.appendOutput(told.output.replace(/\r?\n/g, '\r\n'), undefined, item);
      if (told.outcome === 'passed') run.passed(item, told.ms);
      else run.failed(item, this.message(told.message, folder, item), told.ms);
    }
  }

  message(text, folder, item) {
    const failure = failureIn(text);
    const message = failure.expected === undefined ? new vscode.TestMessage(failure.text) : vscode.TestMessage.diff(failure.text, failure.expected, failure.actual);
    message.location = failure.file
      ? new vscode.Location(vscode.Uri.file(path.resolve(folder, failure.file)), new vscode.Position(failure.line, 0))
      : new vscode.Location(item.uri, item.range);
    return message;
  }

  register(context) {
    const read = (document) => { if (isRiot(document)) this.read(document.uri); };
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.riot');
    context.subscriptions.push(
      this.controller, watcher,
      watcher.onDidCreate((uri) => this.read(uri)),
      watcher.onDidChange((uri) => this.read(uri)),
      watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())),
      vscode.workspace.onDidOpenTextDocument(read),
      vscode.workspace.onDidSaveTextDocument(read));
    vscode.workspace.textDocuments.forEach(read);
    this.readAll();
  }
}

module.exports = { Tests, failureIn, resultsIn, testsIn };
