"""The page that an interviewer reads before a session: what it says follows from the agreement and the package."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from proctor.session.brief import COCKPIT_KEYS, Section, brief
from proctor.session.material import PrivateMaterial
from tests.session.sitting import Sitting, agreed, in_work

MATERIAL = PrivateMaterial(
    opening="Build one layer,\nas far as you get.",
    watch=("small examples", "the edges", "what is\x1b[31m left out"),
)


def page(sitting: Sitting, material: PrivateMaterial = MATERIAL) -> dict[str, tuple[str, ...]]:
    sections = brief(sitting.session, material, sitting.session.time_at_s(sitting.boot_ns), when=clock)
    assert all(isinstance(section, Section) and section.lines for section in sections)
    return {section.title: section.lines for section in sections}


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def opening(**changes: Any) -> str:
    return " ".join(page(Sitting(agreed(**changes)))["Say at the start"])


def test_the_page_begins_with_what_the_author_wants_said() -> None:
    assert page(Sitting())["Say at the start"][0] == "Build one layer, as far as you get."
    without = page(Sitting(), PrivateMaterial())
    assert without["Say at the start"][0].startswith("Say who you are")
    assert "Watch for" not in without


def test_that_an_exercise_is_public_is_said_where_one_looks_what_to_watch() -> None:
    public = PrivateMaterial(watch=MATERIAL.watch, public=True)
    assert page(Sitting(), public)["Watch for"][:3] == page(Sitting())["Watch for"]
    assert "public" in page(Sitting(), public)["Watch for"][3]
    assert len(page(Sitting(), PrivateMaterial(public=True))["Watch for"]) == 1


def test_what_candidates_are_promised_is_what_was_agreed() -> None:
    assert "start the clock when ready" in opening()
    assert "once you let them" in opening(interviewer_opens=True)
    assert "unseen" not in opening()
    assert "For 10 min in all they may work unseen" in opening(focus_s=600.0)
    assert "editor's window;" in opening(screen="live")
    assert "editor's window (recorded)" in opening(screen="recorded")
    assert "editor's window" not in opening(screen="off")


@pytest.mark.parametrize(("downtime", "words"), [("pause", "given back"), ("count", "counts meanwhile")])
def test_what_an_outage_costs_is_what_was_agreed(downtime: str, words: str) -> None:
    lines = page(Sitting(agreed(downtime=downtime)))["When something breaks"]
    assert any("The host is gone" in line and words in line for line in lines)


@pytest.mark.parametrize("begun", [Sitting, in_work])
def test_the_agenda_has_clock_times_and_says_what_is_now(begun: Callable[[], Sitting]) -> None:
    sitting = begun().wait(120)
    lines = page(sitting)["Agenda"]
    assert [line.split()[0] for line in lines if line.startswith(("done", "now"))][-1] == "now"
    assert any("Work          60 min" in line for line in lines)
    assert all(len(line) <= 80 for line in lines)


def test_three_things_to_watch_are_painted_as_plain_text() -> None:
    assert page(Sitting())["Watch for"] == ("- small examples", "- the edges", "- what is left out")


def test_every_key_of_the_cockpit_is_on_the_page_once() -> None:
    keys = [key for key, _ in COCKPIT_KEYS]
    assert len(keys) == len(set(keys))
    text = "\n".join(page(Sitting())["Keys of the cockpit"])
    assert all(meaning in text for _, meaning in COCKPIT_KEYS)
    assert all(len(line) <= 80 for line in text.splitlines())
