#!/usr/bin/env bash
# Installs the locked Node packages and builds the dashboard: node.sh [--no-build]
set -euo pipefail
# shellcheck source=deployment/install/lib.sh
. "$(dirname "$0")/lib.sh"

command -v node >/dev/null || fail "Node is missing." "Install Node 20 or newer (https://nodejs.org)."
node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' ||
  fail "Node $(node --version) is too old." "Install Node 20 or newer (https://nodejs.org)."
export NEXT_TELEMETRY_DISABLED=1

install_packages() {
  local name=$1 folder=$2 want
  want=$(fingerprint "$folder/package-lock.json")
  if [ ! -d "$folder/node_modules" ] || ! fresh "$name" "$want"; then
    step "Node packages ($name)" npm --prefix "$folder" ci --no-audit --no-fund
    stamp "$name" "$want"
  fi
}

install_packages pm2 "$ROOT/deployment/pm2"
install_packages dashboard "$ROOT/nextjs_dashboard"
[ "${1:-}" = --no-build ] && exit 0

dashboard=$ROOT/nextjs_dashboard
want=$(fingerprint "$dashboard/src" "$dashboard/server" "$dashboard/next.config.ts" "$dashboard/package-lock.json")
if [ ! -f "$dashboard/.next/standalone/server.js" ] || ! fresh build "$want"; then
  step "Dashboard (production build)" npm --prefix "$dashboard" run build
  stamp build "$want"
fi
