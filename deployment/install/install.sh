#!/usr/bin/env bash
# Installs what a machine needs, and only what is not there yet: install.sh dev|cloud|local [--no-build]
#   dev    everything, for the demo and the tests
#   cloud  the Cloud agent (nothing that can send) and PM2
#   local  the Local agent, the dashboard and PM2
set -euo pipefail
here=$(dirname "$0")
# shellcheck source=deployment/install/progress.sh
. "$here/progress.sh"
# shellcheck source=deployment/install/programs.sh
. "$here/programs.sh"
# shellcheck source=deployment/install/python.sh
. "$here/python.sh"
# shellcheck source=deployment/install/node.sh
. "$here/node.sh"

kind=${1:-dev}
build=${2:-}
case $kind in
  dev | local) TOTAL_STEPS=5 ;;
  cloud) TOTAL_STEPS=3 ;;
  *) fail "There is no kind of machine named $kind." "Choose dev, cloud or local." ;;
esac
[ "$build" != --no-build ] || TOTAL_STEPS=$((TOTAL_STEPS - 1))

check_programs
printf 'Installing (%s): a first time takes two to four minutes\n' "$kind"
python_environment "$kind"
node_packages pm2 "$ROOT/deployment/pm2" "PM2"
if [ "$kind" != cloud ]; then
  node_packages dashboard "$ROOT/nextjs_dashboard" "Dashboard's packages"
  [ "$build" = --no-build ] || dashboard_build
fi
