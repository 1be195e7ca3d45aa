"""Sessions side by side: facts only, in an order that says nothing, and without names unless they are asked for."""

from pathlib import Path

import msgspec
import pytest

from proctor.record.reel import Reel
from proctor.review.comparing import Comparison, Seen, compared, seen
from proctor.review.comparison_page import comparison_page
from proctor.review.comparison_rows import sections
from proctor.review.film import Film
from proctor.session import events as ev
from proctor.session.terms import Accommodation, CheckTerms
from proctor.session.verdicts import Verdict
from tests.review.filmed import REVISED, STARTER, SUBMITTED, Filmed, at

PASS, FAIL = Verdict.PASS, Verdict.FAIL
CHECKS = (CheckTerms(id="shape", promise="The shape stays."), CheckTerms(id="docs", promise="Told.", advisory=True))


def a_session(path: Path, name: str, candidate: str, **terms: object) -> Seen:
    """One that hands in after ten minutes and revises for one; `shape` holds only in the end."""
    given = {"session": name, "candidate": candidate, "checks": CHECKS, **terms}
    with Filmed(path / name, **given) as filmed:
        filmed.save({"norm.py": STARTER}).tag("start").act("begin", "candidate").judged(shape=FAIL)
        filmed.wait(90).save({"norm.py": SUBMITTED}).judged(shape=FAIL, docs=PASS).wait(510)
        filmed.act("submit", "candidate").tag("submitted")
        filmed.act("feedback", "interviewer", strength="names", improvement="scale it").act("revise", "candidate")
        filmed.wait(40).save({"norm.py": REVISED}).judged(shape=PASS, docs=PASS, figures={"peak_bytes": 2048.0})
        filmed.wait(20).act("finish", "candidate").tag("final")
        recorded = filmed.recording()
        with Reel(recorded.record) as reel:
            return seen(Film(recorded), reel, "Grace")


def texts(comparison: Comparison) -> str:
    return msgspec.json.encode(comparison).decode() + comparison_page(comparison)


def test_each_session_is_told_by_its_checks_times_and_changes(tmp_path: Path) -> None:
    (side,) = compared([a_session(tmp_path, "s1", "Ada")], named=False).sides
    assert [(one.id, one.before, one.after) for one in side.checks] == [("shape", FAIL, PASS), ("docs", PASS, PASS)]
    assert side.work is not None
    assert side.work.used_s == pytest.approx(600)
    assert side.revision is not None
    assert side.revision.used_s == pytest.approx(60)
    assert side.first_save_s == pytest.approx(90)
    assert side.all_held_s is None, "it held only in the revision"
    assert side.first_change_s == pytest.approx(40)
    assert (side.added, side.deleted, side.files) == (8, 1, ("norm.py",))
    assert [(one.name, one.after) for one in side.metrics if one.check == "shape"] == [("peak_bytes", 2048.0)]


def test_names_and_ids_are_nowhere_unless_they_are_asked_for(tmp_path: Path) -> None:
    found = [a_session(tmp_path, "0101-norm-aaaa", "Ada Lovelace"), a_session(tmp_path, "0102-norm-bbbb", "Emmy")]
    hidden = texts(compared(found, named=False))
    for word in ("Ada", "Lovelace", "Emmy", "0101-norm", "0102-norm"):
        assert word not in hidden
    told = texts(compared(found, named=True))
    assert all(word in told for word in ("Ada Lovelace", "Emmy", "0101-norm-aaaa", "0102-norm-bbbb"))


def test_what_a_check_quotes_does_not_tell_the_name(tmp_path: Path) -> None:
    with Filmed(tmp_path / "r", session="s1", candidate="Ada Lovelace", checks=CHECKS) as filmed:
        filmed.save({"lovelace.py": STARTER}).act("begin", "candidate").wait(60)
        filmed.act("submit", "candidate").tag("submitted")
        filmed.act("feedback", "interviewer", strength="names", improvement="scale").act("revise", "candidate").wait(9)
        filmed.save({"lovelace.py": REVISED}).note(
            ev.CheckEnded(
                run="r", commit=filmed.last.commit if filmed.last else "", tree=filmed.last.tree if filmed.last else "",
                check="shape", verdict=FAIL, message="LovelaceNorm has no weight",
            )
        )  # fmt: skip
        filmed.act("finish", "candidate").tag("final")
        recorded = filmed.recording()
        with Reel(recorded.record) as reel:
            found = seen(Film(recorded), reel, "Grace")
    assert "lovelace" in texts(compared([found], named=True)).lower()
    assert "lovelace" not in texts(compared([found], named=False)).lower()


def test_the_order_comes_from_the_ids_alone(tmp_path: Path) -> None:
    found = [a_session(tmp_path, f"s{number}", f"Person {number}") for number in range(5)]
    one, other = compared(found, named=True), compared(reversed(found), named=True)
    assert one == other
    assert [side.label for side in one.sides] == ["A", "B", "C", "D", "E"]
    order = [side.session for side in one.sides]
    assert order != sorted(order)
    assert order != sorted(order, reverse=True)


def test_what_was_not_the_same_for_all_is_said(tmp_path: Path) -> None:
    extra = Accommodation(extra_time_percent=25)
    found = [
        a_session(tmp_path, "s1", "Ada"),
        a_session(tmp_path, "s2", "Emmy", exercise_digest="f" * 64, level="senior", accommodation=extra),
    ]
    said = " ".join(compared(found, named=False).differences)
    assert "version of the exercise" in said
    assert "levels differ: mid, senior" in said
    assert "time given differs" in said
    assert not compared(found[:1], named=False).differences


def test_no_row_adds_anything_up(tmp_path: Path) -> None:
    found = compared([a_session(tmp_path, "s1", "Ada"), a_session(tmp_path, "s2", "Emmy")], named=False)
    names = [row.name.lower() for section in sections(found, found.sides) for row in section.rows]
    assert not [name for name in names if any(word in name for word in ("total", "average", "mean", "rank", "points"))]


def test_hidden_checks_are_compared_where_the_private_journal_is_here(tmp_path: Path) -> None:
    with Filmed(tmp_path / "r", session="s1", checks=CHECKS) as filmed:
        filmed.save({"norm.py": STARTER}).act("begin", "candidate").judged(hidden=True, secret=FAIL).wait(60)
        filmed.act("submit", "candidate").tag("submitted").secret(ev.NoteAdded(text="fast", at=at(60)))
        filmed.act("feedback", "interviewer", strength="names", improvement="scale").act("revise", "candidate").wait(9)
        filmed.save({"norm.py": REVISED}).judged(hidden=True, secret=PASS)
        filmed.act("finish", "candidate").tag("final")
        recorded = filmed.recording()
        with Reel(recorded.record) as reel:
            found = compared([seen(Film(recorded), reel, "Grace")], named=False)
    rows = {section.title: dict(section.rows) for section in sections(found, found.sides)}
    assert rows["Hidden checks"]["secret"] == ("FAIL>PASS",)
    assert "fast" not in texts(found)


def test_the_page_needs_nothing_from_elsewhere_and_shows_markup_as_text(tmp_path: Path) -> None:
    found = compared([a_session(tmp_path, "s1", "<script>alert(1)</script>", title="<b>Norm</b>")], named=True)
    page = comparison_page(found)
    assert "<script" not in page
    assert "&lt;b&gt;Norm" in page
    assert "http://" not in page.replace("http-equiv", "")
    assert "https://" not in page
    assert "src=" not in page.replace("style-src", "").replace("default-src", "")
