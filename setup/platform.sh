# shellcheck shell=bash
# Which machines are served, and which Python on them.

readonly PYTHON_NAMES='python3.13 python3.12 python3.11 python3'

# refuse_other_platforms: set OS and ARCH, or end before anything is touched.
refuse_other_platforms() {
  local os arch libc
  os=$(uname -s) arch=$(uname -m)
  case "$os/$arch" in
    Linux/x86_64 | Linux/amd64) OS=linux ARCH=x86_64 ;;
    Linux/aarch64 | Linux/arm64) OS=linux ARCH=aarch64 ;;
    Darwin/arm64) OS=macos ARCH=arm64 ;;
    Darwin/*) refuse "macOS on $arch" 'use a Mac with Apple silicon (in a terminal that is not translated by Rosetta), or Linux' ;;
    MINGW* | MSYS* | CYGWIN*) refuse "Windows" 'run ./install.sh inside WSL 2' ;;
    *) refuse "$os on $arch" 'use Linux on x86_64 or aarch64, or macOS on Apple silicon' ;;
  esac
  libc=$(ldd --version 2>&1) || true # musl's says its name and fails
  if [ "$OS" = linux ] && [[ $libc == *musl* ]]; then
    refuse 'Linux with musl libc' 'use a distribution with glibc (Debian, Ubuntu, Fedora, Arch, openSUSE): PyTorch has no packages for musl'
  fi
}

refuse() { die "$EXIT_ENVIRONMENT" "$1 is not supported; nothing was changed" "$2"; }

say_platform_limits() {
  step platform "$OS $ARCH"
  [ "$OS" != macos ] || note 'macOS serves practice, watching, replay and authoring; candidates are not confined here'
}

# is_new_enough PYTHON: whether it runs and is at least 3.11.
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# find_python: set PYTHON to a full path, or end with the commands that would install one. The base of an active virtual
# environment is taken rather than the environment, which may be the very one that is about to be replaced.
find_python() {
  local name
  for name in ${PROCTOR_PYTHON:-$PYTHON_NAMES}; do
    if have "$name" && is_new_enough "$name"; then
      PYTHON=$("$name" -c 'import sys; print(sys._base_executable)')
      return 0
    fi
  done
  [ -z "${PROCTOR_PYTHON:-}" ] ||
    die "$EXIT_ENVIRONMENT" "PROCTOR_PYTHON=$PROCTOR_PYTHON is not a Python 3.11 or newer" 'name another one, or unset it'
  die "$EXIT_ENVIRONMENT" 'Python 3.11 or newer was not found' "$(python_advice)"
}

python_advice() {
  local manager
  manager=$(package_manager)
  case "$manager" in
    apt-get) by_hand apt-get python3.11 python3.11-venv ;;
    dnf) by_hand dnf python3.12 ;;
    pacman) by_hand pacman python ;;
    zypper) by_hand zypper python312 ;;
    apk) by_hand apk python3 ;;
    brew) by_hand brew python@3.12 ;;
    *) echo 'install Python 3.12 from https://www.python.org/downloads/' ;;
  esac
  echo 'then run ./install.sh again'
}
