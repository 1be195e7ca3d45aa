# shellcheck shell=bash
# Which build of torch, and from where. Without an NVIDIA GPU the CUDA build would cost gigabytes for nothing.

readonly CPU_INDEX=https://download.pytorch.org/whl/cpu
TORCH_VERSION=$(sed -n 's/^torch==//p' "$ROOT/constraints.txt")
readonly TORCH_VERSION

has_nvidia_gpu() {
  nvidia-smi -L 2>/dev/null </dev/null | grep '^GPU ' >/dev/null || [ -e /dev/nvidia0 ] || [ -e /proc/driver/nvidia/version ]
}

# torch_build: `gpu`, `cpu`, or `standard` where there is only one build.
torch_build() {
  case "${PROCTOR_TORCH:-}" in
    cpu | gpu) echo "$PROCTOR_TORCH" ;;
    '') if [ "$OS" = macos ]; then echo standard; elif has_nvidia_gpu; then echo gpu; else echo cpu; fi ;;
    *) die "$EXIT_USAGE" "PROCTOR_TORCH=$PROCTOR_TORCH is neither cpu nor gpu" 'unset it to let set-up look for a GPU' ;;
  esac
}

torch_is_installed() {
  local folder
  for folder in "$VENV"/lib/python3*/site-packages/torch-"$TORCH_VERSION"{,+*}.dist-info; do
    [ ! -e "$folder/RECORD" ] || return 0
  done
  return 1
}

# default_index_is_cpu_only: ask pip what the default index would bring, without fetching it.
default_index_is_cpu_only() {
  local plan
  plan=$(venv_pip install --dry-run --quiet --report - --no-deps --ignore-installed \
    "torch==$TORCH_VERSION" </dev/null 2>>"$LOG") || return 1
  ! printf '%s' "$plan" | grep -E '"(nvidia|cuda)[-_]' >/dev/null
}

# torch_index BUILD: the index to take torch from; empty for pip's own default.
torch_index() {
  if [ -n "${PROCTOR_TORCH_INDEX:-}" ]; then
    echo "$PROCTOR_TORCH_INDEX"
  elif [ "$1" = cpu ] && ! default_index_is_cpu_only; then
    echo "$CPU_INDEX"
  fi
}

# install_torch: before the other dependencies, so that they find it and bring no second one.
install_torch() {
  local build index
  if torch_is_installed; then
    step torch "$TORCH_VERSION is installed"
    return 0
  fi
  build=$(torch_build)
  index=$(torch_index "$build")
  step torch "$TORCH_VERSION, $build build${index:+ from $index} ..."
  pip_install 'torch could not be installed' ${index:+--no-deps --index-url "$index"} "torch==$TORCH_VERSION"
}
