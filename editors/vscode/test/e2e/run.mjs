// Opens the packaged extension in a real VS Code (code-server in Chromium), checks what a user would see, and takes the pictures that
// stand in the README. Run setup.sh once before.
// usage: node test/e2e/run.mjs [--out FOLDER] [colours] [squiggle] [task] [debug] [format] [tests] (default: images/, all)
// RIOT_E2E: where setup.sh has put code-server; RIOTC: the compiler (default: build/release/bin/riotc); CHROMIUM: the browser.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const extension = path.resolve(here, '../..');
const root = path.resolve(extension, '../..');
const tools = path.resolve(process.env.RIOT_E2E || path.join(root, 'build/vscode-e2e'));
const riotc = path.resolve(process.env.RIOTC || path.join(root, 'build/release/bin/riotc'));
const words = process.argv.slice(2);
const out = path.resolve(words[0] === '--out' ? words.splice(0, 2)[1] : path.join(extension, 'images'));
const wanted = (part) => words.length === 0 || words.includes(part);
const { chromium } = await import(pathToFileURL(path.join(tools, 'node_modules/playwright-core/index.mjs')));

let failed = 0;
function check(good, what, seen = '') {
  console.log(`${good ? 'ok' : 'FAILED'} ${what}${good ? '' : `: ${seen}`}`);
  if (!good) failed += 1;
  if (!good && page) page.screenshot({ path: path.join(home, `failed-${failed}.png`) }).catch(() => {});
}
let page = null;

// ------------------------------------------------------------------------------------------------ install
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'riot-e2e-'));
const workspace = path.join(home, 'workspace');
fs.cpSync(path.join(here, 'workspace'), workspace, { recursive: true });
const vsix = path.join(home, 'riot.vsix');
const sh = (command, args, cwd) => {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stdout}${done.stderr}`);
  return done.stdout;
};
sh('npx', ['--yes', '@vscode/vsce@3.9.2', 'package', '--no-dependencies', '--no-rewrite-relative-links', '--out', vsix], extension);
const server = path.join(tools, 'node_modules/.bin/code-server');
const folders = ['--user-data-dir', path.join(home, 'data'), '--extensions-dir', path.join(home, 'extensions'), '--config', path.join(home, 'code-server.yaml')];
sh('node', [server, ...folders, '--install-extension', vsix], home);
fs.mkdirSync(path.join(home, 'data/User'), { recursive: true });
// Where riotc is differs from machine to machine, so that setting stands with those of the machine.
fs.mkdirSync(path.join(home, 'data/Machine'), { recursive: true });
fs.writeFileSync(path.join(home, 'data/Machine/settings.json'), JSON.stringify({ 'riot.path': riotc }));
fs.writeFileSync(path.join(home, 'data/User/settings.json'), JSON.stringify({
  'workbench.colorTheme': 'Default Dark Modern', 'workbench.startupEditor': 'none', 'workbench.tips.enabled': false, 'workbench.layoutControl.enabled': false,
  'editor.minimap.enabled': false, 'editor.fontSize': 14, 'editor.rulers': [], 'chat.commandCenter.enabled': false, 'window.commandCenter': false,
  'security.workspace.trust.enabled': false, 'breadcrumbs.enabled': false, 'debug.toolBarLocation': 'docked', 'debug.openDebug': 'openOnDebugBreak', 'debug.internalConsoleOptions': 'neverOpen',
}));

// ------------------------------------------------------------------------------------------------ start
const port = await new Promise((resolve) => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
});
const code = spawn('node', [server, ...folders, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override'], { stdio: 'ignore' });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

page = await browser.newPage({ viewport: { width: 1240, height: 860 } });
const pause = (ms) => page.waitForTimeout(ms);
const texts = async (selector) => (await page.locator(selector).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
async function until(what, test, limit = 60000) {
  for (const end = Date.now() + limit; Date.now() < end; await pause(250)) {
    const value = await test().catch(() => false);
    if (value) return value;
  }
  console.log(`waited in vain for ${what}`);
  return false;
}
async function command(name) {
  await page.keyboard.press('F1');
  await page.waitForSelector('.quick-input-widget input');
  await page.locator('.quick-input-widget input').fill(`>${name}`);
  await until(`command ${name}`, async () => (await texts('.quick-input-list .monaco-list-row')).some((row) => row.includes(name)));
  await page.keyboard.press('Enter');
  await pause(500);
}
async function open(file) {
  await page.keyboard.press('Control+Shift+E');
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).first().dblclick();
  await page.waitForSelector(`.tab.active[data-resource-name="${file}"]`);
  await pause(1000);
}
async function picture(name) {
  await page.mouse.move(620, 600);
  await pause(400);
  await page.screenshot({ path: path.join(out, `${name}.png`) });
}
const colour = (text) => page.evaluate((wanted) => {
  const spans = [...document.querySelectorAll('.view-line span span')];
  const found = spans.find((span) => span.textContent.replace(/\u00a0/g, ' ').trim() === wanted);
  return found ? getComputedStyle(found).color : null;
}, text);

try {
  await until('code-server', () => page.goto(`http://127.0.0.1:${port}/?folder=${workspace}`, { waitUntil: 'domcontentloaded' }));
  await page.waitForSelector('.monaco-workbench .explorer-folders-view', { timeout: 120000 });

  if (wanted('colours')) {
    await open('thermometer.riot');
    await until('the status item', async () => (await texts('.statusbar-item')).some((text) => /^Riot$/.test(text)));
    check((await texts('#status\\.editor\\.mode'))[0] === 'Riot', 'the language is Riot');
    const colours = {};
    const told = async () => {
      for (const word of ['receive', 'Frame', 'thermometer', '30s', 'Float']) colours[word] = await colour(word);
      return new Set(Object.values(colours)).size === 5 && !Object.values(colours).includes(null);
    };
    check(await until('colours', told), 'control words, constructors, functions, numbers and types have colours of their own', JSON.stringify(colours));
    await picture('colours');
  }

  // A squiggle with its message, in the editor and in Problems.
  if (wanted('squiggle')) {
    await open('account.riot');
    check(await until('a squiggle', async () => (await page.locator('.squiggly-error').count()) > 0), 'the mistake has a squiggle');
    check(await until('lenses', async () => (await texts('.codelens-decoration')).join(' ').includes('Debug')), 'lenses stand above main');
    check(await until('the count', async () => (await texts('.statusbar-item')).some((text) => /Riot: 1/.test(text))), 'the status bar counts it');
    await command('View: Toggle Problems');
    const problem = await until('the problem', async () => (await texts('.markers-panel .monaco-list-row')).find((row) => row.includes('this process receives')));
    check(problem && problem.includes('E0501'), 'Problems shows message and code', problem);
    await page.locator('.squiggly-error').first().hover({ force: true });
    await until('the hover', async () => (await texts('.monaco-hover')).join(' ').includes('this process receives'));
    await pause(800);
    await page.screenshot({ path: path.join(out, 'squiggle.png') });
    await page.keyboard.press('Escape');
    await command('View: Toggle Problems');
  }

  // A task's output goes through the problem matcher. The extension's own check is off, so that nothing else can have found it.
  if (wanted('task')) {
    const file = path.join(home, 'data/User/settings.json');
    const settings = JSON.parse(fs.readFileSync(file, 'utf8'));
    fs.writeFileSync(file, JSON.stringify({ ...settings, 'riot.checkOnSave': false }));
    await command('Developer: Reload Window');
    await page.waitForSelector('.monaco-workbench .explorer-folders-view', { timeout: 120000 });
    await open('account.riot');
    await pause(3000);
    check((await page.locator('.squiggly-error').count()) === 0, 'no squiggle without a check');
    await command('Riot: Run Program');
    check(await until('the matched problem', async () => (await page.locator('.squiggly-error').count()) > 0), 'the problem matcher puts a squiggle under what a task complains of');
    await pause(1000);
    await picture('task');
    fs.writeFileSync(file, JSON.stringify(settings));
    await command('View: Toggle Terminal');
  }

  if (wanted('debug')) {
    await open('shapes.riot');
    const breakpoint = async () => (await page.locator('.codicon-debug-breakpoint').count()) > 0;
    for (let i = 0; i < 5 && !(await breakpoint()); ++i) { // the first may come before the debugger is there
      await page.locator('.view-line', { hasText: 'println("${label}' }).first().click();
      await page.keyboard.press('Home');
      await page.keyboard.press('F9');
      await until('a breakpoint', breakpoint, 5000);
    }
    check(await breakpoint(), 'F9 sets a breakpoint');
    await page.keyboard.press('F5');
    check(await until('a stop', async () => (await page.locator('.codicon-debug-stackframe').count()) > 0, 90000), 'F5 stops at the breakpoint');
    if (failed) {
      await command('Notifications: Show Notifications');
      console.log((await texts('.notification-list-item')).join('\n'));
    }
    const frames = await until('the call stack', async () => { const rows = await texts('.debug-call-stack .monaco-list-row'); return rows.some((row) => row.includes('shapes.riot')) && rows; }, 20000);
    check(frames && frames.some((row) => /shapes\.keeper/.test(row)), 'the call stack names the function and the file', frames && frames.join(' | '));
    const variables = await until('variables', async () => { const rows = await texts('.debug-variables .monaco-list-row'); return rows.some((row) => row.includes('total')) && rows; }, 20000);
    check(variables && variables.some((row) => /total ?= ?10\.14/.test(row)), 'the variables have their values', variables && variables.join(' | '));
    await page.mouse.move(348, 420); // wider variables
    await page.mouse.down();
    await page.mouse.move(500, 420, { steps: 5 });
    await page.mouse.up();
    await picture('debug');
    await page.keyboard.press('Shift+F5');
    await pause(1000);
  }

  // The Test Explorer: tests are there before they run; a failure stands at its line, with what the test has printed.
  if (wanted('tests')) {
    await open('codec.riot');
    check(await until('the gutter', async () => (await page.locator('.testing-run-glyph').count()) >= 2), 'every test has its mark');
    await page.locator('.activitybar .codicon-test-view-icon').first().click();
    await command('Test: Run All Tests');
    const tree = await until('results', async () => { const all = (await texts('.test-explorer')).join(' '); return all.includes('codec.riot') && /3\/4/.test(all) && all; }, 120000);
    check(tree, 'three of four tests pass', (await texts('.test-explorer')).join(' | '));
    check(tree && tree.includes('thermometer.riot'), 'tests of files that are not open are there', tree);
    const message = await until('the message', async () => (await texts('.test-error-content-widget')).find((text) => text.includes('!=')));
    check(message && message.includes('" 3 "'), 'the failure stands at the assertion, with both sides', message);
    await pause(1500);
    await picture('tests');
    await command('View: Show Explorer');
  }

  if (wanted('format')) {
    await open('account.riot');
    await page.locator('.view-line', { hasText: '"30"' }).first().click();
    await page.keyboard.press('End');
    await page.keyboard.type('  ;   pid ! Deposit( 1 )');
    await page.keyboard.press('Control+S');
    const text = () => fs.readFileSync(path.join(workspace, 'account.riot'), 'utf8');
    check(await until('formatting', async () => text().includes('  pid ! "30"\n  pid ! Deposit(1)\n'), 20000), 'saving formats', text());
  }
} catch (error) {
  check(false, 'the run', error.stack);
  await page.screenshot({ path: path.join(home, 'failure.png') }).catch(() => {});
  console.log(`see ${home}`);
} finally {
  await browser.close();
  code.kill();
}
if (!failed) fs.rmSync(home, { recursive: true, force: true });
console.log(failed ? `${failed} failed` : 'all passed');
process.exitCode = failed ? 1 : 0;
