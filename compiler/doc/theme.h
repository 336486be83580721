// SPDX-License-Identifier: MIT
// How the pages look, and their search. Files of their own on the website, so that pages stay small.
#pragma once

namespace riotc::doc {

inline constexpr const char* kStyle = R"css(:root {
  color-scheme: light dark;
  --ink: #1d2430; --soft: #5b6676; --paper: #fdfdfb; --panel: #f3f3ee; --line: #dedfd8; --accent: #a8321e;
  --keyword: #8a2be2; --type: #0b6e75; --text: #3f7a1f; --number: #9a5b00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e3e6ea; --soft: #9aa5b4; --paper: #15181d; --panel: #1d2128; --line: #323945; --accent: #ff8f73;
    --keyword: #c9a0ff; --type: #6fd0d8; --text: #a3d77a; --number: #f0b866;
  }
}
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
.page { display: grid; grid-template-columns: 16rem minmax(0, 1fr); min-height: 100vh; }
nav { background: var(--panel); border-right: 1px solid var(--line); padding: 1.2rem; position: sticky; top: 0; height: 100vh; overflow-y: auto; }
nav h2 { margin: 0 0 .8rem; font-size: 1.1rem; }
nav h2 small { color: var(--soft); font-weight: normal; }
nav ul { list-style: none; margin: .6rem 0; padding: 0; }
nav li a { display: block; padding: .1rem .4rem; border-radius: 4px; }
nav li a[aria-current] { background: var(--line); font-weight: 600; }
nav ul.items { margin-left: .4rem; padding-left: .4rem; border-left: 1px solid var(--line); font-size: .9rem; }
main { padding: 1.5rem 2.5rem 4rem; max-width: 58rem; width: 100%; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
h1 { font-size: 1.7rem; margin: 0 0 1rem; }
h2.kind { font-size: 1.15rem; margin: 2.2rem 0 .4rem; border-bottom: 1px solid var(--line); }
.item { margin: 1.4rem 0; }
.item > h3 { margin: 0; font: 600 .95rem/1.5 ui-monospace, monospace; background: var(--panel); border-left: 3px solid var(--accent);
  padding: .4rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.item > .doc { margin-left: 1rem; }
.deprecated { color: var(--accent); margin: .4rem 1rem 0; }
.item:target > h3 { outline: 2px solid var(--accent); }
.item h3 a.self { color: inherit; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
p code, li code, td code { background: var(--panel); padding: .05em .3em; border-radius: 3px; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .7rem .9rem; overflow-x: auto; }
.k { color: var(--keyword); } .t { color: var(--type); } .s { color: var(--text); } .n { color: var(--number); } .c { color: var(--soft); font-style: italic; }
table { border-collapse: collapse; } td { padding: .25rem 1rem .25rem 0; vertical-align: top; }
#query { width: 100%; padding: .4rem .6rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 4px; }
#found { margin: .4rem 0; padding: 0; list-style: none; }
#found a { padding: .2rem .4rem; }
#found a.chosen { background: var(--line); }
#found small { display: block; color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
@media (max-width: 48rem) { .page { display: block; } nav { position: static; height: auto; } main { padding: 1rem; } }
)css";

// `entries` is filled by index.js: name, kind, module, address, signature, first sentence.
inline constexpr const char* kSearch = R"js("use strict";
(() => {
  const query = document.getElementById("query"), found = document.getElementById("found");
  let chosen = 0;
  const rank = (entry, words) => {
    const name = entry[0].toLowerCase(), full = (entry[2] + "." + entry[0]).toLowerCase();
    const all = (full + " " + entry[4] + " " + entry[5]).toLowerCase();
    let sum = 0;
    for (const word of words) {
      if (name === word || full === word) sum += 100;
      else if (name.startsWith(word)) sum += 50;
      else if (full.includes(word)) sum += 20;
      else if (all.includes(word)) sum += 1;
      else return 0;
    }
    return sum;
  };
  const links = () => [...found.querySelectorAll("a")];
  const choose = (at) => {
    const all = links();
    chosen = Math.max(0, Math.min(at, all.length - 1));
    all.forEach((link, i) => link.classList.toggle("chosen", i === chosen));
    if (all[chosen]) all[chosen].scrollIntoView({block: "nearest"});
  };
  const search = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(word => word);
    const ranked = words.length ? entries.map(entry => [rank(entry, words), entry]).filter(([sum]) => sum > 0) : [];
    ranked.sort((a, b) => b[0] - a[0] || a[1][0].localeCompare(b[1][0]));
    found.replaceChildren(...ranked.slice(0, 30).map(([, entry]) => {
      const item = document.createElement("li"), link = document.createElement("a"), more = document.createElement("small");
      link.href = root + entry[3];
      link.textContent = entry[2] === entry[0] ? entry[0] : entry[2] + "." + entry[0];
      more.textContent = entry[5] || entry[4];
      link.append(more);
      item.append(link);
      return item;
    }));
    if (words.length && !ranked.length) found.textContent = "nothing found";
    choose(0);
  };
  query.addEventListener("input", search);
  query.addEventListener("keydown", event => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" && links()[chosen]) links()[chosen].click();
    else if (event.key === "Escape") { query.value = ""; search(); }
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && document.activeElement !== query) { query.focus(); event.preventDefault(); }
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) { query.value = asked; search(); }
})();
)js";

}  // namespace riotc::doc
