"""The revision in one view: what was said, what changed, what became of the checks, how it was taken."""

from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from proctor.record.reel import Reel
from proctor.record.tree import TreeFile
from proctor.review.before_after import BeforeAfter, before_after
from proctor.review.deltas import figure_text, turned, unit_of
from proctor.review.film import Film, without_private
from proctor.review.recording import Recording
from proctor.session.phases import Phase
from proctor.session.verdicts import Verdict
from tests.review.conftest import MATERIAL
from tests.review.filmed import REVISED, STARTER, SUBMITTED, Filmed, with_revision

PACKAGE = SimpleNamespace(private_material=lambda _level: MATERIAL)


def seen(recording: Recording) -> BeforeAfter:
    with Reel(recording.record) as reel:
        return before_after(Film(recording), reel)


@pytest.fixture
def revised(tmp_path: Path) -> Recording:
    with with_revision(tmp_path / "r.git", PACKAGE) as film:
        return film.recording()


def test_the_feedback_stands_with_who_gave_it_and_when(revised: Recording) -> None:
    found = seen(revised)
    assert found.feedback is not None
    assert (found.feedback.strength, found.feedback.improvement) == ("Clear.", "Test more.")
    assert (found.feedback.who, found.feedback.source, found.feedback.t_s) == ("Grace", "interviewer", 900.0)
    assert revised.public[found.feedback.seq - 1].kind == "feedback.delivered"
    assert found.walkthrough == "I built a layer."


def test_the_time_to_the_first_change_is_told_on_both_clocks(revised: Recording) -> None:
    found = seen(revised)
    assert found.first_change is not None
    assert found.final is not None
    assert (found.first_change.after_s, found.first_change.used_s) == (100.0, 40.0)
    assert found.first_change.commit == found.final.commit
    assert found.revision_saves == 1


def test_files_are_told_with_what_was_touched_in_them(revised: Recording) -> None:
    found = seen(revised)
    text, binary = found.files
    assert (text.path, text.status, text.added, text.deleted) == ("layer.py", "modified", 8, 1)
    assert [(touch.name, touch.how) for touch in text.touched] == [
        ("module level", "changed"),
        ("Norm.forward", "changed"),
        ("scaled", "added"),
    ]
    assert (binary.path, binary.status, binary.added, binary.touched) == ("notes.bin", "added", None, ())
    assert "+        return scaled(x)" in found.patch
    assert (found.added, found.deleted) == (8, 1)


def test_checks_turn_and_hidden_ones_count_where_they_may_be_seen(revised: Recording) -> None:
    rows = {row.id: (row.visibility, row.required, row.before, row.after, row.turned) for row in seen(revised).checks}
    assert rows == {
        "shape": ("visible", True, Verdict.PASS, Verdict.FAIL, "no longer holds"),
        "values": ("visible", True, Verdict.FAIL, Verdict.PASS, "now holds"),
        "speed": ("visible", False, None, None, "not known"),
        "secret": ("hidden", True, Verdict.FAIL, Verdict.PASS, "now holds"),
    }


def test_figures_are_compared_where_they_were_measured(revised: Recording) -> None:
    (row,) = seen(revised).metrics
    assert (row.check, row.name, row.unit) == ("secret", "peak_bytes", "B")
    assert (row.before, row.after, row.ratio) == (400.0, 100.0, 0.25)


def test_what_interviewers_kept_to_themselves_is_told_to_those_who_have_it(revised: Recording) -> None:
    found = seen(revised)
    assert found.private
    assert [(item.id, item.sort, item.words) for item in found.prompted] == [
        ("secret", "hidden check", "holds in secret"),
        ("trap", "known issue", "A trap"),
        ("other", "unknown", ""),
    ]
    assert [(one.how, one.note, one.t_s) for one in found.receptions] == [("understood", "nods", 900.0)]
    assert [(one.id, one.at_submit, one.at_end, one.note) for one in found.issues] == [
        ("trap", "open", "found", "saw it")
    ]


def test_without_the_private_journal_nothing_of_it_is_told(revised: Recording) -> None:
    found = seen(without_private(revised))
    assert not found.private
    assert (found.prompted, found.receptions, found.issues, found.metrics) == ((), (), (), ())
    assert {row.id for row in found.checks} == {"shape", "values", "speed"}
    assert b"secret" not in msgspec.json.encode(found)


def test_edits_while_the_work_was_frozen_are_named_and_do_not_count(revised: Recording) -> None:
    found = seen(revised)
    assert (found.set_aside.saves, found.set_aside.files, found.set_aside.folder) == (1, ("layer.py",), "late")
    assert "late = 1" not in found.patch


def test_an_exercise_that_is_not_at_hand_leaves_ids(tmp_path: Path) -> None:
    with with_revision(tmp_path / "r.git") as film:
        found = seen(film.recording())
    assert [item.sort for item in found.prompted] == ["hidden check", "unknown", "unknown"]
    assert [one.id for one in found.issues] == ["trap"]
    assert [row.promise for row in found.checks if row.visibility == "hidden"] == [""]


def test_a_session_that_never_began_has_nothing_to_compare(tmp_path: Path) -> None:
    with Filmed(tmp_path / "r.git") as film:
        film.wait(60).act("end", "interviewer")
        found = seen(film.recording())
    assert film.sitting.session.phase is Phase.DONE
    assert found == BeforeAfter(private=False)


def test_work_that_was_handed_in_and_got_no_feedback_is_compared_with_itself(tmp_path: Path) -> None:
    with Filmed(tmp_path / "r.git") as film:
        film.act("begin", "candidate").save({"layer.py": STARTER}).wait(60).act("submit", "candidate").tag("submitted")
        film.judged(shape=Verdict.PASS)
        film.wait(60).act("end", "interviewer").tag("final")
        found = seen(film.recording())
    assert found.feedback is None
    assert found.first_change is None
    assert found.base is not None
    assert found.final is not None
    assert found.base.commit == found.final.commit
    assert (found.files, found.patch, found.revision_saves) == ((), "", 0)
    assert found.checks[0].turned == "same"


@pytest.mark.parametrize("over", [True, False])
def test_feedback_that_no_revision_followed_says_so(tmp_path: Path, over: bool) -> None:
    words: tuple[str, ...] = ("end", "feedback") if over else ("feedback", "end")
    with Filmed(tmp_path / "r.git") as film:
        film.act("begin", "candidate").save({"layer.py": STARTER}).wait(60).act("submit", "candidate").tag("submitted")
        for verb in words:
            said = {"strength": "Clear.", "improvement": "Test more."} if verb == "feedback" else {}
            film.wait(60).act(verb, "interviewer", **said)
        found = seen(film.tag("final").recording())
    assert found.feedback is not None
    assert (found.feedback.after_end, found.revised, found.first_change) == (over, False, None)


def test_a_revision_without_a_change_has_no_first_change(tmp_path: Path) -> None:
    with with_feedback(tmp_path / "r.git") as film:
        film.wait(60).act("finish", "candidate").tag("final")
        found = seen(film.recording())
    assert found.revised
    assert found.first_change is None
    assert found.files == ()


def test_ends_that_the_host_had_no_time_to_name_are_still_found(tmp_path: Path) -> None:
    with with_feedback(tmp_path / "r.git", tags=False) as film:
        film.wait(60).save({"layer.py": REVISED}).wait(9).act("finish", "candidate")
        found = seen(film.recording())
    assert found.base is not None
    assert found.final is not None
    assert [change.path for change in found.files] == ["layer.py"]


def test_odd_names_renames_links_and_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    before = {
        "a b\n.py": b"def f():\n    return 1\n",
        "old.py": b"def g():\n    return 1\n" * 20,
        "l\xe9.py": b"# -*- coding: latin-1 -*-\nname = '\xe9'\n",
        "broken.py": b"def h(:\n    return 1\n",
        "link.py": TreeFile.of(b"old.py", "120000"),
    }
    after = {
        "a b\n.py": b"def f():\n    return 2\n",
        "new.py": b"def g():\n    return 1\n" * 20 + b"x = 1\n",
        "l\xe9.py": b"# -*- coding: latin-1 -*-\nname = '\xe9\xe9'\n",
        "broken.py": b"def h(:\n    return 2\n",
        "link.py": TreeFile.of(b"new.py", "120000"),
    }
    with with_feedback(tmp_path / "r.git", before) as film:
        film.wait(60).save(after).act("finish", "candidate").tag("final")
        found = seen(film.recording())
    told = {file.path: file for file in found.files}
    assert [(touch.name, touch.how) for touch in told["a b\\n.py"].touched] == [("f", "changed")]
    assert (told["new.py"].status, told["new.py"].before) == ("renamed", "old.py")
    assert [(touch.name, touch.how) for touch in told["new.py"].touched] == [("module level", "changed")]
    assert [touch.name for touch in told["broken.py"].touched] == ["line 2"]
    assert told["link.py"].touched == ()
    assert [touch.kind for touch in told["l\xe9.py"].touched] == ["module"]
    msgspec.json.encode(found)


def test_a_change_that_nobody_wrote_by_hand_is_told_by_lines(tmp_path: Path) -> None:
    """Parsing all of it would keep a reviewer waiting."""
    big = b"def f():\n    return 1\n" + b"# padding\n" * 20_000
    with with_feedback(tmp_path / "r.git", {f"f{number}.py": big for number in range(5)}) as film:
        film.wait(60).save({f"f{number}.py": big.replace(b"return 1", b"return 2") for number in range(5)})
        found = seen(film.act("finish", "candidate").tag("final").recording())
    assert [file.touched[0].name for file in found.files] == ["f", "f", "line 2", "line 2", "line 2"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (Verdict.FAIL, Verdict.PASS, "now holds"),
        (Verdict.UNSURE, Verdict.PASS, "now holds"),
        (Verdict.PASS, Verdict.TIMEOUT, "no longer holds"),
        (Verdict.PASS, Verdict.SKIP, "no longer holds"),
        (Verdict.PASS, Verdict.UNSURE, "differs"),
        (Verdict.FAIL, Verdict.ERROR, "differs"),
        (Verdict.FAIL, Verdict.FAIL, "same"),
        (Verdict.FAULT, Verdict.PASS, "not known"),
        (Verdict.PASS, None, "not known"),
    ],
)
def test_what_a_check_turned_to_is_said_in_one_word(before: Verdict | None, after: Verdict | None, said: str) -> None:
    assert turned(before, after) == said


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (133694976.0, "B", "133.7 MB"),
        (999.0, "B", "999 B"),
        (1536.0, "B", "1.5 kB"),
        (0.0, "B", "0 B"),
        (3e9, "B", "3.0 GB"),
        (12.3456, "ms", "12.35 ms"),
        (0.9371, "x", "0.937 times"),
        (7.0, "", "7"),
        (None, "B", "not measured"),
    ],
)
def test_figures_read_like_figures(value: float | None, unit: str, text: str) -> None:
    assert figure_text(value, unit) == text


@pytest.mark.parametrize(
    ("name", "unit"), [("time_ratio", "x"), ("peak_bytes", "B"), ("work_ms", "ms"), ("bytes", "B"), ("odd", "")]
)
def test_a_figures_name_ends_in_its_unit(name: str, unit: str) -> None:
    assert unit_of(name) == unit


def with_feedback(path: Path, files: dict[str, bytes | TreeFile] | None = None, *, tags: bool = True) -> Filmed:
    """A revision that has just begun."""
    film = Filmed(path)
    film.act("begin", "candidate").save(files or {"layer.py": SUBMITTED}).wait(60).act("submit", "candidate")
    if tags:
        film.tag("submitted")
    film.act("feedback", "interviewer", strength="Clear.", improvement="Test more.").act("revise", "candidate")
    return film
