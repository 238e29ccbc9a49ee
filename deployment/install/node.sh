# shellcheck shell=bash
# Installs the locked Node packages and builds the dashboard. Sourced by install.sh.

NPM_REMEDY="Check the network (and the proxy settings of npm), then run the same command again."
BUILD_REMEDY="If memory ran out (the build takes 1 GB), close some programs, then run the same command again."
export NEXT_TELEMETRY_DISABLED=1

# node_packages NAME FOLDER TITLE
node_packages() {
  local name=$1 folder=$2 title=$3 want
  want=$(node --version)-$(fingerprint "$folder/package-lock.json" "$folder/package.json")
  if [ -d "$folder/node_modules" ] && fresh "$name" "$want"; then
    skip "$title"
    return
  fi
  unstamp "$name"
  step "$title, about a minute" "$NPM_REMEDY" npm --prefix "$folder" ci --include=dev --no-audit --no-fund
  stamp "$name" "$want"
}

dashboard_build() {
  local folder=$ROOT/nextjs_dashboard want
  want=$(dashboard_sources)
  if [ -f "$folder/.next/standalone/server.js" ] && fresh build "$want"; then
    skip "Dashboard"
    return
  fi
  unstamp build
  step "Dashboard, built for production, about a minute" "$BUILD_REMEDY" npm --prefix "$folder" run build
  stamp build "$want"
}

# dashboard_sources: one hash over everything that the build depends on.
dashboard_sources() {
  local paths=() name
  for name in src server public package.json package-lock.json next.config.ts postcss.config.mjs tsconfig.json; do
    [ ! -e "$ROOT/nextjs_dashboard/$name" ] || paths+=("$ROOT/nextjs_dashboard/$name")
  done
  fingerprint "${paths[@]}"
}
