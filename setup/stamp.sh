# shellcheck shell=bash
# Whether everything is set up as the files of this checkout ask for it, told without starting any Python.

checksum() { if have sha256sum; then sha256sum; else shasum -a 256; fi; }

# stamp_key: changes with whatever set-up depends on, the place of the checkout and the names of files included.
stamp_key() {
  local files
  files=$(cd "$ROOT" && find install.sh setup constraints.txt pyproject.toml README.md proctor \
    -type f ! -name '*.pyc' 2>/dev/null | LC_ALL=C sort)
  {
    printf '%s\n' "$ROOT" "$files"
    grep '^version' "$VENV/pyvenv.cfg" || true
    printf '%s\n' "$files" | tr '\n' '\0' | (cd "$ROOT" && xargs -0 cat)
  } | checksum
}

# is_set_up MODE: an environment with the developers' tools serves both modes.
is_set_up() {
  local done_mode done_key
  [ -x "$VENV/bin/python" ] && [ ! -e "$UNFINISHED" ] && [ -r "$STAMP" ] || return 1
  { read -r done_mode && read -r done_key; } <"$STAMP" || return 1
  [ "$done_mode" = dev ] || [ "$done_mode" = "$1" ] || return 1
  [ "$done_key" = "$(stamp_key)" ]
}

write_stamp() {
  printf '%s\n' "$1" "$(stamp_key)" >"$STAMP.new"
  mv -f "$STAMP.new" "$STAMP"
}
