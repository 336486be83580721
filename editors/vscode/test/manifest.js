// What package.json promises: files exist, commands are registered, and, with riotc at hand (RIOTC=PATH), the problem matchers
// read its output and every snippet is Riot that its formatter takes.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');

const home = path.join(__dirname, '..');
const manifest = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
const contributes = manifest.contributes;
let passed = 0, failed = 0;
function check(good, name) {
  if (good) passed += 1;
  else { failed += 1; console.log(`FAILED ${name}`); }
}

const files = [manifest.main, manifest.icon, ...contributes.grammars.map((g) => g.path), ...contributes.snippets.map((s) => s.path),
  ...contributes.languages.flatMap((l) => [l.configuration, l.icon.light, l.icon.dark])];
for (const file of files) check(fs.existsSync(path.join(home, file)), `${file} exists`);
const readme = fs.readFileSync(path.join(home, 'README.md'), 'utf8');
for (const [, file] of readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) {
  check(fs.existsSync(path.join(home, file)), `the README's ${file} exists`);
  check(fs.existsSync(path.join(home, file)) && fs.statSync(path.join(home, file)).size < 300 * 1024, `${file} is below 300 KB`);
}
const source = fs.readdirSync(path.join(home, 'src')).map((f) => fs.readFileSync(path.join(home, 'src', f), 'utf8')).join('\n');
const registered = new Set([...source.matchAll(/registerCommand\('([^']+)'/g)].map((m) => m[1]));
for (const { command } of contributes.commands) check(registered.has(command), `${command} is registered`);
check(registered.size === contributes.commands.length, 'every registered command is in the manifest');
const known = new Set(Object.keys(contributes.configuration.properties));
for (const [, name] of source.matchAll(/settings\(\)\.get\('([^']+)'\)/g)) check(known.has(`riot.${name}`), `setting riot.${name} is declared`);
for (const menu of Object.values(contributes.menus).flat()) check(registered.has(menu.command), `menu: ${menu.command}`);

const configuration = JSON.parse(fs.readFileSync(path.join(home, 'language-configuration.json'), 'utf8'));
const indents = new RegExp(configuration.indentationRules.increaseIndentPattern), outdents = new RegExp(configuration.indentationRules.decreaseIndentPattern);
for (const line of ['fn main() {', '  receive { // wait', 'let xs = [', '  call(', '<<', '  let m = #{']) check(indents.test(line), `indents after: ${line}`);
for (const line of ['fn one() = 1', '// a {', 'f(x)', '}']) check(!indents.test(line), `does not indent after: ${line}`);
for (const line of ['}', '  ]', ')', '>>']) check(outdents.test(line), `outdents: ${line}`);
const enter = configuration.onEnterRules.map((rule) => [new RegExp(rule.beforeText), rule.action.appendText]);
const appended = (line) => (enter.find(([pattern]) => pattern.test(line)) || [])[1];
check(appended('/// Doc.') === '/// ' && appended('  ///') === '/// ' && appended('//! Module.') === '//! ' && appended('// plain') === undefined && appended('//// ruler') === undefined, 'doc comments go on');

// The debug adapter's translation, without VS Code.
const Module = require('module');
const load = Module._load;
Module._load = (name, ...rest) => name === 'vscode' ? {} : load(name, ...rest);
const adapter = require('../src/adapter');
const tests = require('../src/tests');
Module._load = load;
check(adapter.riotName('riot_app::shapes::keeper_Unit_receive(riot::Process&)') === 'shapes.keeper', 'a frame has the name of its Riot function');
check(adapter.riotName('riot_app::net::codec::decode_header(riot::Process&, long)') === 'net/codec.decode_header', 'modules in folders');
check(adapter.riotName('riot::detail::loop()') === undefined && adapter.changeFrame({ name: 'run_steps' }).presentationHint === 'subtle', 'frames of the runtime are subtle');
check(JSON.stringify(adapter.changeVariables([{ name: 'self', value: '1' }, { name: 'x_in', value: '1' }, { name: 'x', value: '0x00007ffff5c00000 Some(1)' }, { name: 't12', value: '2' }, { name: 'total', value: '3' }]))
  === JSON.stringify([{ name: 'x', value: 'Some(1)' }, { name: 'total', value: '3' }]), 'variables are those of the source');

// What the Test Explorer reads.
const found = tests.testsIn('fn f() {\n}\n\ntest "a \\"b\\"" {\n  assert f() == ()\n}\n\ntest "c" { assert true }\n// test "no"\n');
check(JSON.stringify(found) === JSON.stringify([{ name: 'a "b"', first: 3, last: 5 }, { name: 'c', first: 7, last: 7 }]), `tests in a text: ${JSON.stringify(found)}`);
const failure = tests.failureIn('assertion failed: 3 == 4 at net/app.riot:10');
check(failure.file === 'net/app.riot' && failure.line === 9 && failure.actual === '3' && failure.expected === '4' && failure.text === 'assertion failed: 3 == 4', 'a failed assertion has a place and two sides');
check(tests.failureIn('nothing can wake it: waits').file === '' && tests.failureIn('assertion failed: a == b == c at x.riot:1').expected === undefined, 'failures without a place, with more sides');
check(tests.resultsIn('noise\n{"test":"a","file":"x.riot","line":1,"outcome":"passed","ms":0.1}\n{"passed":1,"failed":0,"ms":1}\n{"test":').length === 1, 'results among other lines');

const riotc = process.env.RIOTC && path.resolve(process.env.RIOTC);
if (riotc) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'riot-manifest-'));
  fs.writeFileSync(path.join(folder, 'wrong.riot'), 'fn main() {\n  println("a" + 1)\n}\n');
  const run = (...args) => spawnSync(riotc, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  for (const [name, output] of [['riotc', run('check', 'wrong.riot').stderr], ['riotc-short', (({ stdout, stderr }) => stdout + stderr)(run('check', '--message-format=short', 'wrong.riot'))]]) {
    const matcher = contributes.problemMatchers.find((each) => each.name === name);
    const patterns = [matcher.pattern].flat();
    const lines = output.split('\n');
    const start = lines.findIndex((line) => new RegExp(patterns[0].regexp).test(line));
    const got = {};
    patterns.forEach((pattern, i) => {
      const match = new RegExp(pattern.regexp).exec(lines[start + i] || '') || [];
      for (const key of ['file', 'line', 'column', 'severity', 'code', 'message']) if (pattern[key]) got[key] = match[pattern[key]];
    });
    check(got.file === 'wrong.riot' && got.line === '2' && Number(got.column) > 1 && got.severity === 'error' && /^E\d+$/.test(got.code) && got.message, `problem matcher ${name}: ${JSON.stringify(got)} from ${output}`);
  }
  fs.writeFileSync(path.join(folder, 'sums.riot'), 'test "right" { assert 1 + 1 == 2 }\n\ntest "wrong" {\n  println("seen")\n  assert 1 + 1 == 3\n}\n');
  const told = tests.resultsIn(run('test', 'sums.riot', '--json', 'sums.riot:1', 'sums.riot:3').stdout);
  check(told.length === 2 && told[0].outcome === 'passed' && told[1].outcome === 'failed' && told[1].line === 3 && told[1].output === 'seen\n' && tests.failureIn(told[1].message).line === 4,
    `riotc test --json is what the Test Explorer reads: ${JSON.stringify(told)}`);
  const expand = (text) => {
    for (let before = ''; before !== text;) {
      before = text;
      text = text.replace(/\$\{\d+:((?:[^${}\\]|\\.)*)\}/g, '$1');
    }
    return text.replace(/\$\{\d+\}|(?<!\\)\$\d+/g, '').replace(/\\([$}\\])/g, '$1');
  };
  const snippets = JSON.parse(fs.readFileSync(path.join(home, contributes.snippets[0].path), 'utf8'));
  for (const [name, { body }] of Object.entries(snippets)) {
    const text = expand(body.join('\n'));
    // Where a body is left empty, `()` would be typed.
    const filled = text.replace(/(->[ \t]*|= +)$/gm, '$1 ()').replace(/assert *$/m, 'assert true').replace(/return  *\}/, 'return }');
    const places = [filled, `fn f() {\n${filled}\n}\n`, `fn f() {\n  receive {\n${filled}\n  }\n}\n`];
    const good = places.some((place) => spawnSync(riotc, ['fmt', '-'], { input: place.endsWith('\n') ? place : `${place}\n` }).status === 0);
    check(good, `snippet ${name} is Riot:\n${filled}`);
  }
  fs.rmSync(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
