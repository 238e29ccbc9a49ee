# shellcheck shell=bash
# What the install scripts share: progress with times, quiet logs that are shown on failure, stamps. Sourced by bash.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
STAMPS=$ROOT/.venv/stamps
LOGS=${TMPDIR:-/tmp}/ai-employee-install-$$
mkdir -p "$LOGS"

say() { printf '%s\n' "$*"; }

fail() {
  printf '\nStopped: %s\n' "$1" >&2
  [ -n "${2:-}" ] && printf 'What to do: %s\n' "$2" >&2
  exit 1
}

# step TITLE COMMAND...: runs a command quietly, tells its time, shows its output when it fails.
step() {
  local title=$1 started=$SECONDS log
  shift
  log=$LOGS/step.log
  printf '  %-58s' "$title …"
  if "$@" >"$log" 2>&1; then
    printf ' %3d s\n' $((SECONDS - started))
  else
    printf ' failed\n\n' && tail -n 40 "$log" >&2
    fail "$title did not work." "Read the lines above; mend the cause and run the same command again."
  fi
}

# fingerprint PATH...: one hash over the contents of files and folders.
fingerprint() {
  find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# fresh NAME FINGERPRINT: true where that step was done with the same inputs.
fresh() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" = "$2" ]; }

stamp() { mkdir -p "$STAMPS" && printf '%s' "$2" >"$STAMPS/$1"; }
