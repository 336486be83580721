// Tasks (`"type": "riot"`), the commands that run them, and the lenses above `fn main` and tests.
'use strict';
const vscode = require('vscode');
const path = require('path');
const { compiler, hasMain, isRiot, programOf, withFile } = require('./riotc');

const VERBS = ['build', 'run', 'check', 'test'];

// `args` go to the program for run, and to riotc (a filter of tests, --release) for the others.
function task(verb, file, args = [], definition = { type: 'riot', verb, file, args }) {
  const line = verb === 'run' ? ['run', file, ...args] : [verb, file, ...args];
  const made = new vscode.Task(definition, vscode.TaskScope.Workspace, `${verb} ${path.basename(file)}`, 'riot', new vscode.ShellExecution(compiler(), line, { cwd: path.dirname(file) }), ['$riotc']);
  if (verb === 'build') made.group = vscode.TaskGroup.Build;
  if (verb === 'test') made.group = vscode.TaskGroup.Test;
  made.presentationOptions = { clear: true, showReuseMessage: false, focus: false };
  return made;
}

const provider = {
  provideTasks() {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !isRiot(editor.document)) return [];
    const file = programOf(editor.document.uri.fsPath, editor.document.getText());
    return VERBS.map((verb) => task(verb, file));
  },
  resolveTask(given) {
    const { verb, file, args } = given.definition;
    return verb && file ? task(verb, file, args || [], given.definition) : undefined;
  },
};

// "Run | Debug" above `fn main`, "Run Test" above each test.
const lenses = {
  provideCodeLenses(document) {
    if (!isRiot(document)) return [];
    const found = [];
    const text = document.getText();
    const add = (offset, title, command, ...args) => {
      const at = document.positionAt(offset);
      found.push(new vscode.CodeLens(new vscode.Range(at, at), { title, command, arguments: args }));
    };
    for (const match of text.matchAll(/^fn main\(/gm)) {
      add(match.index, '$(play) Run', 'riot.run');
      add(match.index, '$(debug-alt) Debug', 'riot.debug');
    }
    for (const match of text.matchAll(/^test "((?:[^"\\]|\\.)*)"/gm)) add(match.index, '$(beaker) Run Test', 'riot.test', match[1]);
    return found;
  },
};

function register(context) {
  const execute = (made) => vscode.tasks.executeTask(made);
  context.subscriptions.push(
    vscode.tasks.registerTaskProvider('riot', provider),
    vscode.languages.registerCodeLensProvider('riot', lenses),
    vscode.commands.registerCommand('riot.run', () => withFile((file, program) => execute(task('run', program)))),
    vscode.commands.registerCommand('riot.build', () => withFile((file, program) => execute(task('build', program)))),
    // A test's own file is what is tested: its program need not reach it.
    vscode.commands.registerCommand('riot.test', (name) => withFile((file, program, editor) =>
      execute(task('test', hasMain(editor.document.getText()) ? file : program, typeof name === 'string' ? [`--filter=${name}`] : [])))));
}

module.exports = { register };
