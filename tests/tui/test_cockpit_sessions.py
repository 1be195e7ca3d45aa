"""Choosing one of several running sessions."""

import pytest
from textual.widgets import OptionList

from proctor.errors import EnvironmentFault
from proctor.tui.cockpit import sessions
from proctor.tui.cockpit.rows import SessionRow
from proctor.tui.cockpit.sessions import SessionList, table
from tests.tui.looking import sees, text, until

_ROWS = (
    SessionRow("quiet-otter", "layer/practice-rms-norm", "Ada", "WORK", "14:59 left", "Ada here"),
    SessionRow("brave-newt", "layer/sliding-window-attention", "Alan", "LOBBY", "", "nobody"),
)


@pytest.mark.parametrize("size", [(60, 20), (140, 40)])
async def test_a_session_is_chosen_by_arrows_and_enter(size: tuple[int, int]) -> None:
    """Name, candidate, phase and clock are in sight at any width."""
    app = SessionList(_ROWS, lambda: _ROWS)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "Session", "quiet-otter Ada WORK 14:59 left", "brave-newt Alan LOBBY")  # type: ignore[arg-type]
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.return_value is not None)  # type: ignore[arg-type]
    assert app.return_value == "brave-newt"


async def test_leaving_chooses_none() -> None:
    """By q."""
    app = SessionList(_ROWS, lambda: _ROWS)
    async with app.run_test() as pilot:
        await sees(pilot, "brave-newt")  # type: ignore[arg-type]
        await pilot.press("q")
    assert app.return_value is None


async def test_the_list_follows_what_runs_and_the_cursor_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that ended goes, a failed look is said, and the chosen one stays chosen."""
    monkeypatch.setattr(sessions, "REFRESH_EVERY_S", 0.02)
    now: list[tuple[SessionRow, ...] | Exception] = [_ROWS]

    def look() -> tuple[SessionRow, ...]:
        if isinstance(now[0], Exception):
            raise now[0]
        return now[0]

    app = SessionList(_ROWS, look)
    async with app.run_test() as pilot:
        await sees(pilot, "brave-newt")  # type: ignore[arg-type]
        await pilot.press("down")
        now[0] = (SessionRow("old-wolf"), _ROWS[1])
        await sees(pilot, "old-wolf")  # type: ignore[arg-type]
        assert app.query_one(OptionList).highlighted == 1
        now[0] = EnvironmentFault("the folder cannot be read")
        await sees(pilot, "The list is from before: the folder cannot be read")  # type: ignore[arg-type]
        now[0] = ()
        await sees(pilot, "No session is running any more.")  # type: ignore[arg-type]
        assert "old-wolf" not in text(pilot)  # type: ignore[arg-type]


def test_columns_without_room_are_left_out_whole() -> None:
    """From the right; the first one always stays."""
    head, lines = table(_ROWS, 45)
    assert head.split() == ["Session", "Candidate", "Phase", "Clock"]
    assert lines[0].split() == ["quiet-otter", "Ada", "WORK", "14:59", "left"]
    assert table(_ROWS, 3)[0].split() == ["Session"]
