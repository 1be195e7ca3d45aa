"""Moments of a recording as people write them: a time since the session was created, a tag, a save."""

import re
from datetime import datetime
from typing import Final

from proctor.errors import UsageError
from proctor.review.film import Film
from proctor.session.durations import parse_duration_s

END: Final = "end"
TAGS: Final = ("start", "submitted", "feedback", "final")
WAYS: Final = "a time such as 12:30 or 1:02:03 since the session was created, a tag, or a save"
_ALMOST_S: Final = 0.999999
_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:\.(\d{1,3}))?")
_DIGITS: Final = re.compile(r"(\d{1,4})(\d{2})")
"""Without a colon more than two digits end with seconds; one or two are minutes."""
_COMMIT: Final = re.compile(r"[0-9a-f]{4,40}")


def time_text(t_s: float) -> str:
    """`0:12:30`: hours, minutes and seconds since the session was created."""
    whole = max(0, int(t_s))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def time_of(film: Film, words: str, *, last: bool = False) -> float:
    """The moment that `words` mean, in seconds of the session's timeline and never after its end. Raises UsageError.

    `last`: the last instant of the second that they name, since times are shown in whole seconds.

    The words are `12:30`, `1230` or `1:02:03` since the session was created, a length such as `90s`, a date with a time
    of day, `end`, a tag, or the beginning of a save's name.
    """
    given = words.strip().lower()
    if given == END:
        return film.end_s
    if given in TAGS:
        return _tagged_s(film, given)
    named = [frame for frame in film.frames if frame.commit.startswith(given)] if _COMMIT.fullmatch(given) else []
    if len(named) > 1:
        raise UsageError(f"{len(named)} saves begin with {given}", hint="give more of the name")
    if named:
        return named[0].t_s
    if (found_s := _written_s(film, words.strip())) is not None:
        whole_s = found_s + _ALMOST_S if last and found_s.is_integer() else found_s
        return min(max(0.0, whole_s), film.end_s)
    raise UsageError(f"there is no moment {words!r} in this session", hint=f"give {WAYS}")


def _tagged_s(film: Film, tag: str) -> float:
    frame = film.tagged(tag)
    if frame is None:
        raise UsageError(f"nothing in this session is called {tag}", hint=f"give {WAYS}")
    if tag == "feedback" and film.ended.feedback is not None:
        return film.ended.feedback_s
    return frame.t_s


def _written_s(film: Film, words: str) -> float | None:
    if clock := _CLOCK.fullmatch(words):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups()[:3])
        return hours * 3600.0 + minutes * 60.0 + seconds + float(f"0.{clock[4] or 0}")
    if digits := _DIGITS.fullmatch(words):
        return int(digits[1]) * 60.0 + int(digits[2])
    try:
        return parse_duration_s(words)
    except UsageError:
        return _day_s(film, words)


def _day_s(film: Film, words: str) -> float | None:
    """A moment of a calendar; between two events as far from the earlier one as the wall clock says."""
    try:
        at = datetime.fromisoformat(words).astimezone()
    except ValueError:
        return None
    best_s: float | None = None
    for t_s, envelope in zip(film.times_s, film.recording.public, strict=True):
        passed_s = (at - datetime.fromisoformat(envelope.at_utc)).total_seconds()
        if passed_s < 0:
            break
        best_s = t_s + passed_s
    return best_s
