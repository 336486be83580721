// Stands between VS Code and lldb-dap, which speaks of the C++ that a Riot program was compiled to: gives functions their
// Riot names, leaves out columns (those of the C++) and what only the compiler has made, and greys out the runtime.
'use strict';
const vscode = require('vscode');
const { spawn } = require('child_process');

// What emitted code adds to a function's own variables.
const MADE = /^(?:self|frame|arm|word|message(?:_\d+)?|pieces(?:_\d+)?|parts(?:_\d+)?|alone(?:_\d+)?|spare(?:_\d+)?|bits(?:_\d+)?|t\d+)$/;

// riot_app::net::codec::decode_Int(riot::Process&, ..) is net/codec.decode; undefined for what is not Riot's.
function riotName(name) {
  const match = /^riot_app::((?:\w+::)*)(\w+?)(?:\(.*)?$/.exec(name);
  if (!match) return undefined;
  const module = match[1].replace(/::$/, '').replace(/::/g, '/');
  // Behind the first capital: the types that the function was compiled for, and the part of it that waits.
  const plain = match[2].replace(/_(?:[A-Z]\w*|receive|call)$/, '') || match[2];
  return module ? `${module}.${plain}` : plain;
}

function changeFrame(frame) {
  const name = riotName(frame.name);
  if (name === undefined) return { ...frame, presentationHint: 'subtle' };
  return { ...frame, name, column: 0, endColumn: undefined };
}

function changeVariables(variables) {
  const names = new Set(variables.map((variable) => variable.name));
  return variables
    .filter((variable) => !MADE.test(variable.name) && !(variable.name.endsWith('_in') && names.has(variable.name.slice(0, -3))))
    // lldb puts the address of a pointer before its summary.
    .map((variable) => ({ ...variable, value: variable.value.replace(/^0x[0-9a-f]{16} (?=\S)/, '') }));
}

// What lldb-dap says, as VS Code is to hear it. `scopes` maps references of variables to whether they are a frame's own.
function translate(message, locals) {
  if (message.type === 'event' && message.event === 'breakpoint' && message.body && message.body.breakpoint) {
    const { column, endColumn, ...breakpoint } = message.body.breakpoint;
    return { ...message, body: { ...message.body, breakpoint } };
  }
  if (message.type !== 'response' || !message.success || !message.body) return message;
  switch (message.command) {
    case 'setBreakpoints':
      return { ...message, body: { ...message.body, breakpoints: message.body.breakpoints.map(({ column, endColumn, ...breakpoint }) => breakpoint) } };
    case 'stackTrace':
      return { ...message, body: { ...message.body, stackFrames: message.body.stackFrames.map(changeFrame) } };
    case 'scopes':
      for (const scope of message.body.scopes) if (scope.presentationHint === 'locals' || scope.name === 'Locals') locals.add(scope.variablesReference);
      return { ...message, body: { ...message.body, scopes: message.body.scopes.filter((scope) => scope.presentationHint === 'locals' || scope.name === 'Locals') } };
    case 'variables':
      return message.riotLocals ? { ...message, body: { ...message.body, variables: changeVariables(message.body.variables) } } : message;
    default:
      return message;
  }
}

class Adapter {
  constructor(command) {
    this.emitter = new vscode.EventEmitter();
    this.onDidSendMessage = this.emitter.event;
    this.locals = new Set();
    this.asked = new Set(); // requests for variables of a frame
    this.child = spawn(command, []);
    let rest = Buffer.alloc(0);
    this.child.stdout.on('data', (data) => {
      rest = Buffer.concat([rest, data]);
      for (;;) {
        const head = rest.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = /content-length: *(\d+)/i.exec(rest.toString('latin1', 0, head));
        const end = head + 4 + (length ? Number(length[1]) : 0);
        if (rest.length < end) return;
        const text = rest.toString('utf8', head + 4, end);
        rest = rest.subarray(end);
        if (length) this.receive(JSON.parse(text));
      }
    });
    this.child.stdin.on('error', () => {}); // it has ended
    this.child.on('error', (error) => this.end(error.message));
    this.child.on('exit', () => this.end());
  }

  end(reason) {
    if (this.ended) return;
    this.ended = true;
    if (reason) vscode.window.showErrorMessage(`The debug adapter did not start: ${reason}`);
    this.emitter.fire({ type: 'event', event: 'terminated', seq: 0 });
  }

  receive(message) {
    if (message.type === 'response' && message.command === 'variables') message.riotLocals = this.asked.delete(message.request_seq);
    const { riotLocals, ...said } = translate(message, this.locals);
    this.emitter.fire(said);
  }

  handleMessage(message) {
    if (message.type === 'request' && message.command === 'variables' && this.locals.has(message.arguments.variablesReference)) this.asked.add(message.seq);
    if (message.type === 'request' && ['continue', 'next', 'stepIn', 'stepOut'].includes(message.command)) this.locals.clear();
    const text = JSON.stringify(message);
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  dispose() {
    this.ended = true;
    this.child.kill();
  }
}

module.exports = { Adapter, changeFrame, changeVariables, riotName };
