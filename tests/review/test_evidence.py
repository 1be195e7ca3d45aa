"""Derived facts: each is what its definition says, rests on what it names, and rates nobody."""

import subprocess
import time
from pathlib import Path

import msgspec
import pytest

from proctor.record.line_counts import line_counts
from proctor.record.reel import Reel
from proctor.record.repository import create_repository
from proctor.review.evidence import BURST_GAP_S, BURST_SAVES, IDLE_S, CheckEvidence, Evidence, evidence
from proctor.review.film import Film, without_private
from proctor.review.recording import Recording
from proctor.session import events as ev
from proctor.session.phases import Phase
from proctor.session.verdicts import Verdict
from tests.review.filmed import STARTER, Filmed, with_revision
from tests.session.sitting import Sitting, agreed

PASS, FAIL = Verdict.PASS, Verdict.FAIL


def derived(recording: Recording) -> Evidence:
    with Reel(recording.record) as reel:
        return evidence(Film(recording), reel)


def of(found: Evidence, check: str) -> CheckEvidence:
    return next(one for one in found.checks if one.check == check)


def lines(*numbers: int) -> bytes:
    return b"".join(b"line %d\n" % number for number in numbers)


@pytest.fixture
def begun(tmp_path: Path) -> Filmed:
    """A session whose clock has just started, with the task laid out."""
    film = Filmed(tmp_path / "r.git", focus_s=600.0)
    return film.act("begin", "candidate").save({"layer.py": STARTER}, trigger="start").tag("start")


def ended(film: Filmed) -> Recording:
    film.act("submit", "candidate").tag("submitted")
    film.close()
    return film.recording()


def test_the_first_time_a_check_holds_is_told_on_the_timeline_and_on_the_phases_clock(begun: Filmed) -> None:
    begun.wait(100).act("pause", "interviewer", reason="technical").wait(50).act("resume", "interviewer")
    begun.wait(20).save({"layer.py": lines(1)}).wait(5).judged(shape=FAIL, values=PASS)
    found = derived(ended(begun))
    green = of(found, "values").first_green
    assert green is not None
    assert (green.at.t_s, green.at.used_s, green.at.phase) == (175.0, 125.0, Phase.WORK)
    assert green.saved is not None
    assert (green.saved.t_s, green.saved.used_s) == (170.0, 120.0)
    assert begun.last is not None
    assert green.basis.commits == (begun.last.commit,)
    assert of(found, "shape").first_green is None
    assert of(found, "speed").runs == 0


def test_a_check_turns_only_between_verdicts_that_decide(begun: Filmed) -> None:
    for number, verdict in enumerate([FAIL, PASS, Verdict.UNSURE, PASS, Verdict.FAULT, Verdict.TIMEOUT, PASS]):
        begun.wait(10).save({"layer.py": lines(number)}).judged(shape=verdict)
    row = of(derived(ended(begun)), "shape")
    assert row.runs == 7
    assert [(flip.to, flip.t_s) for flip in row.flips] == [("holds", 20.0), ("fails", 60.0), ("holds", 70.0)]


def test_the_longest_red_counts_only_time_in_which_a_clock_ran(begun: Filmed) -> None:
    begun.wait(10).save({"layer.py": lines(1)}).judged(shape=FAIL, values=FAIL)
    begun.wait(30).act("pause", "interviewer", reason="break").wait(500).act("resume", "interviewer")
    begun.wait(20).save({"layer.py": lines(2)}).judged(shape=PASS, values=FAIL)
    found = derived(ended(begun.wait(40)))
    red = of(found, "shape").longest_red
    assert red is not None
    assert (red.start_s, red.end_s, red.clock_s, red.ended) == (10.0, 560.0, 50.0, True)
    longest = found.longest_red
    assert longest is not None
    assert longest.longest_red is not None
    assert (longest.check, longest.longest_red.clock_s, longest.longest_red.ended) == ("values", 90.0, False)


def test_hidden_checks_are_told_only_with_the_private_journal(tmp_path: Path) -> None:
    with with_revision(tmp_path / "r.git") as film:
        recording = film.recording()
    row = of(derived(recording), "secret")
    assert row.visibility == "hidden"
    assert row.basis.seqs == ()
    assert [recording.private[seq - 1].kind for seq in row.basis.private_seqs] == ["check.ended"] * 2
    public = derived(without_private(recording))
    assert not public.private
    assert b"secret" not in msgspec.json.encode(public)


def test_everything_that_is_named_as_a_source_exists(tmp_path: Path) -> None:
    with with_revision(tmp_path / "r.git") as film:
        recording = film.recording()
    text = msgspec.to_builtins(derived(recording))
    bases = list(_bases(text))
    assert len(bases) > 5
    saved = {frame.commit for frame in Film(recording).frames}
    for basis in bases:
        assert set(basis["seqs"]) <= set(range(1, len(recording.public) + 1))
        assert set(basis["private_seqs"]) <= set(range(1, len(recording.private) + 1))
        assert set(basis["commits"]) <= saved


def test_saves_and_runs_are_counted_by_phase(tmp_path: Path) -> None:
    with with_revision(tmp_path / "r.git") as film:
        film_of = film.recording()
    assert [(row.phase, row.saves, row.runs, row.superseded) for row in derived(film_of).phases] == [
        (Phase.WORK, 2, 2, 0),
        (Phase.FEEDBACK, 0, 0, 0),
        (Phase.REVISION, 1, 1, 0),
        (Phase.DONE, 0, 0, 0),
    ]


def test_a_run_that_a_save_cut_short_is_counted_as_superseded(begun: Filmed) -> None:
    begun.note(ev.RunStarted(run="a", commit="c", tree="t", checks=("shape",)))
    begun.note(ev.RunEnded(run="a", commit="c", superseded=True))
    row = derived(ended(begun)).phases[0]
    assert (row.runs, row.superseded) == (1, 1)


def test_saves_close_together_are_a_burst(begun: Filmed) -> None:
    begun.wait(300)
    for number in range(BURST_SAVES):
        begun.wait(BURST_GAP_S).save({"layer.py": lines(number)})
    begun.wait(BURST_GAP_S + 1)
    for number in range(BURST_SAVES - 1):
        begun.wait(1).save({"layer.py": lines(9, number)})
    (burst,) = derived(ended(begun)).bursts
    assert (burst.saves, burst.start_s, burst.end_s) == (BURST_SAVES, 360.0, 480.0)
    assert (burst.added, burst.deleted) == (3, 5)


def test_a_burst_ends_with_its_phase(tmp_path: Path) -> None:
    film = Filmed(tmp_path / "r.git").act("begin", "candidate").save({"layer.py": STARTER})
    for number in range(2):
        film.wait(1).save({"layer.py": lines(number)})
    film.act("submit", "candidate").act("feedback", "interviewer", strength="a", improvement="b")
    film.act("revise", "candidate").wait(1).save({"layer.py": lines(7)}).act("finish", "candidate").close()
    assert derived(film.recording()).bursts == ()


def test_a_gap_is_a_time_of_a_running_clock_without_a_save_or_an_act(begun: Filmed) -> None:
    begun.wait(IDLE_S).save({"layer.py": lines(1)})
    begun.wait(IDLE_S - 1).act("ask", "candidate", text="Which shape?")
    begun.wait(10).act("pause", "interviewer", reason="break").wait(4000).act("resume", "interviewer").wait(10)
    begun.wait(IDLE_S).act("answer", "interviewer", text="Any.").wait(IDLE_S)
    found = derived(ended(begun)).gaps
    assert [(gap.start_s, gap.seconds, gap.labels) for gap in found] == [
        (0.0, IDLE_S, ()),
        (4249.0, 2 * IDLE_S + 10, ()),
    ]


def test_a_gap_says_what_else_was_the_case(begun: Filmed) -> None:
    begun.wait(10).act("focus", "candidate", minutes=5).wait(300).note(ev.FocusEnded(), "candidate")
    begun.save({"layer.py": lines(1)}).note(ev.TerminalDetached()).wait(200).note(
        ev.TerminalAttached(columns=80, lines=24)
    )
    begun.save({"layer.py": lines(2)}).wait(200)
    begun.sitting.restart_host(downtime_s=150.0)
    begun.wait(1)
    found = derived(ended(begun))
    assert [gap.labels for gap in found.gaps] == [("focus time",), ("terminal away",), ("host down",)]
    assert [(away.start_s, away.end_s, away.clock_s) for away in found.away] == [(310.0, 510.0, 200.0)]


def test_the_largest_insertion_is_the_longest_piece_not_the_largest_total(begun: Filmed) -> None:
    spread = b"".join(b"new\n%s" % line for line in STARTER.splitlines(keepends=True))
    begun.wait(10).save({"layer.py": spread, "b.py": lines(*range(4))})
    begun.wait(10).save({"layer.py": spread, "b.py": lines(*range(4)), "c.py": lines(*range(5))})
    largest = begun.last
    begun.wait(10).save({"layer.py": spread})
    found = derived(ended(begun)).largest_insertion
    assert found is not None
    assert largest is not None
    assert (found.lines, found.file, found.line, found.replaced, found.at.t_s) == (5, "c.py", 1, 0, 20.0)
    assert found.basis.commits[1] == largest.commit
    assert not found.seen_before


def test_a_restored_version_is_no_new_insertion(begun: Filmed) -> None:
    begun.wait(10).save({"layer.py": lines(*range(30))}).wait(10).save({"layer.py": b"x\n"})
    first = Film(begun.recording()).frames[1]
    begun.wait(10).note(ev.FileRestored(path="layer.py", commit=first.commit), "candidate")
    begun.save({"layer.py": lines(*range(30))}, trigger="restore")
    found = derived(ended(begun))
    assert found.largest_insertion is not None
    assert (found.largest_insertion.at.t_s, found.largest_insertion.seen_before) == (10.0, False)
    assert [(one.file, one.t_s) for one in found.undone.restores] == [("layer.py", 30.0)]
    assert [(one.since_s, one.at.t_s, one.saves_between) for one in found.undone.returns] == [(10.0, 30.0, 1)]


def test_lines_that_did_not_stay_are_counted(begun: Filmed) -> None:
    begun.wait(10).save({"layer.py": STARTER + lines(1, 2, 3)})
    begun.wait(10).save({"layer.py": STARTER + lines(1)})
    begun.wait(10).save({"layer.py": STARTER + lines(1, 4)})
    told = derived(ended(begun)).undone.lines
    assert told is not None
    assert (told.added, told.deleted, told.kept, told.taken_back) == (4, 2, 2, 2)


def test_hints_and_reveals_are_counted_and_cited(begun: Filmed) -> None:
    begun.act("ask", "candidate", text="Which shape?").act("answer", "interviewer", text="Any.")
    begun.act("hint", "interviewer", text="Look at the mask.")
    begun.note(ev.CheckRevealed(check="secret", promise="holds"), "interviewer")
    recording = ended(begun)
    told = derived(recording).told
    assert (told.questions, told.answers, told.hints, told.reveals) == (1, 1, 1, 1)
    assert [recording.public[seq - 1].kind for seq in told.basis.seqs] == ["hint.given", "check.revealed"]


def test_a_session_in_which_nothing_was_done_has_no_evidence(tmp_path: Path) -> None:
    film = Filmed(tmp_path / "r.git").act("end", "interviewer")
    film.close()
    found = derived(film.recording())
    assert found.largest_insertion is None
    assert found.longest_red is None
    assert (found.bursts, found.gaps, found.away, found.phases[0].saves) == ((), (), (), 0)


def test_nothing_in_it_rates_anybody(tmp_path: Path) -> None:
    with with_revision(tmp_path / "r.git") as film:
        text = msgspec.json.encode(derived(film.recording())).lower()
    assert not [word for word in (b"score", b"rating", b"grade", b"rank") if word in text]


@pytest.mark.alone
def test_two_thousand_saves_are_derived_in_well_under_a_second(tmp_path: Path) -> None:
    recording = many_saves(tmp_path / "r.git", 2000)
    made = Film(recording)
    with Reel(recording.record) as reel:
        began_s = time.perf_counter()
        found = evidence(made, reel)
        took_s = time.perf_counter() - began_s
    assert found.phases[0].saves == 2001
    assert took_s < 1.0


def many_saves(path: Path, count: int) -> Recording:
    """So many saves, a second apart, of a file that grows and shrinks; the record is written in one stream."""
    contents = [STARTER, *(STARTER + lines(*range(number % 40), number) for number in range(count))]
    stream = b"".join(
        b"commit refs/heads/work\ncommitter Ada <> %d +0000\ndata 0\nM 100644 inline layer.py\ndata %d\n%s\n"
        % (number, len(content), content)
        for number, content in enumerate(contents)
    )
    create_repository(path)
    git = ["git", f"--git-dir={path}"]
    subprocess.run([*git, "fast-import", "--quiet"], input=stream, check=True)
    told = subprocess.run([*git, "log", "--reverse", "--format=%H %T", "work"], capture_output=True, check=True).stdout
    sitting = Sitting(agreed())
    sitting.act("begin", "candidate")
    for number, row in enumerate(told.decode().splitlines()):
        commit, tree = row.split()
        counts = line_counts(contents[number - 1] if number else b"", contents[number]) or (0, 0)
        sitting.wait(1).note(ev.SnapshotTaken(commit=commit, tree=tree, added=counts[0], deleted=counts[1]))
    sitting.act("submit", "candidate")
    return Recording(sitting.session, tuple(sitting.journal), (), (), path, None)


def _bases(value: object) -> list[dict[str, tuple[object, ...]]]:
    if isinstance(value, dict):
        own = [value] if value.keys() == {"seqs", "private_seqs", "commits"} else []
        return own + [basis for part in value.values() for basis in _bases(part)]
    if isinstance(value, list | tuple):
        return [basis for part in value for basis in _bases(part)]
    return []


def test_the_definitions_in_the_documents_have_the_numbers_of_the_code() -> None:
    text = (Path(__file__).parents[2] / "docs" / "REVIEWING.md").read_text(encoding="utf-8")
    assert f"| burst | {BURST_SAVES} saves or more in one phase, each at most {BURST_GAP_S:.0f} s after" in text
    assert f"| idle gap | {IDLE_S:.0f} s or more of a running clock" in text
