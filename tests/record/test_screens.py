"""Recorded screens are the same fold as live ones, found again at every moment, and survive being cut short."""

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proctor.record import screens as recorded
from proctor.record.screens import ScreenWriter, screen_at, screens
from proctor.session.screen import Screen, ScreenRecord


def key(t_s: float, text: str, *, row: int = 0, lines: int = 3, whole: bool = False) -> ScreenRecord:
    return ScreenRecord(
        t_s=t_s, window="Editor", columns=20, lines=lines, rows={row: text}, cursor=(len(text) % 20, row), whole=whole
    )


def typed(seconds: int) -> list[ScreenRecord]:
    """Something typed every second."""
    return [key(0.0, "begin", whole=True), *(key(float(t), f"\x1b[0;31mat {t}", row=t % 3) for t in range(1, seconds))]


def folded(records: list[ScreenRecord], t_s: float) -> Screen:
    screen = Screen()
    for record in records:
        screen = screen.after(record) if record.t_s <= t_s else screen
    return screen


def write(folder: Path, *batches: list[ScreenRecord]) -> None:
    writer = ScreenWriter(folder)
    for batch in batches:
        writer.write(batch)
    writer.close()


def test_what_was_recorded_is_what_was_shown(tmp_path: Path) -> None:
    write(tmp_path, typed(10)[:4], typed(10)[4:])
    assert list(screens(tmp_path)) == typed(10)
    assert screen_at(tmp_path, 6.5) == folded(typed(10), 6.5)
    assert screen_at(tmp_path, 99.0) == folded(typed(10), 99.0)


def test_before_the_first_picture_there_is_none(tmp_path: Path) -> None:
    assert screen_at(tmp_path, 1.0) == Screen()
    assert list(screens(tmp_path / "missing")) == []
    write(tmp_path, [key(5.0, "late", whole=True)])
    assert screen_at(tmp_path, 1.0) == Screen()


def test_every_segment_begins_with_a_whole_picture(tmp_path: Path) -> None:
    write(tmp_path, typed(200))
    segments = sorted(tmp_path.iterdir())
    assert len(segments) == 4
    for path in segments:
        alone = tmp_path / "alone" / path.name
        alone.parent.mkdir(exist_ok=True)
        path.rename(alone)
        first = next(screens(alone.parent))
        assert first.whole
        assert Screen().after(first) == folded(typed(200), first.t_s)
        alone.unlink()


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 320), st.integers(0, 255))
def test_any_moment_is_found(tmp_path_factory: pytest.TempPathFactory, t_s: float, byte: int) -> None:
    folder = tmp_path_factory.mktemp("screen")
    write(folder, typed(150), [key(float(t), chr(64 + byte), row=1) for t in range(150, 300)])
    assert screen_at(folder, t_s) == folded(list(screens(folder)), t_s)


def test_much_to_say_cuts_a_segment_too(tmp_path: Path) -> None:
    write(tmp_path, [key(0.1 * n, f"{n}" * 1000, whole=True) for n in range(300)])
    assert len(list(tmp_path.iterdir())) > 2


def test_what_was_written_is_there_although_nobody_closed(tmp_path: Path) -> None:
    writer = ScreenWriter(tmp_path)
    writer.write(typed(5))
    assert list(screens(tmp_path)) == typed(5)
    writer.close()


@pytest.mark.parametrize("lost", [1, 7, 20, 60])
def test_a_torn_end_costs_its_last_records_only(tmp_path: Path, lost: int) -> None:
    write(tmp_path, *([record] for record in typed(50)))
    (segment,) = tmp_path.iterdir()
    segment.write_bytes(segment.read_bytes()[:-lost])
    found = list(screens(tmp_path))
    assert found == typed(50)[: len(found)]
    assert len(found) >= 45


def test_the_next_host_goes_on_behind_a_torn_end(tmp_path: Path) -> None:
    write(tmp_path, typed(5))
    (segment,) = tmp_path.iterdir()
    segment.write_bytes(segment.read_bytes()[:-9] + b"noise")
    write(tmp_path, [key(9.0, "again")])
    assert list(screens(tmp_path))[-1].t_s == 9.0
    assert screen_at(tmp_path, 10.0).rows == ("again", "", "")


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "screen"
    write(folder, typed(2))
    (segment,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(segment.stat().st_mode) == 0o600


def test_a_disk_is_not_filled_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "MOST_BYTES", 200)
    with pytest.raises(OSError, match="holds"):
        write(tmp_path, typed(300))
    assert list(screens(tmp_path))
