import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from proctor.record.store import SessionFolder
from tests.cli.conftest import Call, Write
from tests.cli.written import FEEDBACK, FINISHED

VERSIONS = ("def norm(x):\n    pass\n", "def norm(x):\n    return x\n", "def norm(x):\n    return x / 2\n")
LAST = VERSIONS[-1] + "# \x1b[31m\n"


@pytest.fixture
def record() -> Callable[..., str]:
    """Commit contents of `norm.py` one after the other and tag them; returns git's own last word on the revision."""

    def write(folder: SessionFolder, *contents: str, **tags: int) -> str:
        git = ["git", "-C", str(folder.record)]
        subprocess.run(["git", "init", "-q", "--bare", "-b", "work", str(folder.record)], check=True)
        stream = b""
        for number, content in enumerate(contents, 1):
            text = content.encode()
            stream += b"commit refs/heads/work\nmark :%d\ncommitter Ada <> %d +0000\ndata 0\n" % (number, number * 60)
            stream += b"M 100644 inline norm.py\ndata %d\n%s\n" % (len(text), text)
        stream += b"".join(b"reset refs/tags/%s\nfrom :%d\n\n" % (tag.encode(), at) for tag, at in tags.items())
        subprocess.run([*git, "fast-import", "--quiet"], input=stream, check=True)
        return subprocess.run([*git, "log", "-1", "--format=%H"], capture_output=True, text=True, check=True).stdout

    return write


Record = Callable[..., str]


def test_the_revision_is_what_git_says(write_session: Write, record: Record) -> None:
    folder = write_session("one", *FINISHED)
    record(folder, *VERSIONS, start=1, submitted=2, final=3)
    plain = ["git", "-C", str(folder.record), "diff", "submitted", "final"]
    wanted = subprocess.run(plain, capture_output=True, check=True).stdout
    assert b"+    return x / 2" in wanted
    words = ["-m", "proctor", "diff", "one"]
    said = subprocess.run([sys.executable, *words], capture_output=True, check=True)
    assert said.stdout == wanted
    assert b"1 file changed, 1 line added, 1 deleted." in said.stderr


def test_before_the_end_it_goes_to_the_newest(write_session: Write, record: Record, call: Call) -> None:
    newest = record(write_session("one", *FEEDBACK), *VERSIONS, submitted=1).strip()
    told = json.loads(call("diff", "one", "--json").out)
    assert told["from"]["name"] == "submitted"
    assert told["to"] == {"name": "newest", "commit": newest}
    assert (told["added"], told["deleted"]) == (1, 1)
    assert told["files"][0]["path"] == "norm.py"
    assert "+    return x / 2" in told["patch"]


def test_the_ends_can_be_named(write_session: Write, record: Record, call: Call) -> None:
    record(write_session("one", *FINISHED), *VERSIONS, start=1, submitted=2, final=3)
    told = json.loads(call("diff", "--from", "start", "--to", "submitted", "--json", "--stat").out)
    assert (told["from"]["name"], told["to"]["name"], told["patch"]) == ("start", "submitted", None)
    assert "norm.py | 2 +-" in call("diff", "--stat").out


def test_no_change_is_said(write_session: Write, record: Record, call: Call) -> None:
    record(write_session("one", *FINISHED), *VERSIONS, submitted=3, final=3)
    said = call("diff", "--stat")
    assert said.code == 0
    assert "nothing changed" in said.err
    assert not said.out


def test_before_a_submission_it_says_so(write_session: Write, record: Record, call: Call) -> None:
    record(write_session("one"), *VERSIONS, start=1)
    said = call("diff")
    assert said.code == 2
    assert "nothing was submitted yet" in said.err
    assert "--from start" in said.err


def test_an_unknown_end_is_an_error_with_words(write_session: Write, record: Record, call: Call) -> None:
    record(write_session("one", *FINISHED), *VERSIONS, submitted=2, final=3)
    assert call("diff", "--from", "nowhere").code == 2


def test_at_a_terminal_a_file_cannot_steer_it(
    write_session: Write, record: Record, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(write_session("one", *FINISHED), *VERSIONS[:2], LAST, submitted=2, final=3)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    said = call("diff")
    assert "return x / 2" in said.out
    assert "\x1b" not in said.out


def test_it_needs_no_host(write_session: Write, record: Record, call: Call, tmp_path: Path) -> None:
    record(write_session("one", *FINISHED), *VERSIONS, submitted=2, final=3)
    assert call("diff").code == 0
    assert not (tmp_path / "r").exists()
