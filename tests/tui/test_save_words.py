"""How saves read."""

import msgspec
import pytest

from proctor.tui.save_words import files_text, save_log, versions
from proctor.tui.view import View
from tests.tui.scenes import HISTORY, Scene


def test_the_log_is_newest_first_and_marks_late_saves() -> None:
    """Late ones are kept and said not to count."""
    scene = Scene().frozen()
    scene.wait(30).saved("t9", late=True)
    lines = save_log(View(name="s", session=scene.session)).plain.splitlines()
    assert lines[0] == "2 kept, 1 late"
    assert lines[1] == "12:08:50  rms_norm.py  +4 -1 LATE: kept, does not count"
    assert lines[2] == "12:05:00  rms_norm.py  +4 -1"


def test_many_files_are_cut_to_three_names() -> None:
    """Control characters in names are not painted."""
    assert files_text(("a", "b\x1b[2J", "c", "d", "e")) == "a, b, c and 2 more"


def test_versions_are_newest_first_and_name_the_start() -> None:
    """Each version of each file is one choice."""
    newest, start = versions(HISTORY)
    assert newest.label == "12:05:00  rms_norm.py  +4 -1  (work)"
    assert start.label == "12:00:00  rms_norm.py  +9 -0  (work, start)"
    assert (newest.commit, newest.path) == ("c" * 40, "rms_norm.py")


def test_a_history_of_another_shape_is_refused() -> None:
    """What the host says is validated at the edge."""
    with pytest.raises(msgspec.ValidationError):
        versions({"saves": [{"commit": 1}]})
