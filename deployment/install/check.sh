#!/usr/bin/env bash
# Runs every check and test, tells the time of each, and ends with the Python tests' own lines.
set -uo pipefail
# shellcheck source=deployment/install/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$ROOT" || exit 1
export PYTHONPATH=$ROOT NEXT_TELEMETRY_DISABLED=1

failed=()
check() {
  local title=$1 started=$SECONDS
  shift
  printf '\n== %s\n' "$title"
  "$@" || failed+=("$title")
  printf -- '-- %s: %d s\n' "$title" $((SECONDS - started))
}

bin=$ROOT/.venv/bin
mapfile -t scripts < <(git ls-files '*.sh' .ci/run deployment/git-hooks/pre-commit 2>/dev/null)
check "Python: lint" "$bin/ruff" check
check "Python: format" "$bin/ruff" format --check -q
check "Python: types" "$bin/mypy"
check "Python: import contracts" "$bin/lint-imports" --no-cache
check "Shell" shellcheck -x "${scripts[@]}"
check "Dashboard: types" npm --prefix nextjs_dashboard run --silent typecheck
check "Dashboard: lint" npm --prefix nextjs_dashboard run --silent lint
if [ "${1:-}" = --lint ]; then
  [ ${#failed[@]} -eq 0 ] && exit 0
  printf '\nFailed: %s\n' "${failed[*]}" && exit 1
fi
check "Dashboard: components and library" npm --prefix nextjs_dashboard test --silent -- --ci
printf '\n== Python: unit, property, contract, integration, end to end\n'
[ ${#failed[@]} -eq 0 ] || printf 'Failed so far: %s\n' "$(IFS=,; echo "${failed[*]}")"
"$bin/pytest"
status=$?
[ ${#failed[@]} -eq 0 ] || exit 1
exit "$status"
