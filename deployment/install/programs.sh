# shellcheck shell=bash
# Finds the programs that must be there already: git, Python 3.11+, Node 20+. Sourced by install.sh.

# find_python: prints the first Python that is new enough; PYTHON=… chooses another.
find_python() {
  local name
  for name in ${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3}; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$name"
      return
    fi
  done
}

# Next.js needs 20.9.
node_is_new_enough() {
  local test='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 9) ? 0 : 1)'
  command -v node >/dev/null && command -v npm >/dev/null && node -e "$test"
}

# check_programs: all that is missing, at once.
check_programs() {
  local missing=""
  command -v git >/dev/null || missing="$missing
  git                 Debian: sudo apt install git        macOS: xcode-select --install"
  [ -n "$(find_python)" ] || missing="$missing
  Python 3.11 or newer  Debian: sudo apt install python3 python3-venv   macOS: brew install python@3.12"
  node_is_new_enough || missing="$missing
  Node 20.9 or newer    https://nodejs.org, or: nvm install 20"
  [ -z "$missing" ] || fail "These programs are missing or too old:$missing" "Install them, then run the same command again."
}
