import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Call


def _completed(script: str, *words: str) -> list[str]:
    quoted = " ".join(f"'{word}'" for word in words)
    asked = (
        f'{script}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _proctor; printf "%s\\n" "${{COMPREPLY[@]}}"'
    )
    said = subprocess.run(["bash", "--norc", "-c", asked], capture_output=True, text=True, check=True)
    assert not said.stderr
    return said.stdout.split()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("proctor", "ses"), ["sessions"]),
        (("proctor", "res"), ["resume", "respond", "restore"]),
        (("proctor", "extend", "--re"), ["--reason"]),
        (("proctor", "feedback", "5", "--s"), ["--strength", "--strength-file", "--self", "--session", "--socket"]),
        (("proctor", "join", "--sc"), []),
    ],
)
def test_bash_finishes_commands_and_options(words: tuple[str, ...], wanted: list[str], call: Call) -> None:
    assert _completed(call("completion", "bash").out, *words) == wanted


def test_bash_finishes_sessions(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "proctor"
    program.write_text("#!/bin/sh\nprintf 'SESSION  PHASE\\none-a  Work\\none-b  Done\\ntwo  Work\\n'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert _completed(call("completion", "bash").out, "proctor", "join", "one") == ["one-a", "one-b"]
