"""Focus time, and who watches, on the candidate's screen."""

from proctor.session import events as ev
from proctor.tui.focus_words import focus_left_text
from tests.tui.looking import opened, sees, text, until
from tests.tui.scenes import Scene, practice_terms


def _interviewer(scene: Scene, *names: str) -> Scene:
    for name in names:
        scene.note(ev.ClientJoined(client=f"i-{name}", role="interviewer", name=name))
    return scene


async def test_focus_time_is_asked_for_started_and_ended_with_one_key() -> None:
    """What is left is offered, more is refused with words, a line counts down, the same key ends it."""
    scene = Scene(practice_terms(focus_s=600.0)).work()
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "o Focus")
        await opened(pilot)
        await pilot.press("o")
        await sees(pilot, "Focus time: how long?", "Left of what was agreed: 10 min.")
        await pilot.press("1", "1", "enter")
        await sees(pilot, "10 min are left")
        await pilot.press("backspace", "backspace", *"abc", "enter")
        await sees(pilot, "'abc' is not a length of time")
        await pilot.press("backspace", "backspace", "backspace", "5", "enter")
        await sees(pilot, "FOCUS 5:00", "nobody watches", "not watched", "o End focus", "Nobody watches for 5 min.")
        await pilot.press("o")
        await until(pilot, lambda: "FOCUS" not in text(pilot))
        await sees(pilot, "Focus time is over", "o Focus")
    assert scene.link.verbs() == ["focus", "focus"]


async def test_without_an_agreement_the_key_says_so() -> None:
    """And leads on to asking."""
    async with Scene().work().app().run_test(notifications=True, size=(140, 40)) as pilot:
        await sees(pilot, "o Focus")
        await opened(pilot)
        await pilot.press("o")
        await sees(pilot, "No focus time was agreed; you can ask for some (a).")


async def test_granted_focus_time_says_who_gave_it_and_ends_by_itself() -> None:
    """The interviewer starts it; the line goes when the host ends it."""
    scene = _interviewer(Scene().work(), "Grace")
    async with scene.app().run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "1 watching")
        scene.act("focus", "interviewer", time=120.0)
        scene.link.tell()
        await sees(pilot, "The interviewer gives you focus time.", "FOCUS 2:00", "o End focus")
        scene.wait(121).fall_due()
        scene.link.tell()
        await sees(pilot, "1 watching", "Focus time is over")
        await until(pilot, lambda: "FOCUS" not in text(pilot))


def test_the_countdown_goes_in_steps_until_the_last_minute() -> None:
    """Each step is paid for on the candidate's line; the words stay as wide."""
    scene = Scene(practice_terms(focus_s=600.0)).work()
    assert focus_left_text(scene.session, 0.0) == ""
    scene.act("focus", "candidate", time=600.0)
    shown = [focus_left_text(scene.session, float(t_s)) for t_s in range(601)]
    assert (shown[0], shown[1], shown[5], shown[6]) == ("FOCUS 10:00", "FOCUS 10:00", "FOCUS  9:55", "FOCUS  9:55")
    assert (shown[540], shown[541], shown[600]) == ("FOCUS  1:00", "FOCUS  0:59", "FOCUS  0:00")
    assert len({len(words) for words in shown}) == 1
    assert len(set(shown[:540])) == 108


async def test_who_watches_is_counted_at_the_top_and_named_among_the_rules() -> None:
    """One person with two screens is one; plain commands are nobody."""
    scene = _interviewer(Scene().work(), "Grace", "Linus")
    scene.note(ev.ClientJoined(client="second", role="interviewer", name="Grace"))
    scene.note(ev.ControlsTaken(name="Grace"), "interviewer")
    async with scene.app().run_test(notifications=True, size=(80, 40)) as pilot:
        await sees(pilot, "2 watching")
        await opened(pilot)
        await pilot.press("2")
        await sees(pilot, "Watching now: Grace, Linus. Grace holds the controls.")
        for client in ("i-Grace", "i-Linus", "second"):
            scene.note(ev.ClientLeft(client=client))
        scene.link.tell()
        await sees(pilot, "Nobody watches right now.")
        assert "watching" not in text(pilot).splitlines()[0]


async def test_the_lobby_names_who_is_here_and_what_is_shown() -> None:
    """By name, with the agreement on picture and focus time."""
    scene = _interviewer(Scene(practice_terms(practice=False, screen="recorded", focus_s=600.0)), "Grace")
    async with scene.app().run_test(notifications=True, size=(140, 50)) as pilot:
        await sees(
            pilot,
            "Interviewer Grace: here",
            "The picture of your editor's window is shown as you work in it, and kept in the record.",
            "Focus time: nobody watches for 10 min in all",
            "Not recorded: keystrokes, camera, microphone, anything outside of this terminal.",
        )
