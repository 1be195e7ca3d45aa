"""What each key does to the playback; what only turns the screen is not here."""

from collections.abc import Callable, Mapping
from typing import Final

from proctor.tui.replay.playback import Playback

_STEP_S: Final = 10.0

ACTS: Final[Mapping[str, Callable[[Playback], object]]] = {
    "play": Playback.toggle,
    "save-next": lambda playback: playback.step_saves(1),
    "save-before": lambda playback: playback.step_saves(-1),
    "on": lambda playback: playback.move(_STEP_S),
    "back": lambda playback: playback.move(-_STEP_S),
    "mark-next": lambda playback: playback.step_marks(1),
    "mark-before": lambda playback: playback.step_marks(-1),
    "faster": lambda playback: playback.faster(1),
    "slower": lambda playback: playback.faster(-1),
    "usual": Playback.usual_speed,
    "begin": lambda playback: playback.go(0.0),
    "end": lambda playback: playback.go(playback.course.end_s),
    "idle": Playback.turn_idle,
    "diff": Playback.turn_diff,
    "base": Playback.turn_base,
    "mark": Playback.set_mark,
    "since-mark": Playback.since_mark,
    "follow": lambda playback: playback.choose(""),
}
"""By the id in the table of keys."""
