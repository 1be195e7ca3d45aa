"""A journal and its repository must speak of the same saves, with or without a seal."""

import subprocess
from pathlib import Path

import pytest

from proctor.errors import RecordError
from proctor.record.history import History
from proctor.record.reading import read
from proctor.record.witness import commits_of, witnessed
from proctor.session import events as ev
from proctor.session.fold import replay
from tests.cli.written import append
from tests.host.kept import Kept, kept


@pytest.fixture
def ended(tmp_path: Path) -> Kept:
    return kept(tmp_path)


def hold(session: Kept) -> None:
    envelopes = read(session.folder.events).envelopes
    witnessed(envelopes, replay(envelopes).tags, lambda: commits_of(History(session.folder.record)))


def git(session: Kept, *words: str) -> str:
    command = ["git", "-C", str(session.folder.record), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_what_a_host_leaves_agrees(ended: Kept) -> None:
    hold(ended)


def test_a_save_that_is_not_there_is_named_by_its_line(ended: Kept) -> None:
    lost = git(ended, "rev-parse", "work")
    git(ended, "update-ref", "refs/heads/work", "work^")
    with pytest.raises(RecordError, match=rf"commit {lost[:12]} of line 5 is not there"):
        hold(ended)


def test_a_save_with_other_files_than_the_journal_says_is_refused(ended: Kept) -> None:
    first = git(ended, "rev-list", "--max-parents=0", "work")
    other = git(ended, "rev-parse", "work^{tree}")
    append(ended.folder, ("host", ev.SnapshotTaken(commit=first, tree=other, paths=("double.py",))))
    with pytest.raises(RecordError, match="holds other files"):
        hold(ended)


def test_a_late_save_must_be_among_the_late_ones(ended: Kept) -> None:
    tree = git(ended, "rev-parse", "work^{tree}")
    append(ended.folder, ("host", ev.SnapshotTaken(commit="c" * 40, tree=tree, paths=(), late=True)))
    with pytest.raises(RecordError, match=r"commit c+ of line \d+ is not there"):
        hold(ended)


@pytest.mark.parametrize("act", [("tag", "-d", "final"), ("tag", "-f", "final", "work^"), ("tag", "more", "work")])
def test_a_tag_that_was_moved_removed_or_added_is_refused(ended: Kept, act: tuple[str, ...]) -> None:
    git(ended, *act)
    with pytest.raises(RecordError, match=r"tag (final|more) is not where the journal says"):
        hold(ended)


def test_a_session_that_was_cancelled_before_any_save_needs_no_repository(tmp_path: Path) -> None:
    witnessed((), {}, lambda: commits_of(History(tmp_path / "none")))


def test_saves_and_tags_need_a_repository(ended: Kept, tmp_path: Path) -> None:
    envelopes, nowhere = read(ended.folder.events).envelopes, History(tmp_path / "none")
    with pytest.raises(RecordError, match=r"commit \w+ of line \d+ is not there"):
        witnessed(envelopes, replay(envelopes).tags, lambda: commits_of(nowhere))
    with pytest.raises(RecordError, match="tag final is not where the journal says"):
        witnessed((), {"final": "c" * 40}, lambda: commits_of(nowhere))
