// F5: builds the program with --debug and hands it to lldb-dap, whose breakpoints know .riot lines.
'use strict';
const vscode = require('vscode');
const { accessSync, constants, existsSync, mkdtempSync, rmSync } = require('fs');
const os = require('os');
const path = require('path');
const { Adapter } = require('./adapter');
const { programOf, riotc, settings, withFile } = require('./riotc');

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// lldb-dap, which was called lldb-vscode before LLVM 18: on the PATH, newest first, with Debian's numbered names.
function findAdapter() {
  const chosen = settings().get('debugAdapter');
  if (chosen) return chosen;
  const names = ['lldb-dap'];
  for (let version = 25; version >= 14; --version) names.push(`lldb-dap-${version}`, `lldb-vscode-${version}`);
  names.push('lldb-vscode');
  const folders = [...(process.env.PATH || '').split(path.delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/opt/llvm/bin'].filter(Boolean);
  for (const name of names)
    for (const folder of folders)
      if (executable(path.join(folder, name))) return path.join(folder, name);
  return undefined;
}

const built = []; // folders of executables, removed when the window closes

const configurations = {
  provideDebugConfigurations: () => [{ type: 'riot', request: 'launch', name: 'Debug Riot program', program: '${file}' }],
  // F5 without a launch.json: the program of the file at hand.
  resolveDebugConfiguration: (folder, config) => config.type ? config : { type: 'riot', request: 'launch', name: 'Debug Riot program', program: '${file}' },
  async resolveDebugConfigurationWithSubstitutedVariables(folder, config) {
    if (!findAdapter()) {
      vscode.window.showErrorMessage('Debugging needs lldb-dap (Debian: apt-get install lldb-19). Set "riot.debugAdapter" to where it is.');
      return undefined;
    }
    if (!config.program.endsWith('.riot')) return config;
    const document = await vscode.workspace.openTextDocument(config.program);
    const program = programOf(config.program, document.getText());
    const out = path.join(mkdtempSync(path.join(os.tmpdir(), 'riot-debug-')), path.basename(program, '.riot'));
    built.push(path.dirname(out));
    const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `Building ${path.basename(program)}` },
      () => riotc([program, '--debug', '-o', out], path.dirname(program)));
    if (result.status !== 0) {
      vscode.window.showErrorMessage(result.status === 1 ? 'The program does not compile; see Problems.' : `riotc: ${result.stderr}`);
      return undefined;
    }
    const formatters = path.join(__dirname, '..', 'lldb', 'riot_lldb.py');
    const init = existsSync(formatters) ? [`command script import ${JSON.stringify(formatters)}`] : [];
    // One scheduler, so that stepping stays in one place; a RIOT_WORKERS of the user's comes later and wins.
    return { cwd: path.dirname(program), ...config, env: ['RIOT_WORKERS=1', ...(config.env || [])], program: out, initCommands: [...init, ...(config.initCommands || [])] };
  },
};

function register(context) {
  context.subscriptions.push(
    vscode.debug.registerDebugConfigurationProvider('riot', configurations),
    vscode.debug.registerDebugAdapterDescriptorFactory('riot', { createDebugAdapterDescriptor: () => new vscode.DebugAdapterInlineImplementation(new Adapter(findAdapter() || 'lldb-dap')) }),
    vscode.commands.registerCommand('riot.debug', () => withFile((file) => vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)), { type: 'riot', request: 'launch', name: 'Debug Riot program', program: file }))),
    { dispose: () => built.forEach((folder) => rmSync(folder, { recursive: true, force: true })) });
}

module.exports = { register };
