import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from proctor.cli.before_after_words import before_after_lines
from proctor.record.commit_stream import Facts
from proctor.record.history import History
from proctor.record.reel import Reel
from proctor.record.snapshots import Snapshots
from proctor.record.store import SessionFolder
from proctor.record.tree import Tree, TreeFile
from proctor.review.before_after import before_after
from proctor.review.film import Film, without_private
from tests.cli.conftest import Call, Write
from tests.cli.written import FEEDBACK, FINISHED
from tests.review.filmed import Filmed, with_revision
from tests.session.sitting import NOON

EXAMPLE = Path(__file__).parents[2] / "sessions" / "example" / "example.bundle"

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


HOSTILE = {
    ".gitattributes": b"*.py binary diff=evil\n*.txt -diff\n* text eol=crlf working-tree-encoding=UTF-16\n",
    "norm.py": b"def norm(x):\n    return x\n",
    "old name.py": b"".join(b"line %d\n" % number for number in range(40)),
    "data.bin": b"\0\1\2",
    'odd\n"name"\xc3\xa9.txt': b"one\ntwo\n",
    "no newline.txt": b"one\ntwo",
    "link.py": TreeFile.of(b"norm.py", "120000"),
    "run.sh": TreeFile.of(b"#!/bin/sh\n", "100755"),
    "latin.py": b"name = '\xe9'\r\n",
}
REVISED = {
    ".gitattributes": b"*.py binary\n*.md filter=evil\n",
    "norm.py": b"def norm(x):\n    return x / 2\n",
    "new name.py": b"".join(b"line %d\n" % number for number in range(40)) + b"last\n",
    "data.bin": b"\0\1\3",
    'odd\n"name"\xc3\xa9.txt': b"one\nTWO\n",
    "no newline.txt": b"one\ntwo\nthree",
    "link.py": b"no link any more\n",
    "run.sh": TreeFile.of(b"#!/bin/sh\n", "100644"),
    "latin.py": b"name = '\xe9\xe9'\r\n",
    "folder/deep/file.py": b"x = 1\n",
}


@pytest.fixture
def hostile(write_session: Write) -> SessionFolder:
    """A finished session whose candidate tried to choose what a diff shows."""
    folder = write_session("one", *FINISHED)
    with Snapshots.create(folder.record, author="Ada") as snapshots:
        for tag, files in (("submitted", HOSTILE), ("final", REVISED)):
            tree = Tree({name: one if isinstance(one, TreeFile) else TreeFile.of(one) for name, one in files.items()})
            taken = snapshots.take(tree, Facts(at=NOON, phase="work", clock_s=0.0, seq=1))
            assert taken is not None
            snapshots.tag(tag, taken.commit)
    return folder


def plain_diff(folder: Path, *words: str) -> bytes:
    """What git itself says in a clone, without anybody's configuration."""
    own = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    git = ["git", "-C", str(folder)]
    return subprocess.run([*git, "diff", *words, "submitted", "final"], env=own, capture_output=True, check=True).stdout


def trees_of(folder: SessionFolder) -> list[str]:
    with History(folder.record) as history:
        return [history.find(tag).tree for tag in ("submitted", "final")]


def proctor_diff() -> bytes:
    return subprocess.run([sys.executable, "-m", "proctor", "diff", "one"], capture_output=True, check=True).stdout


@pytest.mark.parametrize("manner", ["--bare", "--no-checkout"])
def test_a_plain_clone_says_the_same_byte_for_byte(hostile: SessionFolder, tmp_path: Path, manner: str) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", manner, str(hostile.record), str(clone)], check=True)
    said = proctor_diff()
    assert said == plain_diff(clone)
    with Reel(hostile.record) as reel:
        assert reel.patch(*trees_of(hostile)) == said
    assert b"rename from old name.py" in said
    assert b"Binary files a/data.bin and b/data.bin differ" in said
    assert b"\\ No newline at end of file" in said
    assert b"+name = '\xe9\xe9'\r\n" in said


def test_attributes_of_a_candidate_hide_lines_in_a_checked_out_clone_and_not_here(
    hostile: SessionFolder, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "-b", "work", str(hostile.record), str(clone)], check=True)
    assert b"return x / 2" not in plain_diff(clone)
    said = proctor_diff()
    assert b"+    return x / 2" in said
    (clone / ".gitattributes").unlink()
    subprocess.run(["git", "-C", str(clone), "rm", "-q", "--cached", ".gitattributes"], check=True)
    assert said == plain_diff(clone), "without them git says the same"


def test_a_clone_of_ordinary_work_says_the_same(write_session: Write, record: Record, tmp_path: Path) -> None:
    folder = write_session("one", *FINISHED)
    record(folder, *VERSIONS, submitted=1, final=3)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "-b", "work", str(folder.record), str(clone)], check=True)
    assert proctor_diff() == plain_diff(clone)


def test_an_exported_file_is_read_like_a_session(call: Call) -> None:
    said = call("diff", str(EXAMPLE))
    assert said.code == 0
    assert "+        wide = x if x.dtype == torch.float64 else x.float()" in said.out
    assert json.loads(call("diff", str(EXAMPLE), "--json", "--stat").out)["files"][0]["path"] == "rms_norm.py"


def test_the_feedback_stands_before_the_diff_with_what_it_brought_about(call: Call) -> None:
    said = call("diff", str(EXAMPLE), "--feedback")
    assert said.code == 0
    words, patch = said.out.split("\n\n", 1)
    assert patch == call("diff", str(EXAMPLE)).out
    for part in ("Area for improvement: ", "First change: ", "changed function RMSNorm.forward", "Now holds: "):
        assert part in words
    assert "\n\n" not in call("diff", str(EXAMPLE), "--feedback", "--stat").out


def test_a_script_reads_the_same_view(call: Call) -> None:
    told = json.loads(call("diff", str(EXAMPLE), "--feedback", "--json").out)
    view = told["before_after"]
    assert view["base"]["commit"] == told["from"]["commit"]
    assert "rms_norm.py" in told["patch"]
    assert view["patch"] == ""
    assert view["first_change"]["after_s"] > 0
    assert json.loads(call("diff", str(EXAMPLE), "--json").out)["before_after"] is None


def test_the_feedback_belongs_to_the_whole_revision_of_a_session_that_is_over(
    write_session: Write, record: Record, call: Call
) -> None:
    assert call("diff", str(EXAMPLE), "--feedback", "--from", "start").code == 2
    record(write_session("one", *FEEDBACK), *VERSIONS, submitted=1)
    said = call("diff", "one", "--feedback")
    assert said.code != 0
    assert "not over" in said.err


def test_a_file_that_is_no_export_is_an_error_with_words(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    said = call("diff", str(tmp_path / "notes.txt"))
    assert said.code != 0
    assert "hint: " in said.err


@pytest.mark.parametrize("private", [True, False])
def test_what_was_kept_to_oneself_is_printed_only_for_who_has_it(tmp_path: Path, private: bool) -> None:
    with with_revision(tmp_path / "r.git") as film:
        recorded = film.recording() if private else without_private(film.recording())
    with Reel(recorded.record) as reel:
        text = "\n".join(before_after_lines(before_after(Film(recorded), reel)))
    lines = " ".join(text.split())
    assert ("Feedback understood at 0:15:00: nods" in lines) is private
    assert ("secret" in lines) is private
    assert "First change: 1 min 40 s after the feedback, at 40 s of the revision's clock" in lines
    assert "No longer holds: shape (PASS to FAIL)" in lines
    assert "While the work was frozen: 1 save, which never counted; files set aside: layer.py." in lines


def test_nobody_steers_a_terminal_through_the_words(tmp_path: Path) -> None:
    film = Filmed(tmp_path / "r.git").act("begin", "candidate").save({"a\x1b[31m.py": b"x\n"})
    film.act("submit", "candidate").tag("submitted").act("respond", "candidate", text="a\x1b[2Jb")
    film.act("feedback", "interviewer", who="Gr\x1b[5mace", strength="s\x1b]0;t\x07", improvement="i\x1b[1m")
    film.act("revise", "candidate").save({"a\x1b[31m.py": b"y\n"}).act("finish", "candidate").tag("final").close()
    with Reel(film.path) as reel:
        lines = list(before_after_lines(before_after(Film(film.recording()), reel)))
    assert not [line for line in lines if "\x1b" in line or "\x07" in line]
