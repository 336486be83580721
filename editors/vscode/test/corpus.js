// Tokenises every Riot program of the repository with the grammar and compares with what a small scanner, written
// apart from the grammar, says each word is. A bracket or string that the grammar loses shows at once: everything behind
// it gets the wrong scopes.
// usage: node test/corpus.js [FOLDER ...] (default: examples, stdlib, tests/programs)
'use strict';
const fs = require('fs');
const path = require('path');
const oniguruma = require('vscode-oniguruma');
const textmate = require('vscode-textmate');

const root = path.resolve(__dirname, '../../..');
const KEYWORDS = new Set('and as assert const else false fn for if import in let match not or pub receive return true type when'.split(' '));
const DURATION = /^[0-9][0-9_]*(?:ns|us|ms|s|min|h|d)$/;

function* riotFiles(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* riotFiles(full);
    else if (entry.name.endsWith('.riot')) yield full;
  }
}

// What stands where: a list of {kind, at, text}, kind one of comment, string, word, number. Strings nest through `${`.
function scan(text) {
  const found = [];
  const open = []; // of '{' (a bracket) and '"' or '"""' (an insertion inside such a string)
  let at = 0;
  const stringText = (quote) => {
    while (at < text.length) {
      if (text.startsWith(quote, at)) { at += quote.length; return; }
      if (text[at] === '\\') { at += 2; continue; }
      if (text.startsWith('${', at)) { at += 2; open.push(quote); return; }
      if (!/\s/.test(text[at])) found.push({ kind: 'string', at, text: text[at] });
      at += 1;
    }
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 200);
    let match;
    if ((match = /^\/\/[^\n]*/.exec(text.slice(at, at + 1000)))) { found.push({ kind: 'comment', at, text: match[0] }); at += match[0].length; }
    else if (rest.startsWith('"""')) { at += 3; stringText('"""'); }
    else if (text[at] === '"') { at += 1; stringText('"'); }
    else if (text[at] === '{') { open.push('{'); at += 1; }
    else if (text[at] === '}') {
      const closed = open.pop();
      at += 1;
      if (closed && closed !== '{') stringText(closed);
    }
    else if ((match = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest))) { found.push({ kind: 'word', at, text: match[0] }); at += match[0].length; }
    else if ((match = /^[0-9][0-9A-Za-z_]*/.exec(rest))) { found.push({ kind: 'number', at, text: match[0] }); at += match[0].length; }
    else at += 1;
  }
  return found;
}

// The scopes that an element of the scan must have one of, by prefix.
function wanted(element, text) {
  const before = text.slice(0, element.at).replace(/[ \t]+$/, '');
  const after = text.slice(element.at + element.text.length);
  switch (element.kind) {
    case 'comment': return ['comment.line'];
    case 'string': return ['string.quoted'];
    case 'number': return [DURATION.test(element.text) ? 'constant.numeric.duration' : 'constant.numeric'];
    default:
      if (/(^|[^.])\.$/.test(before)) return ['entity.name', 'support.', 'variable.other'];
      if (/^\s*:/.test(after) && !/^[A-Z]/.test(element.text)) return ['variable.', 'constant.language'];
      if (element.text === 'true' || element.text === 'false') return ['constant.language.boolean'];
      if (/(^|[^\w.])(as|fn|let)$/.test(before) && element.text !== 'as' && /\bfn$/.test(before)) return ['entity.name.function'];
      if (KEYWORDS.has(element.text)) return ['keyword.', 'storage.', 'variable.parameter.label'];
      if (/^[A-Z]/.test(element.text)) return ['entity.name.type', 'support.type', 'variable.other.enummember', 'variable.other.constant'];
      return ['entity.', 'support.', 'variable.', 'keyword.', 'storage.'];
  }
}

async function main() {
  const wasm = fs.readFileSync(path.join(path.dirname(require.resolve('vscode-oniguruma')), 'onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const file = path.join(__dirname, '../syntaxes/riot.tmLanguage.json');
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({ createOnigScanner: (s) => new oniguruma.OnigScanner(s), createOnigString: (s) => new oniguruma.OnigString(s) }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(file, 'utf8'), file),
  });
  const grammar = await registry.loadGrammar('source.riot');
  const folders = process.argv.length > 2 ? process.argv.slice(2) : ['examples', 'stdlib', 'tests/programs'].map((f) => path.join(root, f));
  let files = 0, checked = 0, problems = 0;
  const complain = (file, text, at, message) => {
    problems += 1;
    if (problems <= 20) console.log(`${path.relative(root, file)}:${text.slice(0, at).split('\n').length}: ${message}`);
  };
  for (const folder of folders) for (const source of riotFiles(folder)) {
    files += 1;
    const text = fs.readFileSync(source, 'utf8').replace(/\r\n/g, '\n');
    const scopesAt = []; // one entry a token: [start offset, scopes], ascending
    let stack = textmate.INITIAL, offset = 0;
    for (const line of text.split('\n')) {
      const result = grammar.tokenizeLine(line, stack);
      for (const token of result.tokens) {
        scopesAt.push([offset + token.startIndex, token.scopes]);
        if (token.scopes.some((scope) => scope.startsWith('invalid.'))) complain(source, text, offset + token.startIndex, `invalid: ${line}`);
      }
      stack = result.ruleStack;
      offset += line.length + 1;
    }
    const last = grammar.tokenizeLine('const end = 1', stack).tokens[0].scopes;
    if (last.length !== 3 || last[1] !== 'meta.const.riot') complain(source, text, text.length, `something is still open at the end: ${last.join(' ')}`);
    let token = 0;
    for (const element of scan(text)) {
      while (token + 1 < scopesAt.length && scopesAt[token + 1][0] <= element.at) token += 1;
      const scopes = scopesAt[token][1];
      const list = wanted(element, text);
      checked += 1;
      const good = element.kind === 'string' || element.kind === 'comment'
        ? scopes.some((scope) => list.some((prefix) => scope.startsWith(prefix)))
        : list.some((prefix) => scopes[scopes.length - 1].startsWith(prefix));
      if (!good) complain(source, text, element.at, `\`${element.text}\` is ${scopes.join(' ')}, expected ${list.join(' or ')}`);
    }
  }
  console.log(`${files} files, ${checked} words, ${problems} problems`);
  process.exitCode = problems || files < 20 ? 1 : 0;
}

main();
