# shellcheck shell=bash
# Numbered steps with their seconds; quiet logs that are shown on failure; stamps, so that nothing is done twice.
# Sourced by the scripts beside it. Works with the bash 3.2 of macOS.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
KEPT=$ROOT/.install
TOTAL_STEPS=0
STEP=0
mkdir -p "$KEPT"
trap 'printf "\nInterrupted. The same command goes on from here.\n" >&2; exit 130' INT

# fail PROBLEM REMEDY
fail() {
  printf '\nStopped: %s\n→ %s\n' "$1" "$2" >&2
  exit 1
}

# step TITLE REMEDY COMMAND...: runs a command quietly, tells its seconds, shows the end of its output when it fails.
step() {
  local title=$1 remedy=$2 started=$SECONDS log=$KEPT/last-step.log
  shift 2
  STEP=$((STEP + 1))
  printf '  [%d/%d] %s …' "$STEP" "$TOTAL_STEPS" "$title"
  if "$@" >"$log" 2>&1 </dev/null; then
    printf ' %d s\n' $((SECONDS - started))
  else
    printf ' failed\n\n' >&2
    tail -n 40 "$log" >&2
    fail "$title failed; all of its output is in $log." "$remedy"
  fi
}

# skip TITLE: counts a step that has nothing to do.
skip() {
  STEP=$((STEP + 1))
  printf '  [%d/%d] %s: up to date\n' "$STEP" "$TOTAL_STEPS" "$1"
}

# fingerprint PATH...: one hash over the names and contents of files and folders; the paths are absolute.
fingerprint() {
  local list
  list=$(find "$@" -type f | LC_ALL=C sort)
  { printf '%s\n' "$list" && printf '%s\n' "$list" | git hash-object --no-filters --stdin-paths; } | git hash-object --stdin
}

# fresh NAME FINGERPRINT: true where that step was done with the same inputs.
fresh() { [ "$(cat "$KEPT/$1.stamp" 2>/dev/null)" = "$2" ]; }

stamp() { printf '%s' "$2" >"$KEPT/$1.stamp"; }
unstamp() { rm -f "$KEPT/$1.stamp"; }
