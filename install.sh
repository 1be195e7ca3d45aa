#!/usr/bin/env bash
# Set up proctor in .venv of this folder, then open an exercise, run the tests, or say what comes next.
set -euo pipefail

ROOT=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly ROOT
readonly PRACTICE=practice-rms-norm
# Tests share the machine, one process for each core; beyond a few their check engines take more memory than time is won.
readonly SIDE_BY_SIDE=(-n auto --maxprocesses 4 --dist worksteal)

# shellcheck source-path=SCRIPTDIR
{
  . "$ROOT/setup/say.sh"
  . "$ROOT/setup/platform.sh"
  . "$ROOT/setup/programs.sh"
  . "$ROOT/setup/venv.sh"
  . "$ROOT/setup/stamp.sh"
  . "$ROOT/setup/torch.sh"
}

usage() {
  cat <<'TEXT'
Usage: ./install.sh                          set up only
       ./install.sh start [EXERCISE] [...]   set up, then `proctor start` (without an exercise: the practice one)
       ./install.sh test [...]               set up with the developers' tools, then pytest (-n 0: one test at a time)
       ./install.sh --with jax [...]         the same, and JAX for exercises that are offered in it
       ./install.sh --plan                   say what would be done, and do nothing

Everything goes into .venv of this folder; run it again at any time, it does only what is missing.
  PROCTOR_SESSIONS=DIR          where sessions are kept (default: sessions/)
  PROCTOR_PYTHON=PYTHON         the Python to use (3.11 or newer)
  PROCTOR_TORCH=cpu|gpu         the build of torch, instead of looking for an NVIDIA GPU
  PROCTOR_TORCH_INDEX=URL       the package index to take torch from
  PROCTOR_SYSTEM_PACKAGES=no    never call the system's package manager
TEXT
}

# plan: the decisions, one a line, from the same functions that act on them.
plan() {
  local state packages manager build how
  state=$(venv_state)
  choose_python
  packages=$(missing_packages) manager=$(package_manager) build=$(torch_build)
  how="${PROCTOR_TORCH_INDEX:-default index}"
  if [ "$how" = 'default index' ] && [ "$build" = cpu ]; then how="default index if it is CPU only, else $CPU_INDEX"; fi
  echo "platform: $OS $ARCH"
  echo "python: $PYTHON"
  echo "venv: $state"
  if [ -z "$packages" ]; then
    echo 'programs: all present'
  elif may_install "$manager"; then
    echo "programs: install with $manager: $packages"
  else
    # shellcheck disable=SC2086 # package names without spaces, one word each
    echo "programs: ask for: $(by_hand "$manager" $packages)"
  fi
  echo "torch: $TORCH_VERSION $build from $how"
}

# take_lock: one set-up at a time in this folder. The lock belongs to descriptor 9, so it ends with the last process
# that holds it, however that ends. Where the file system has no locks, go on without.
take_lock() {
  exec 9<"$ROOT/install.sh"
  "$PYTHON" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null && return 0
  step wait 'for another set-up in this folder to end ...'
  "$PYTHON" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)' 2>/dev/null || true
}

# set_up MODE: everything that is missing for `run` or `dev`. The stamp comes last.
set_up() {
  local mode=$1 state started_s=$SECONDS
  choose_python
  take_lock
  if is_set_up "$mode"; then
    exec 9<&-
    return 0
  fi
  trap 'die "$EXIT_INTERRUPTED" "set-up was interrupted" "run ./install.sh again; it repairs what is half done"' INT TERM
  state=$(venv_state)
  choose_python
  say_platform_limits
  step python "$PYTHON"
  open_venv "$state"
  install_programs
  if [ "$state" != keep ]; then
    step venv "$state"
    create_venv
  fi
  update_pip
  install_torch
  install_dependencies "$mode"
  install_proctor
  compile_bytecode
  settle
  write_stamp "$mode"
  trap - INT TERM
  exec 9<&-
  step ready "after $((SECONDS - started_s)) s"
}

start() {
  case "${1:--}" in
    -*) set -- "$PRACTICE" "$@" ;;
  esac
  exec "$VENV/bin/proctor" start "$@"
}

run_tests() {
  cd "$ROOT"
  exec "$VENV/bin/python" -m pytest "${SIDE_BY_SIDE[@]}" "$@"
}

say_what_comes_next() {
  echo 'proctor is set up. Next:'
  echo '  ./install.sh start         open the practice exercise'
  echo '  .venv/bin/proctor list     see all exercises'
  echo '  ./install.sh test          run the tests'
}

main() {
  local verb mode=run extra=''
  if [ "${1:-}" = --with ]; then
    extra=${2:-}
    is_extra "$extra" || die "$EXIT_USAGE" "there is no extra called '$extra'" 'there is: --with jax'
    shift 2
  fi
  verb=${1:-}
  [ $# -eq 0 ] || shift
  case "$verb" in
    '' | start) ;;
    test) mode=dev ;;
    --plan) ;;
    -h | --help | help) usage && return 0 ;;
    *) die "$EXIT_USAGE" "unknown word: $verb" './install.sh --help lists the words' ;;
  esac
  refuse_other_platforms
  # What the caller's shell sets for other Pythons must not reach this one.
  unset PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX
  export PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PROCTOR_HOME="$ROOT"
  if [ "$verb" = --plan ]; then
    plan
    return 0
  fi
  # Not `is_set_up || set_up`: after `||` a failing step would no longer end the run.
  if ! is_set_up "$mode"; then set_up "$mode"; fi
  [ -z "$extra" ] || install_extra "$extra"
  case "$verb" in
    start) start "$@" ;;
    test) run_tests "$@" ;;
    *) say_what_comes_next ;;
  esac
}

# On one line with its end: bash reads a script as it goes, and this file may change under a long run.
main "$@"; exit
