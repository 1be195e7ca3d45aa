# shellcheck shell=bash
# The environment in .venv: made, filled, repaired, and known to be complete by a stamp that is written last.

readonly VENV="$ROOT/.venv"
readonly STAMP="$VENV/.proctor-stamp"
# Present while packages are being changed: whoever finds it knows that a set-up was cut short.
readonly UNFINISHED="$VENV/.proctor-unfinished"
# Read by the installed program, which lies apart from exercises/ and sessions/.
readonly HOME_FILE="$VENV/proctor-home"
readonly LOG="$VENV/setup.log"

venv_pip() { "$VENV/bin/python" -m pip "$@"; }

settle() { rm -f "$UNFINISHED"; }

# pip_install MESSAGE ARGUMENT...: pip undoes its own failures, so a failure leaves nothing half done.
pip_install() {
  local message=$1
  shift
  logged venv_pip install -c "$ROOT/constraints.txt" "$@" && return 0
  settle
  fail_with_log "$message"
}

# venv_state: `keep`, `create`, or `rebuild` and why.
venv_state() {
  if [ ! -e "$VENV" ]; then
    echo create
  elif [ -e "$UNFINISHED" ]; then
    echo 'rebuild (the last set-up was cut short)'
  elif ! is_new_enough "$VENV/bin/python"; then
    echo 'rebuild (its Python does not run or is too old)'
  elif [ -e "$HOME_FILE" ] && [ "$(cat "$HOME_FILE")" != "$ROOT" ]; then
    echo 'rebuild (it was made for another folder)'
  else
    echo keep
  fi
}

choose_python() {
  if [ "$(venv_state)" = keep ]; then PYTHON="$VENV/bin/python"; else find_python; fi
}

# open_venv STATE: an empty folder with a log, or the present one with a fresh log.
open_venv() {
  if [ "$1" != keep ]; then
    rm -rf "$VENV"
    mkdir "$VENV"
  fi
  : >"$UNFINISHED"
  : >"$LOG"
}

can_seed_pip() { "$PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# create_venv: Debian and Ubuntu leave ensurepip out of python3; get it, or get pip from elsewhere.
create_venv() {
  local package
  if ! can_seed_pip; then
    package=$("$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(package_manager)" = apt-get ] && may_install apt-get; then
      step venv "installing $package with apt-get ..."
      install_packages apt-get "$package" || note "apt-get could not; its words are in $LOG"
    fi
  fi
  if can_seed_pip; then
    logged "$PYTHON" -m venv "$VENV" || fail_with_log 'the virtual environment could not be made'
  elif have virtualenv; then
    logged virtualenv -p "$PYTHON" "$VENV" || fail_with_log 'virtualenv could not make the environment'
  elif "$PYTHON" -m pip --version >/dev/null 2>&1; then
    logged "$PYTHON" -m venv --without-pip "$VENV" || fail_with_log 'the virtual environment could not be made'
    logged "$PYTHON" -m pip --python "$VENV/bin/python" install pip || fail_with_log 'pip could not be brought in'
  else
    refuse_without_venv "$package"
  fi
}

refuse_without_venv() {
  if [ "$(package_manager)" = apt-get ]; then
    die "$EXIT_ENVIRONMENT" "this Python cannot make virtual environments" "$(by_hand apt-get "$1")
then run ./install.sh again"
  fi
  die "$EXIT_ENVIRONMENT" "$PYTHON has neither ensurepip nor pip" \
    'install the package of your system that holds ensurepip, or virtualenv, then run ./install.sh again'
}

# update_pip: to the pinned one; older ones fetch whole packages only to look at them.
update_pip() {
  logged venv_pip --version || logged "$VENV/bin/python" -m ensurepip || true
  pip_install 'pip could not be brought to its pinned version' pip setuptools
}

# requirements MODE: the dependencies that pyproject.toml names, one a line.
requirements() {
  "$VENV/bin/python" - "$ROOT/pyproject.toml" "$1" <<'PY'
import sys, tomllib
with open(sys.argv[1], "rb") as file:
    project = tomllib.load(file)["project"]
print(*project["dependencies"], *(project["optional-dependencies"]["dev"] if sys.argv[2] == "dev" else ()), sep="\n")
PY
}

# requirements_of EXTRA: what pyproject.toml names for it, one a line.
requirements_of() {
  "$VENV/bin/python" - "$ROOT/pyproject.toml" "$1" <<'PY'
import sys, tomllib
with open(sys.argv[1], "rb") as file:
    print(*tomllib.load(file)["project"]["optional-dependencies"][sys.argv[2]], sep="\n")
PY
}

is_extra() { [ "$1" = jax ]; }

# install_extra NAME: what only some exercises need, and only when it is asked for. Done anew costs a second.
install_extra() {
  "$VENV/bin/python" -c "import $1" 2>/dev/null && return 0
  open_venv keep
  requirements_of "$1" >"$VENV/requirements.txt"
  step "$1" "as pinned in constraints.txt ..."
  pip_install "$1 could not be installed" -r "$VENV/requirements.txt"
  settle
}

install_dependencies() {
  requirements "$1" >"$VENV/requirements.txt"
  step packages "as pinned in constraints.txt ..."
  pip_install 'the dependencies could not be installed' -r "$VENV/requirements.txt"
}

# install_proctor: not editable, and built from a copy, so that no leftover of an earlier build slips in.
install_proctor() {
  local copy="$VENV/build"
  step proctor "installing ..."
  rm -rf "$copy"
  mkdir "$copy"
  cp -R "$ROOT/pyproject.toml" "$ROOT/README.md" "$ROOT/proctor" "$copy"
  pip_install 'proctor could not be installed' --no-deps --no-build-isolation --force-reinstall "$copy"
  rm -rf "$copy"
  printf '%s\n' "$ROOT" >"$HOME_FILE"
}

# compile_bytecode: so that no first start pays for it. Some packages ship files that are no Python; let them.
compile_bytecode() {
  local jobs=0
  logged "$VENV/bin/python" -m compileall -q -j "$jobs" "$VENV"/lib/python3*/site-packages || true
}
