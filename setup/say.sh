# shellcheck shell=bash
# What set-up says, and how it fails. Everything goes to stderr: stdout belongs to the command that set-up opens.

readonly EXIT_USAGE=2 EXIT_ENVIRONMENT=3 EXIT_INTERRUPTED=130
readonly TAIL_LINES=15

BOLD='' PLAIN=''
if [ -t 2 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  BOLD=$'\033[1m' PLAIN=$'\033[0m'
fi
readonly BOLD PLAIN

# step SUBJECT TEXT: one line about what is being done.
step() { printf '%s%-12s%s %s\n' "$BOLD" "$1" "$PLAIN" "$2" >&2; }

# note TEXT: a line that belongs to the step above.
note() { printf '%-12s %s\n' '' "$1" >&2; }

# die CODE MESSAGE [HINT]: end, saying what happened and what to do about it.
die() {
  printf 'install.sh: error: %s\n' "$2" >&2
  [ -z "${3:-}" ] || printf 'hint: %s\n' "$3" >&2
  exit "$1"
}

have() { command -v "$1" >/dev/null 2>&1; }

# logged COMMAND...: run it quietly and without input; what it says goes to the log. In a shell of its own, because a
# function would turn this shell's own voice to the log too, and an interrupt would be reported there.
logged() {
  printf '\n$ %s\n' "$*" >>"$LOG"
  ("$@") </dev/null >>"$LOG" 2>&1
}

# fail_with_log MESSAGE: end with the last lines of the log and what they hint at.
fail_with_log() {
  local hint='run ./install.sh again; what was done is kept'
  tail -n "$TAIL_LINES" "$LOG" | sed 's/^/  | /' >&2
  if grep -q 'No space left on device' "$LOG"; then
    hint='free at least 3 GB on this disk, then run ./install.sh again'
  elif grep -q -E 'No matching distribution|Max retries|Temporary failure|timed out' "$LOG"; then
    hint='check that pip reaches a package index (PIP_INDEX_URL, PIP_PROXY), then run ./install.sh again'
  fi
  note "the whole log: $LOG"
  die "$EXIT_ENVIRONMENT" "$1" "$hint"
}
