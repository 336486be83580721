# Shared by the scripts here: installs what is missing, builds quietly. Sourced, not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs the packages of the given lists that are not there yet. Silent when nothing is missing.
ensure_packages() {
  local wanted missing=() name
  wanted=$(cat "$@" | sed 's/#.*//' | tr -s ' \t\n' '\n' | sed '/^$/d' | sort -u)
  local installed
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' 2>/dev/null | awk '$2 == "installed" { print $1 }' | sort -u)
  while read -r name; do missing+=("$name"); done < <(comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed"))
  [ ${#missing[@]} -eq 0 ] && return 0
  say "installing ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
         as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    say "could not install: ${missing[*]}"
    exit 1
  fi
  rm -f "$log"
}

# build PRESET [targets]: configures when needed and builds; says so when it takes time, and shows what fails.
build() {
  local preset=$1 log
  shift
  log=$(mktemp)
  if [ ! -f "$root/build/$preset/build.ninja" ]; then
    say "configuring ($preset)"
    (cd "$root" && cmake --preset "$preset") >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
  fi
  # A dry run cannot tell whether there is anything to do (it always wants to look for new files), so what takes longer than
  # that look is announced.
  ninja -C "$root/build/$preset" "$@" >"$log" 2>&1 &
  local ninja=$! tenths=0
  while kill -0 "$ninja" 2>/dev/null; do
    [ $((tenths++)) -eq 10 ] && say "building ($preset)"
    sleep 0.1
  done
  wait "$ninja" || { sed -n '/^FAILED/,$p' "$log" | grep -v '^\[' | head -n 60 >&2; say "build failed"; exit 1; }
  rm -f "$log"
}
