#!/usr/bin/env bash
# Installs the system packages that the tests need: a browser with fonts, a real mail server, sshd, shellcheck.
set -euo pipefail
# shellcheck source=deployment/install/progress.sh
. "$(dirname "$0")/progress.sh"

packages=""
need() {
  command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || [ -x "$1" ] || packages="$packages $2"
}
need chromium chromium
need /usr/share/fonts/truetype fonts-liberation
need dovecot dovecot-imapd
need /usr/lib/dovecot/lmtp dovecot-lmtpd
need sshd openssh-server
need shellcheck shellcheck
[ -n "$packages" ] || exit 0

as_root=""
command -v apt-get >/dev/null ||
  fail "The tests need:$packages" "This is no Debian or Ubuntu: install them with your package manager."
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2>/dev/null || fail "The tests need:$packages" "Run: sudo apt-get install$packages"
  as_root="sudo -n"
fi

# The tests start their servers themselves: while packages are set up, Debian must not start any.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  $as_root chmod 755 "$policy"
  # shellcheck disable=SC2064 # expanded now on purpose
  trap "$as_root rm -f $policy" EXIT
fi

TOTAL_STEPS=2
remedy="Run it by hand to see more: sudo apt-get install$packages"
# shellcheck disable=SC2086 # empty, or two words
step "Package lists" "$remedy" $as_root apt-get update
# shellcheck disable=SC2086 # a list of words
step "System packages:$packages" "$remedy" $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages
