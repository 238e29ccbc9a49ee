#!/usr/bin/env bash
# Runs every check and test, tells the seconds of each, and ends with the test runner's own lines: check.sh [--lint]
# shellcheck disable=SC2317 # functions are called by name, through check
set -uo pipefail
# shellcheck source=deployment/install/progress.sh
. "$(dirname "$0")/progress.sh"
# shellcheck source=deployment/install/node.sh
. "$(dirname "$0")/node.sh"
cd "$ROOT" || exit 1
export PYTHONPATH=$ROOT CI=${CI:-true}

bin=$ROOT/.venv/bin
failed=""
summary=""

# check TITLE COMMAND...
check() {
  local title=$1 started=$SECONDS verdict=ok
  shift
  printf '\n== %s\n' "$title"
  "$@" </dev/null || verdict=FAILED
  [ "$verdict" = ok ] || failed="$failed, $title"
  summary="$summary$(printf '  %-7s %4d s  %s' "$verdict" $((SECONDS - started)) "$title")
"
}

dashboard() { npm --prefix nextjs_dashboard run --silent "$@"; }

shell_scripts() { git ls-files '*.sh' .ci/run deployment/git-hooks | xargs grep -lE '^#!.*(ba)?sh|^# shellcheck shell' | xargs shellcheck -x; }

build() {
  dashboard build && stamp build "$(dashboard_sources)"
}

check "Python: lint" "$bin/ruff" check
check "Python: format" "$bin/ruff" format --check
check "Python: types" "$bin/mypy"
check "Python: import contracts" "$bin/lint-imports" --no-cache
check "Shell scripts" shell_scripts
check "Dashboard: types" dashboard typecheck
check "Dashboard: lint" dashboard lint
if [ "${1:-}" != --lint ]; then
  check "Dashboard: components and library" dashboard test -- --ci
  check "Dashboard: production build" build
fi

printf '\n%s' "$summary"
[ -z "$failed" ] || printf '\nFailed: %s\n' "${failed#, }"
if [ "${1:-}" = --lint ]; then
  [ -z "$failed" ]
  exit
fi

printf '\n== Python: unit, property, contract, integration and end-to-end tests\n'
"$bin/pytest"
status=$?
[ -z "$failed" ] || exit 1
exit "$status"
