# shellcheck shell=bash
# System programs: which are missing, whether they may be installed here, and what to type where they may not.

# missing_packages: the packages of the programs that are not on PATH, separated by spaces.
missing_packages() {
  local packages=''
  have git || packages="$packages git"
  have tmux || packages="$packages tmux"
  [ "$OS" = macos ] || have bwrap || packages="$packages bubblewrap"
  echo "${packages# }"
}

package_manager() {
  local name
  for name in apt-get dnf pacman zypper apk brew; do
    if have "$name"; then
      echo "$name"
      return 0
    fi
  done
}

is_root() { [ "$(id -u)" = 0 ]; }

# may_install MANAGER: whether packages can be installed without asking anybody.
may_install() {
  [ "${PROCTOR_SYSTEM_PACKAGES:-yes}" != no ] || return 1
  case "$1" in
    '') return 1 ;;
    brew) ! is_root ;;
    *) is_root || { have sudo && sudo -n true >/dev/null 2>&1; } ;;
  esac
}

as_root() { if is_root; then "$@"; else sudo -n "$@"; fi; }

# install_packages MANAGER PACKAGE...: without questions; the result is that of the package manager.
install_packages() {
  local manager=$1
  shift
  case "$manager" in
    apt-get) apt_install "$@" || { logged as_root apt-get -q update && apt_install "$@"; } ;;
    dnf) logged as_root dnf -y install "$@" ;;
    pacman) logged as_root pacman -S --noconfirm --needed "$@" ;;
    zypper) logged as_root zypper --non-interactive install "$@" ;;
    apk) logged as_root apk add "$@" ;;
    brew) logged env NONINTERACTIVE=1 HOMEBREW_NO_AUTO_UPDATE=1 brew install "$@" ;;
  esac
}

apt_install() {
  logged as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=60 --no-install-recommends install "$@"
}

# by_hand MANAGER PACKAGE...: what a person would type.
by_hand() {
  local manager=$1 sudo='sudo '
  shift
  if is_root; then sudo=''; fi
  case "$manager" in
    apt-get | dnf | zypper) echo "$sudo$manager install $*" ;;
    pacman) echo "${sudo}pacman -S $*" ;;
    apk) echo "${sudo}apk add $*" ;;
    brew) echo "brew install $*" ;;
    *) echo "install with your package manager: $*" ;;
  esac
}

# install_programs: install what is missing where that is allowed; go on without it where it is not.
install_programs() {
  local packages manager
  packages=$(missing_packages)
  if [ -z "$packages" ]; then
    step programs 'all present'
    return 0
  fi
  manager=$(package_manager)
  if may_install "$manager"; then
    step programs "installing $packages with $manager ..."
    # shellcheck disable=SC2086 # package names without spaces, one word each
    install_packages "$manager" $packages || note "$manager could not; its words are in $LOG"
    packages=$(missing_packages)
  else
    step programs "missing: $packages (they may not be installed from here)"
  fi
  # shellcheck disable=SC2086
  [ -z "$packages" ] || say_what_is_lost "$manager" $packages
}

say_what_is_lost() {
  local package
  note "to install them: $(by_hand "$@")"
  shift
  for package in "$@"; do
    case "$package" in
      git) note 'without git no session can be recorded' ;;
      tmux) note 'without tmux the screen makes room for the editor, then comes back' ;;
      bubblewrap) note 'bubblewrap is for confining candidate code; proctor shows how far that goes' ;;
    esac
  done
}
