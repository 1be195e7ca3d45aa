"""Pictures gone through step by step are those that are read at each moment anew."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proctor.record import picture_reel
from proctor.record.picture_reel import PictureReel
from proctor.record.screens import screen_at
from tests.record.test_screens import typed, write


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(times_s=st.lists(st.floats(-5.0, 250.0), min_size=1, max_size=20))
def test_any_walk_shows_what_stood_at_each_moment(tmp_path: Path, times_s: list[float]) -> None:
    """Forwards, backwards, across segments."""
    if not any(tmp_path.iterdir()):
        write(tmp_path, typed(200))
    reel = PictureReel(tmp_path)
    assert [reel.at(t_s) for t_s in times_s] == [screen_at(tmp_path, t_s) for t_s in times_s]


def test_a_segment_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it is gone through."""
    write(tmp_path, typed(200))
    read: list[Path] = []
    records_of = picture_reel.records_of
    monkeypatch.setattr(picture_reel, "records_of", lambda segment: read.append(segment) or records_of(segment))
    reel = PictureReel(tmp_path)
    for t_s in (5.0, 20.0, 10.0, 59.0, 70.0, 75.0):
        reel.at(t_s)
    assert len(read) == 2


def test_a_folder_without_pictures_has_an_empty_one(tmp_path: Path) -> None:
    """As before the first."""
    assert not PictureReel(tmp_path / "nothing").at(10.0).columns
