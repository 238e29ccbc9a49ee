#!/usr/bin/env bash
# Installs the system packages that the tests need: a browser, a real mail server, sshd, shellcheck.
set -euo pipefail
# shellcheck source=deployment/install/lib.sh
. "$(dirname "$0")/lib.sh"

missing=()
need() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || missing+=("$2"); }
need chromium chromium
need dovecot dovecot-imapd
[ -x /usr/lib/dovecot/lmtp ] || missing+=(dovecot-lmtpd)
need shellcheck shellcheck
[ ${#missing[@]} -eq 0 ] && exit 0

command -v apt-get >/dev/null ||
  fail "The tests need ${missing[*]}." "This is no Debian or Ubuntu: install them with your package manager."
run=()
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2>/dev/null || fail "The tests need ${missing[*]}." "Run: sudo apt-get install ${missing[*]}"
  run=(sudo -n)
fi
step "Package lists" "${run[@]}" apt-get update
step "System packages: ${missing[*]}" "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
