"""The command palette holds what a candidate may do, and nothing else."""

from proctor.tui.palette import commands
from proctor.tui.view import View
from tests.tui.looking import opened, sees, text, until
from tests.tui.scenes import Scene, practice_terms


def test_commands_say_why_they_cannot_be_done_now() -> None:
    """Titles from the table of keys, reasons from the rules."""
    rows = {row.title: row.help for row in commands(View(name="s", session=Scene().work().session))}
    assert rows["Submit (s)"] == "hand the work in; unfinished work is normal"
    assert rows["Start the clock (b)"] == "not now: possible in LOBBY"
    assert "5 more minutes" in rows
    assert {"Theme: dark", "Theme: light", "Theme: monochrome"} <= set(rows)


def test_more_time_is_for_practice_only() -> None:
    """Elsewhere the interviewer gives it."""
    session = Scene(practice_terms(practice=False)).work().session
    rows = {row.title: row.help for row in commands(View(name="s", session=session))}
    assert rows["5 more minutes"].startswith("not now: cannot extend")


async def test_the_palette_offers_no_shell_screenshot_or_quitting() -> None:
    """Only our own rows; choosing one does what its key does."""
    scene = Scene().work()
    async with scene.app().run_test(notifications=True, size=(80, 60)) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+p")
        await sees(pilot, "Editor (e)", "Theme: light", "5 more minutes")
        for word in ("Screenshot", "Quit", "Maximize", "Keys"):
            assert word not in text(pilot)
        await pilot.press(*"submit")
        await sees(pilot, "Submit (s)")
        await until(pilot, lambda: "Theme: light" not in text(pilot))
        await pilot.press("enter")
        await sees(pilot, "Hand in your work?")


async def test_a_theme_is_chosen_from_the_palette() -> None:
    """It takes effect at once."""
    app = Scene().work().app()
    async with app.run_test(notifications=True, size=(80, 40)) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+p", *"light")
        await sees(pilot, "Theme: light")
        await until(pilot, lambda: "Editor (e)" not in text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "proctor-light")
