"""A machine that exists only on PATH: fake programs that write down how they were called."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
# Answers questions about itself from files in $STATE, lets the real Python run all other code.
FAKE_PYTHON = r"""#!/usr/bin/env bash
echo "python $*" >>"$CALLS"
case "$*" in
  *'version_info < '*) [ ! -e "$STATE/old-python" ] ;;
  *sys._base_executable*) echo "$BIN/${0##*/}" ;;
  *'import ensurepip'*) [ ! -e "$STATE/no-ensurepip" ] ;;
  '-m venv '*)
    for venv; do :; done
    mkdir -p "$venv/bin" "$venv/lib/python3.11/site-packages" && cp "$0" "$venv/bin/python"
    echo 'version = 3.11.9' >"$venv/pyvenv.cfg" ;;
  '-m pip --version') [ ! -e "$STATE/no-pip" ] ;;
  *'--dry-run'*) cat "$STATE/torch-plan" ;;
  '-m pip install'*)
    if [ -e "$STATE/pip-fails" ]; then cat "$STATE/pip-fails"; exit 1; fi
    if [ -e "$STATE/pip-waits" ]; then read -r _ <"$STATE/pip-waits"; fi
    case "$*" in *.venv/build)
      printf '#!/usr/bin/env bash\necho "home=$PROCTOR_HOME"\nprintf "<%%s>" proctor "$@"\n' >"${0%/*}/proctor"
      "$REAL_PYTHON" -c 'import os, sys; os.chmod(sys.argv[1], 0o755)' "${0%/*}/proctor" ;;
    esac ;;
  '-m '*) printf '<%s>' "$@" ;;
  *) exec "$REAL_PYTHON" "$@" ;;
esac
"""

# Whatever the manager's own words are, the packages are known names; installing one puts it on PATH.
FAKE_MANAGER = r"""#!/usr/bin/env bash
echo "${0##*/} $*" >>"$CALLS"
[ ! -e "$STATE/manager-fails" ] || exit 1
for word; do
  case "$word" in
    git | tmux) cp "$STATE/nothing" "${0%/*}/$word" ;;
    bubblewrap) cp "$STATE/nothing" "${0%/*}/bwrap" ;;
    *-venv) rm -f "$STATE/no-ensurepip" ;;
  esac
done
"""


@dataclass
class Machine:
    """A checkout, a PATH with nothing but fakes and plain tools, and what was called."""

    root: Path
    checkout: Path
    environment: dict[str, str]

    @property
    def calls(self) -> list[str]:
        """Every call of a fake, in order."""
        return (self.root / "calls").read_text().splitlines()

    def forget_calls(self) -> None:
        """Start the list of calls anew."""
        (self.root / "calls").write_text("")

    def program(self, name: str, script: str = "#!/usr/bin/env bash\n") -> None:
        """Put a program on PATH."""
        path = self.root / "bin" / name
        path.write_text(script)
        path.chmod(0o755)

    def answers(self, name: str, words: str, status: int = 0) -> None:
        """Put a program on PATH that says `words` to any question."""
        self.program(name, f"#!/usr/bin/env bash\nprintf '%s\\n' '{words}'\nexit {status}\n")

    def manager(self, name: str) -> None:
        """Put a package manager on PATH."""
        self.program(name, FAKE_MANAGER)

    def has_programs(self) -> None:
        """Put git, tmux and bubblewrap on PATH."""
        for name in ("git", "tmux", "bwrap"):
            self.program(name)

    def is_platform(self, system: str, architecture: str) -> None:
        """Make uname say this."""
        script = f'#!/usr/bin/env bash\nif [ "$1" = -s ]; then echo {system}; else echo {architecture}; fi\n'
        self.program("uname", script)

    def state(self, name: str, content: str = "") -> None:
        """Leave a note that the fakes act on."""
        (self.root / "state" / name).write_text(content)

    def forget_state(self, name: str) -> None:
        """Take a note away."""
        (self.root / "state" / name).unlink()

    def start_install(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start install.sh and do not wait for it."""
        return subprocess.Popen(
            [str(self.checkout / "install.sh"), *arguments],
            cwd=self.root,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def install(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run install.sh to its end."""
        process = self.start_install(*arguments, **environment)
        out, err = process.communicate(timeout=30)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)
