#!/usr/bin/env bash
# A real VS Code for the end-to-end test: code-server (VS Code in a browser) and Playwright from npm, driven in Debian's Chromium. Needs
# about 450 MB and a minute or two. Debian packages: chromium ripgrep g++ make python3, lldb-19 for debugging; Node 20.
# usage: setup.sh [FOLDER] (default: build/vscode-e2e at the top of the repository)
set -euo pipefail
folder=${1:-$(cd "$(dirname "$0")/../../../.." && pwd)/build/vscode-e2e}
for program in rg g++ make node npm; do
  command -v "$program" >/dev/null || { echo "setup.sh: $program is missing" >&2; exit 1; }
done
mkdir -p "$folder"
cd "$folder"
[ -f package.json ] || npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund code-server@4.100.3 playwright-core@1.65.0 >/dev/null
npm rebuild --foreground-scripts argon2 >rebuild.log 2>&1
cd node_modules/code-server/lib/vscode
npm install --ignore-scripts --omit=dev --no-audit --no-fund >/dev/null
(cd extensions && npm install --ignore-scripts --omit=dev --no-audit --no-fund >/dev/null)
ln -sfn node_modules node_modules.asar
mkdir -p node_modules/@vscode/ripgrep/bin
ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
gyp=$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js
for module in @vscode/spdlog native-watchdog node-pty; do
  (cd "node_modules/$module" && node "$gyp" rebuild --nodedir=/usr >>"$folder/rebuild.log" 2>&1)
done
cd "$folder"
node node_modules/.bin/code-server --config "$folder/code-server.yaml" --version
