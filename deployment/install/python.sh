#!/usr/bin/env bash
# Makes .venv with the locked packages: python.sh [dev|cloud|local]
set -euo pipefail
# shellcheck source=deployment/install/lib.sh
. "$(dirname "$0")/lib.sh"

kind=${1:-dev}
lock=$ROOT/requirements-$kind.lock
[ -f "$lock" ] || fail "There is no set of packages named $kind." "Choose dev, cloud or local."
python=""
for name in python3.13 python3.12 python3.11 python3; do
  if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$name
    break
  fi
done
[ -n "$python" ] || fail "Python 3.11 or newer is missing." "Install it (Debian: apt install python3 python3-venv)."

want=$(fingerprint "$lock" "$ROOT/pyproject.toml")-$kind
if ! fresh python "$want"; then
  [ -x "$ROOT/.venv/bin/python" ] || step "Python environment" "$python" -m venv "$ROOT/.venv"
  step "Python packages (locked by hash)" "$ROOT/.venv/bin/python" -m pip install --disable-pip-version-check --require-hashes -r "$lock"
  step "The two agents" "$ROOT/.venv/bin/python" -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e "$ROOT"
  stamp python "$want"
fi
