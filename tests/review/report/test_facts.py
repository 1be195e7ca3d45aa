"""The model of a report says what the record says."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from proctor.review.film import without_private
from proctor.review.report.glance import glance
from proctor.review.report.model import Report
from proctor.review.report.session_parts import Sort
from proctor.session import events as ev
from proctor.session.phases import EndCause, Phase
from proctor.session.terms import Accommodation
from proctor.session.verdicts import Verdict
from tests.review.filmed import STARTER, SUBMITTED, Filmed
from tests.review.report.reported import report, revised, with_cards, without_feedback


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report(revised(tmp_path_factory.mktemp("report") / "record.git"))


def test_phases_have_their_clocks_and_their_ends(made: Report) -> None:
    by_phase = {phase.phase: phase for phase in made.course.phases}
    assert [*by_phase] == [Phase.LOBBY, Phase.WORK, Phase.FEEDBACK, Phase.REVISION]
    work, feedback = by_phase[Phase.WORK], by_phase[Phase.FEEDBACK]
    assert (work.limit_s, work.used_s, work.ended_by) == (3600.0, 600.0, "handed in")
    assert (feedback.limit_s, feedback.used_s) == (None, None)
    assert made.about.length_s == by_phase[Phase.REVISION].end_s


def test_checks_stand_at_each_state_of_the_work_and_turn_over_time(made: Report) -> None:
    shape = next(check for check in made.checks if check.id == "shape")
    states = [shape.start, shape.submitted, shape.final]
    assert [one and one.verdict for one in states] == [Verdict.PASS, Verdict.PASS, Verdict.FAIL]
    assert [turn.verdict for turn in shape.turns] == [Verdict.PASS, Verdict.FAIL]
    assert (shape.runs, shape.first_pass_s) == (3, 0.0)
    speed = next(check for check in made.checks if check.id == "speed")
    assert (speed.submitted, speed.runs, speed.required) == (None, 0, False)


def test_hidden_checks_come_with_their_promise_and_their_figures(made: Report) -> None:
    secret = next(check for check in made.checks if check.visibility == "hidden")
    assert secret.promise == "holds in secret"
    assert secret.submitted is not None
    assert secret.submitted.figures == {"peak_bytes": 400.0}


def test_json_is_the_model_and_reads_back_the_same(made: Report) -> None:
    assert msgspec.json.decode(msgspec.json.encode(made), type=Report) == made


def test_without_the_private_journal_nothing_private_is_left(tmp_path: Path) -> None:
    made = report(without_private(revised(tmp_path / "record.git")), None)
    text = msgspec.json.encode(made).decode()
    assert not made.about.private
    assert made.judged is None
    for word in ("secret", "trap", "nods", "saw it"):
        assert word not in text


def test_the_glance_counts_what_held(made: Report) -> None:
    lines = {line.term: line.text for line in glance(made)}
    assert lines["Visible checks"] == "1 of 3 held at the start, 1 of 3 held when handed in, 1 of 3 held at the end"
    assert lines["Hidden checks"] == "0 of 1 held when handed in, 1 of 1 held at the end"
    assert lines["Feedback"] == "by Grace, 5 min after the work was handed in"
    assert lines["After it"].startswith("first change 1 min 40 s after the feedback; in the end 2 files changed")
    assert "Norm.forward" in lines["Touched"]


def test_cards_are_withheld_until_one_s_own_is_there(tmp_path: Path) -> None:
    recorded = with_cards(revised(tmp_path / "record.git"), tmp_path / "cards", "Grace", "Alan")
    stranger, rater = report(recorded, "Barbara"), report(recorded, "Grace")
    assert stranger.judged is not None
    assert (stranger.judged.cards, stranger.judged.withheld) == ((), 2)
    assert b"praise" not in msgspec.json.encode(stranger)
    assert rater.judged is not None
    assert [card.who for card in rater.judged.cards] == ["Alan", "Grace"]
    assert rater.judged.agreement.criteria[0].spread == 0


def lines_of(made: Report) -> list[tuple[str, str]]:
    return [(str(line.sort), line.words) for line in made.fairness]


def test_a_session_by_the_script_has_nothing_to_explain_but_the_revision_s_late_edits(made: Report) -> None:
    assert lines_of(made) == [("work", "Edits after the work was handed in were set aside: layer.py")]


def test_a_session_without_feedback_or_revision_says_so(tmp_path: Path) -> None:
    made = report(without_feedback(tmp_path / "record.git"))
    assert made.revision.feedback is None
    words = [words for _, words in lines_of(made)]
    assert "No feedback was delivered" in words
    assert "There was no revision" in words
    assert dict(glance(made))["Feedback"] == "none was delivered"


def off_script(path: Path) -> Report:
    """Everything that can go another way does."""
    with Filmed(path, accommodation=Accommodation(extra_time_percent=25, breaks_s=300), focus_s=600.0) as film:
        film.note(ev.IsolationShown(level=1, note="a process of its own")).note(ev.WatchLost(why="no inotify"))
        film.act("begin", "candidate").save({"layer.py": STARTER}, trigger="start").tag("start")
        film.note(ev.TerminalAttached(columns=80, lines=24)).wait(60)
        film.act("pause", "interviewer", who="Grace", reason="technical", note="a call").wait(120)
        film.act("resume", "interviewer", who="Grace").wait(10)
        film.sitting.note(ev.ClockExtended(seconds=300.0, reason="noise"), "interviewer", "Grace").wait(10)
        film.note(ev.TerminalDetached()).wait(30).note(ev.TerminalAttached(columns=80, lines=24))
        film.note(ev.ClockCredited(seconds=30.0, cause="connection", note="wifi"), "interviewer")
        film.sitting.restart_host(downtime_s=40.0)
        film.note(ev.FocusBegan(seconds=60.0), "candidate").wait(20).note(ev.FocusEnded(), "candidate")
        film.act("hint", "interviewer", who="Grace", text="Think of empty batches.")
        film.act("ask", "candidate", text="May I?")
        film.secret(ev.WorkFlagged(commit="c", tree="t", sort="tamper", file="layer.py", line=1, what="clock", why="w"))
        film.secret(ev.WorkFlagged(commit="c", tree="t", sort="tamper", file="layer.py", line=9, what="clock", why="w"))
        film.save({"layer.py": SUBMITTED}).judged(shape=Verdict.FAULT, values=Verdict.UNSURE)
        film.note(ev.RunEnded(run="r9", commit="c", fault="no memory"))
        film.act("end", "interviewer", who="Grace").tag("submitted").wait(900)
        film.act("feedback", "interviewer", who="Grace", strength="Clear.", improvement="Test more.")
        film.act("revise", "candidate").wait(60).act("end", "interviewer", who="Grace").tag("final")
        return report(film.recording())


def test_every_deviation_is_in_the_fairness_log(tmp_path: Path) -> None:
    found = lines_of(off_script(tmp_path / "record.git"))
    wanted = [
        ("agreed", "25 % extra time"),
        ("agreed", "Breaks of 5 min"),
        ("agreed", "Focus time of 10 min"),
        ("machine", "level 1 of 3"),
        ("machine", "no inotify"),
        ("clock", "The clock stood for 2 min (technical, by Grace: a call)"),
        ("clock", "5 min more given by Grace: noise"),
        ("outage", "The candidate's terminal was gone for 30 s"),
        ("clock", "30 s given back by the interviewer for a lost connection: wifi"),
        ("outage", "No host ran the session for 40 s"),
        ("focus", "Nobody watched for 20 s"),
        ("help", "A hint by Grace: Think of empty batches."),
        ("worth a look", "2 places in layer.py: clock"),
        ("checks", "The checks could not be run: no memory"),
        ("phase", "The work was ended by Grace"),
        ("feedback", "The feedback came 15 min after"),
        ("phase", "The session was ended by Grace"),
        ("help", "Question 1 was never answered"),
        ("checks", "FAULT on the submitted work, visible: shape"),
        ("checks", "UNSURE on the final work, visible: values"),
    ]
    missing = [(sort, part) for sort, part in wanted if not any(sort == s and part in words for s, words in found)]
    assert not missing, found


def test_flags_are_private_and_the_log_is_in_the_order_of_time(tmp_path: Path) -> None:
    made = off_script(tmp_path / "record.git")
    times = [line.t_s for line in made.fairness if line.t_s is not None]
    assert [line.sort for line in made.fairness if line.private] == [Sort.LOOK]
    assert times == sorted(times)


@pytest.mark.parametrize("cause", [EndCause.CANCELLED])
def test_a_session_that_never_began_has_a_report(tmp_path: Path, cause: Any) -> None:
    with Filmed(tmp_path / "record.git") as film:
        film.wait(10).act("end", "interviewer", who="Grace")
        made = report(film.recording())
    assert [phase.phase for phase in made.course.phases] == [Phase.LOBBY]
    assert made.course.phases[0].ended_by == str(cause)
    assert made.revision.base is None
