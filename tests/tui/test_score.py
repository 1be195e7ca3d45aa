"""The form for score cards: the same at any size, nothing lost, nobody else's card before one's own."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, TextArea

from proctor.review.cards.bench import Bench
from proctor.review.cards.shuffle import Item
from proctor.review.cards.writing import close_scoring
from proctor.tui.score import desk_screen
from proctor.tui.score.answers import AnswersScreen
from proctor.tui.score.app import ScoreApp
from proctor.tui.score.cite_field import CiteField
from proctor.tui.score.form import FormScreen
from proctor.tui.score.keys import SCORE_KEYS, key_row, keys_of
from proctor.tui.score.sheet import TEXTS, Sheet
from tests.review.cards.desk import CRITERIA, bench_of, filled, sat
from tests.tui.looking import sees, text, until

SIZES = ((80, 24), pytest.param((160, 50), marks=pytest.mark.slow))
_WORDS = "Grace's very own words"


@pytest.fixture(autouse=True)
def saved_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_screen, "SAVED_AFTER_S", 0.01)


def form(bench: Bench) -> ScoreApp:
    return ScoreApp(FormScreen(Sheet(bench)))


def submitted(root: Path, who: str, *scores: int, words: str = "") -> None:
    at = bench_of(root, who)
    filled(at, *scores, text=words)
    at.submit()


async def _to(pilot: Pilot[int], row: int) -> None:
    listed = pilot.app.screen.query_one("#criteria", OptionList)
    listed.focus()
    listed.highlighted = row
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_a_card_is_written_and_submitted_with_keys_alone(tmp_path: Path, size: tuple[int, int]) -> None:
    at = bench_of(tmp_path, "Grace")
    app = form(at)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "Correct forward, in words", "3 good", "Missing (6)", "q Leave")
        for row, score in enumerate("324"):
            await _to(pilot, row)
            await pilot.press(score, "c", "t", "e", "s", "t", "_", "h", "right", "tab", "o", "k", "escape")
        await _to(pilot, len(CRITERIA))
        await pilot.press("enter", "+", "tab", "-", "tab", "H", "m")
        await sees(pilot, "Nothing is missing: F2 submits.")
        await pilot.press("f2")
        await sees(pilot, "Submit this card?", "Other people's cards become visible to you.")
        assert at.seen().own is None
        await pilot.press("y")
        await sees(pilot, "Card of Grace")
        own = at.seen().own
        assert own is not None
        assert [own.ratings[name].score for name in CRITERIA] == [3, 2, 4]
        assert own.ratings["Robust"].note == "ok"
        assert [cite.words for cite in own.ratings["Robust"].cites] == ["test_half"]
        assert (own.strengths, own.concerns, own.overall) == ("+", "-", "Hm")
        await pilot.press("escape")
        await sees(pilot, "Submitted, version 1.")


@pytest.mark.parametrize("size", SIZES)
async def test_nobody_elses_card_is_on_any_screen_before_ones_own(tmp_path: Path, size: tuple[int, int]) -> None:
    submitted(tmp_path, "Grace", 1, 1, 1, words=_WORDS)
    at = bench_of(tmp_path, "Alan")
    filled(at, 4, 4, 4)
    app = form(at)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "Nothing is missing")
        for row in range(len(CRITERIA) + 1):
            await _to(pilot, row)
            assert _WORDS not in text(pilot)
        await pilot.press("a")
        await sees(pilot, "1 by other people: to be read once yours is submitted.")
        assert _WORDS not in text(pilot)
        assert "Card of" not in text(pilot)
        await pilot.press("escape", "f2")
        await sees(pilot, "Submit this card?")
        assert _WORDS not in text(pilot)
        await pilot.press("y")
        await sees(pilot, "Correct forward Alan 4, Grace 1 spread 3", "Card of Alan")
        await pilot.press("end")
        await sees(pilot, _WORDS)


async def test_what_was_typed_is_kept_when_the_screen_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_screen, "SAVED_AFTER_S", 3600.0)
    at = bench_of(tmp_path, "Grace")
    async with form(at).run_test() as pilot:
        await sees(pilot, "Missing")
        await pilot.press("3", "n", *"half")
        await sees(pilot, "Draft being kept ...")
    draft = at.draft()
    assert (draft.rating("Correct forward").score, draft.rating("Correct forward").note) == (3, "half")
    async with form(at).run_test() as pilot:
        await sees(pilot, "> 3", "half", "Draft kept.")


async def test_what_was_not_recorded_is_said_and_not_cited(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace")
    async with form(at).run_test(size=(160, 50)) as pilot:
        await sees(pilot, "Missing")
        await pilot.press("3", "c", *"final 99:59 12:05")
        await sees(pilot, "not recorded: 99:59")
        await until(pilot, lambda: [cite.words for cite in at.draft().rating(CRITERIA[0]).cites] == ["final", "12:05"])


async def test_submitting_too_early_names_everything_and_goes_to_the_first(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace")
    filled(at, 3, 2, 4)
    at.edit(lambda draft: draft.rated("Robust", type(draft.rating("Robust"))()))
    app = form(at)
    async with app.run_test(notifications=True) as pilot:
        await sees(pilot, "Missing (1): Robust: no score")
        await pilot.press("f2")
        await sees(pilot, "Still missing:", "Robust, in words")
    assert at.seen().own is None


async def test_a_correction_asks_why_and_keeps_the_first_version(tmp_path: Path) -> None:
    submitted(tmp_path, "Grace", 3, 2, 4)
    at = bench_of(tmp_path, "Grace")
    async with form(at).run_test(notifications=True) as pilot:
        await sees(pilot, "Submitted, version 1.")
        await pilot.press("f2")
        await sees(pilot, "Nothing was changed since you submitted it.")
        await pilot.press("1")
        await sees(pilot, "correcting your card")
        await pilot.press("f2")
        await sees(pilot, "Correct your card")
        await pilot.press("enter")
        await sees(pilot, "a correction says why it was made")
        await pilot.press(*"Misread", "enter")
        await sees(pilot, "version 2: Misread")
    seen = at.seen()
    assert seen.own is not None
    assert (seen.own.version, seen.own.ratings[CRITERIA[0]].score) == (2, 1)
    assert seen.earlier[0].ratings[CRITERIA[0]].score == 3


@pytest.mark.parametrize("size", SIZES)
async def test_the_evidence_is_beside_where_there_is_room_and_one_key_away_elsewhere(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with form(bench_of(tmp_path, "Grace")).run_test(size=size) as pilot:
        await sees(pilot, "Missing")
        await _to(pilot, 1)
        if size[0] < 118:
            assert "FAIL" not in text(pilot)
            await pilot.press("e")
        await sees(pilot, "FAIL, at the end PASS test_half", "NOT KNOWN test_secret", "holds in secret (hidden)")
        if size[0] < 118:
            await pilot.press("escape")
            await until(pilot, lambda: "FAIL" not in text(pilot))


async def test_a_click_on_an_anchor_scores(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace")
    async with form(at).run_test(size=(160, 50)) as pilot:
        await sees(pilot, "4 great")
        await pilot.click("#anchor-4 .anchor-text")
        await until(pilot, lambda: at.draft().rating(CRITERIA[0]).score == 4)


async def test_blind_there_is_no_name_on_the_form(tmp_path: Path) -> None:
    at = bench_of(tmp_path, "Grace", label="the candidate")
    async with form(at).run_test(size=(160, 50)) as pilot:
        await sees(pilot, "the candidate")
        await pilot.press("c")
        for row in range(len(CRITERIA) + 1):
            await _to(pilot, row)
            assert "Ada" not in text(pilot)
            assert "Lovelace" not in text(pilot)


async def test_without_unicode_the_form_is_ascii(tmp_path: Path) -> None:
    app = ScoreApp(FormScreen(Sheet(bench_of(tmp_path, "Grace"))), ascii_only=True)
    async with app.run_test(size=(160, 50)) as pilot:
        await sees(pilot, "Missing")
        assert text(pilot).isascii()


def _two(tmp_path: Path) -> tuple[AnswersScreen, dict[str, Bench]]:
    benches = {
        label: bench_of(tmp_path, "Grace", label=f"Candidate {label}", recorded=sat(name, session))
        for label, name, session in (("A", "Ada Lovelace", "s1"), ("B", "Alan Turing", "s2"))
    }
    order = (("B", "s2"), ("A", "s1"))
    items = tuple(Item(name, session, label) for name in CRITERIA for label, session in order)
    return AnswersScreen({label: Sheet(at) for label, at in benches.items()}, items), benches


@pytest.fixture
def no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code of the answers without a repository."""
    monkeypatch.setattr("proctor.tui.score.code_pane._read", lambda at, version: {"layer.py": f"{at.called} {version}"})


@pytest.mark.usefixtures("no_git")
@pytest.mark.parametrize("size", SIZES)
async def test_answers_are_scored_one_after_the_other_and_submitted_together(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    screen, benches = _two(tmp_path)
    app = ScoreApp(screen)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "Answer B: Correct forward.", "1 of 8, 0 done")
        for number in range(6):
            screen.query_one(CiteField).value = "final"
            await pilot.press("3", "right_square_bracket")
            await sees(pilot, f"{number + 2} of 8")
        await sees(pilot, "Answer A: In words.")
        for _ in range(2):
            for name in TEXTS:
                screen.query_one(f"#{name}", TextArea).text = "Good"
            await pilot.press("right_square_bracket")
        await sees(pilot, "Every answer has what it needs: F2 submits the cards.")
        assert "Lovelace" not in text(pilot)
        await pilot.press("f2")
        await sees(pilot, "Submit these 2 cards?")
        await pilot.press("y")
        await until(pilot, lambda: app.return_value == 0)
    for at in benches.values():
        own = at.seen().own
        assert own is not None
        assert own.blind
        assert {own.ratings[name].score for name in CRITERIA} == {3}


@pytest.mark.usefixtures("no_git")
async def test_the_answers_go_on_at_the_first_that_is_not_done_and_show_their_code(tmp_path: Path) -> None:
    _, benches = _two(tmp_path)
    filled(benches["B"], 3, 3, 3)
    screen, _ = _two(tmp_path)
    async with ScoreApp(screen).run_test(size=(80, 24)) as pilot:
        await sees(pilot, "Answer A: Correct forward.", "2 of 8")
        await pilot.press("e")
        await sees(pilot, "Candidate A final")
        await pilot.press("f")
        await sees(pilot, "Candidate A submitted")
        await pilot.press("e")
        await sees(pilot, "What its checks said.", "PASS test_shape")
        await pilot.press("e")
        await sees(pilot, "3 good", "Note: what you saw")


def test_every_key_has_a_help_and_the_narrowest_bar_leads_on_and_out() -> None:
    assert all(key.help for key in SCORE_KEYS)
    for answers in (True, False):
        keys = [one for key in keys_of(answers=answers) for one in key.key.split(",")]
        assert len(set(keys)) == len(keys)
        bar = key_row(78, answers=answers).plain
        assert len(bar) <= 78
        assert "F2 Submit" in bar
        assert "q Leave" in bar
    assert "] Next" in key_row(78, answers=True).plain


async def test_a_form_that_scoring_was_closed_for_says_so(tmp_path: Path) -> None:
    submitted(tmp_path, "Grace", 3, 3, 3)
    close_scoring(bench_of(tmp_path, "Grace").desk, "Grace")
    at = bench_of(tmp_path, "Alan")
    async with form(at).run_test() as pilot:
        await sees(pilot, "Scoring was closed by Grace")
