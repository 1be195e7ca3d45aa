"""Writing feedback in the cockpit: drafts, prompts, what is asked before it is delivered."""

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from proctor.errors import HostUnreachable
from proctor.tui.cockpit import feedback_form
from proctor.tui.cockpit.prompts import Prompt, inserted, items_in, prompts, unchanged_samples
from proctor.tui.cockpit.view import WatchView
from proctor.tui.view import View
from tests.tui.looking import sees, text, until
from tests.tui.watching import IMPROVEMENT, MATERIAL, STRENGTH, FakeWatch, WatchedScene, working

_SIZES = [(140, 40), pytest.param((60, 20), marks=pytest.mark.slow)]


def _frozen() -> WatchedScene:
    scene = working()
    scene.act("submit", "candidate")
    return scene


async def _open(pilot: Pilot[int]) -> None:
    await sees(pilot, "q Leave", "Files")
    await pilot.press("w")
    await sees(pilot, "Feedback: one strength, one area", "Private prompts")


def _read(pilot: Pilot[int], part: str) -> str:
    return pilot.app.screen.query_one(f"#{part}", TextArea).text


@pytest.mark.parametrize("size", _SIZES)
async def test_both_parts_are_required_and_then_shown_once_more(size: tuple[int, int]) -> None:
    """What is missing is named; the last question shows what will be read; then the answer is awaited."""
    scene = _frozen()
    async with scene.cockpit().run_test(notifications=True, size=size) as pilot:
        await _open(pilot)
        await pilot.press(*"clear", "f2")
        await sees(pilot, "Missing: the area")
        await pilot.press(*"test more", "f2")
        await sees(pilot, "The candidate will read exactly this:", "Strength clear To improve test more")
        await pilot.press("y")
        await until(pilot, lambda: scene.session.feedback is not None)
        await until(pilot, lambda: "Private prompts" not in text(pilot))
        await pilot.press("9")
        await sees(pilot, "as the candidate reads it", "None in writing yet.")
        scene.act("respond", "candidate", text="I would argue for the other way.")
        scene.watched.tell()
        await sees(pilot, "I would argue for the other way.")
    delivered = [args for do, args in scene.watched.verbs() if do == "feedback"]
    assert delivered == [{"strength": "clear", "improvement": "test more", "prompted": ""}]


async def test_a_draft_is_kept_a_second_after_the_last_key_and_when_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    """One draft for a burst of keys; none where nothing changed."""
    monkeypatch.setattr(feedback_form, "SAVED_AFTER_S", 0.05)
    scene = _frozen()
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await _open(pilot)
        await pilot.press(*"good")
        await sees(pilot, "draft kept")
        await pilot.press("tab", *"mind half", "escape")
        await until(pilot, lambda: "Private prompts" not in text(pilot))
        await pilot.press("w")
        await sees(pilot, "Private prompts", "good", "mind half")
        await pilot.press("escape")
        await until(pilot, lambda: "Private prompts" not in text(pilot))
    drafts = scene.watched.verbs()
    assert {do for do, _ in drafts} == {"draft"}
    assert drafts[-1] == ("draft", {"strength": "good", "improvement": "mind half"})
    assert len(drafts) == len({tuple(args.values()) for _, args in drafts})


async def test_a_draft_written_elsewhere_is_there_on_opening() -> None:
    """The private journal carries it to another machine."""
    scene = _frozen()
    scene.steer("draft", strength="from home", improvement="Half precision loses the gain. Cast last.")
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await _open(pilot)
        assert _read(pilot, "strength") == "from home"
        await sees(pilot, "[x] issue, open: Casts back too early", "both parts are there")


async def test_a_draft_can_be_written_while_the_candidate_works_but_not_delivered() -> None:
    """The reason is said, and nothing is lost."""
    scene = working()
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await _open(pilot)
        await pilot.press(*"a", "tab", *"b", "f2")
        await sees(pilot, "Feedback is delivered once the work is handed in.")
    assert scene.watched.verbs() == [("draft", {"strength": "a", "improvement": "b"})]


async def test_a_prompt_puts_its_words_in_and_is_marked() -> None:
    """A failed hidden check, a known issue: both end up in what the feedback was prompted by."""
    scene = _frozen()
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await _open(pilot)
        await sees(pilot, "[ ] check fails: Very large values", "[ ] issue, open: Epsilon")
        await pilot.press(*"clear", "tab", "tab", "enter")
        await sees(pilot, "[x] check fails")
        await pilot.press("down", "enter")
        assert _read(pilot, "improvement") == "Very large values do not overflow.\nSmall rows are scaled wrongly."
        await pilot.press("enter")
        await sees(pilot, "[ ] issue, open: Epsilon")
        await pilot.press("f2")
        await sees(pilot, "exactly this:")
        await pilot.press("y")
        await until(pilot, lambda: scene.session.feedback is not None)
    assert scene.watched.verbs()[-1][1]["prompted"] == "test_large"


async def test_an_unchanged_sample_needs_a_second_consent() -> None:
    """No is the first answer; with consent it is sent as what it is."""
    scene = _frozen()
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await _open(pilot)
        await pilot.press("tab", "tab", "end", "enter", "up", "enter", "f2")
        await sees(pilot, "An unchanged sample of the guide?", "the strength and the improvement")
        await pilot.press("enter")
        await until(pilot, lambda: "unchanged sample" not in text(pilot))
        assert [do for do, _ in scene.watched.verbs()] == ["draft"]
        await pilot.press("f2")
        await sees(pilot, "An unchanged sample")
        await pilot.press("y")
        await sees(pilot, "exactly this:", STRENGTH, IMPROVEMENT)
        await pilot.press("y")
        await until(pilot, lambda: scene.session.feedback is not None)
    assert scene.watched.verbs()[-1] == (
        "feedback",
        {"strength": STRENGTH, "improvement": IMPROVEMENT, "prompted": "", "unedited": True},
    )


async def test_a_draft_that_cannot_be_kept_is_said_and_not_lost_by_escape() -> None:
    """Leaving asks."""

    class Deaf(FakeWatch):
        async def act(self, do: str, /, **args: object) -> dict[str, object]:
            if do == "draft":
                raise HostUnreachable("the connection to the host was lost")
            return await super().act(do, **args)

    scene = _frozen()
    scene.watched = Deaf(scene)
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await _open(pilot)
        await pilot.press(*"x", "escape")
        await sees(pilot, "Leave without keeping the draft?")
        await pilot.press("enter")
        await sees(pilot, "NOT KEPT YET: the connection to the host was lost")
        assert _read(pilot, "strength") == "x"


async def test_a_refused_delivery_is_said_over_the_form() -> None:
    """Somebody else has the controls; the words stay."""
    scene = _frozen()
    async with scene.cockpit().run_test(notifications=True, size=(140, 40)) as pilot:
        await _open(pilot)
        await pilot.press(*"a", "tab", *"b")
        scene.who = "Linus"
        scene.steer("controls")
        scene.watched.tell()
        scene.who = "Grace"
        await pilot.press("f2")
        await sees(pilot, "Linus holds the controls")
        assert _read(pilot, "strength") == "a"


def test_prompts_are_what_fails_and_what_is_open_then_samples() -> None:
    """A found issue and a check that holds prompt nothing."""
    scene = working()
    scene.steer("issue", issue="eps", state="found")
    watch = WatchView(
        View(name="s", session=scene.session), observations=scene.observations, material=MATERIAL, who="Grace"
    )
    assert [(prompt.part, prompt.item) for prompt in prompts(watch)] == [
        ("improvement", "test_large"),
        ("improvement", "cast"),
        ("strength", ""),
        ("improvement", ""),
    ]


def test_words_are_inserted_once_and_samples_known_by_their_words() -> None:
    """Whatever the spaces and capitals."""
    prompt = Prompt("improvement", "Cast last.", "x", "cast")
    assert inserted("", prompt) == "Cast last."
    assert inserted("Think.\n", prompt) == "Think.\nCast last."
    assert inserted("Please  cast\nLAST. Thanks", prompt) == "Please  cast\nLAST. Thanks"
    assert items_in((prompt,), "do cast last. ok") == {"cast"}
    assert unchanged_samples(MATERIAL, STRENGTH.upper(), "mine") == ("strength",)
    assert unchanged_samples(MATERIAL, f"{STRENGTH} And more.", "mine") == ()
