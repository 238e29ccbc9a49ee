# shellcheck shell=bash
# Makes .venv with the packages of a lock file, each checked by its hash. Sourced by install.sh.

PIP_REMEDY="Check the network (and the proxy settings of pip), then run the same command again."
VENV_REMEDY="On Debian and Ubuntu: sudo apt install python3-venv; or choose another Python: PYTHON=python3.12 make …"

pip_install() {
  "$ROOT/.venv/bin/python" -m pip install --disable-pip-version-check "$@"
}

# python_environment KIND: dev, cloud or local. A folder that was moved, or an unfinished one, is made anew.
python_environment() {
  local kind=$1 lock=$ROOT/requirements-$1.lock want
  if fresh place "$ROOT" && "$ROOT/.venv/bin/python" -m pip --version >/dev/null 2>&1; then
    skip "Python environment"
  else
    unstamp python
    step "Python environment" "$VENV_REMEDY" "$(find_python)" -m venv --clear "$ROOT/.venv"
    stamp place "$ROOT"
  fi
  want=$kind-$(fingerprint "$lock" "$ROOT/pyproject.toml")
  if fresh python "$want"; then
    skip "Python packages"
    return
  fi
  step "Python packages, about a minute" "$PIP_REMEDY" pip_install --require-hashes -r "$lock"
  pip_install --no-deps --no-build-isolation --quiet -e "$ROOT" >"$KEPT/last-step.log" 2>&1 ||
    fail "The agents could not be installed; see $KEPT/last-step.log." "$PIP_REMEDY"
  stamp python "$want"
}
