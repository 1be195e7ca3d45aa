"""What a rating may point at: words that a person writes, held against what was recorded."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from proctor.errors import UsageError
from proctor.review.cards.card import Citation
from proctor.review.cards.rubric import material_of
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.session.durations import clock_text

SHORT_COMMIT: Final = 10
_LEAST_OF_COMMIT: Final = 4
_TIMELINE: Final = re.compile(r"(?P<minutes>\d{1,4}):(?P<seconds>[0-5]\d)")
_WALL: Final = re.compile(r"(?P<hours>[01]?\d|2[0-3]):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)")
_HINT: Final = "a snapshot (submitted, final, 7f3a...), a time (12:05 of the session, 14:05:09 of the day) or a check"


class Citable(NamedTuple):
    """Something that can be cited: the words to write, and what it is."""

    words: str
    about: str


def cited(film: Film, words: str) -> Citation:
    """What `words` point at. Raises: UsageError if nothing of the kind was recorded."""
    wanted = words.strip()
    if (frame := film.tagged(wanted)) is not None:
        return _snapshot(wanted, frame)
    if wanted in _checks(film):
        return Citation(kind="check", words=wanted)
    if (found := _TIMELINE.fullmatch(wanted)) is not None:
        return _time(film, int(found["minutes"]) * 60 + int(found["seconds"]), wanted)
    if (found := _WALL.fullmatch(wanted)) is not None:
        return _time(film, _on_timeline(film, found, wanted), wanted)
    return _by_commit(film, wanted)


def citable(film: Film) -> tuple[Citable, ...]:
    """What lends itself to being cited: tagged snapshots, checks, and the moments worth a jump."""
    tags = sorted(film.ended.tags)
    return (
        *(Citable(tag, "snapshot") for tag in tags if film.tagged(tag) is not None),
        *(Citable(check, "check") for check in _checks(film)),
        *(Citable(time_words(mark.t_s), mark.words) for mark in film.marks),
    )


def cite_text(citation: Citation) -> str:
    """A citation as it is shown."""
    if citation.kind == "snapshot" and not citation.commit.startswith(citation.words):
        return f"{citation.words} ({citation.commit[:SHORT_COMMIT]})"
    return citation.words


def time_words(t_s: float) -> str:
    """A time of the timeline as a citation writes it: minutes and seconds."""
    whole = int(t_s)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _checks(film: Film) -> dict[str, None]:
    """Every check that was announced, judged, or kept hidden."""
    hidden = (check.id for check in material_of(film.recording).checks)
    return dict.fromkeys([*(check.id for check in film.terms.checks), *film.tracks, *hidden])


def _snapshot(words: str, frame: Frame) -> Citation:
    return Citation(kind="snapshot", words=words, commit=frame.commit, t_s=frame.t_s)


def _time(film: Film, t_s: float, wanted: str) -> Citation:
    if not 0 <= t_s <= film.end_s + 1:
        raise UsageError(f"{wanted} is not within the session", hint=f"it lasted {clock_text(film.end_s)}")
    frame = film.frame_at(t_s)
    return Citation(kind="time", words=time_words(t_s), commit=frame.commit if frame else "", t_s=float(t_s))


def _on_timeline(film: Film, found: re.Match[str], wanted: str) -> float:
    """The time of day where the reader is, on one of the days of the session."""
    clock = {"hour": int(found["hours"]), "minute": int(found["minutes"]), "second": int(found["seconds"])}
    for at, after in _stretches(film):
        day = at.astimezone().replace(**clock, microsecond=0)  # type: ignore[arg-type]
        for moment in (day, day + timedelta(days=1)):
            if at - timedelta(seconds=1) <= moment <= after.moment:
                return min(max(0.0, after.t_s - (after.moment - moment).total_seconds()), film.end_s)
    raise UsageError(f"the session did not go on at {wanted}", hint="times of day are those of this machine's zone")


class _Point(NamedTuple):
    moment: datetime
    t_s: float


def _stretches(film: Film) -> Iterator[tuple[datetime, _Point]]:
    """From each event to the next, so that a stretch of the wall clock belongs to one of the timeline."""
    before: datetime | None = None
    for t_s, envelope in zip(film.times_s, film.recording.public, strict=True):
        moment = datetime.fromisoformat(envelope.at_utc)
        yield before or moment, _Point(moment, t_s)
        before = moment


def _by_commit(film: Film, wanted: str) -> Citation:
    if len(wanted) < _LEAST_OF_COMMIT:
        raise UsageError(f"{wanted!r} is nothing that was recorded", hint=f"cite {_HINT}")
    found = [frame for frame in (*film.frames, *film.late) if frame.commit.startswith(wanted.lower())]
    if len({frame.commit for frame in found}) > 1:
        raise UsageError(f"several snapshots begin with {wanted}", hint="write more of its digits")
    if not found:
        raise UsageError(f"{wanted!r} is nothing that was recorded", hint=f"cite {_HINT}")
    return _snapshot(found[0].commit[: max(SHORT_COMMIT, len(wanted))], found[0])
