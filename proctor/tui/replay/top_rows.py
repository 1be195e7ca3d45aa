"""The rows above the timeline and the one below it. Pure words, drawn by `Words`."""

from collections.abc import Sequence

from proctor.review.film import Film
from proctor.review.timeline import time_text
from proctor.session.durations import clock_text, length_text
from proctor.session.phases import TIMED, TITLES
from proctor.session.plain_text import shown_line
from proctor.tui.clock_words import local_time
from proctor.tui.replay.drawn import Drawn, Row, cut, row_width, shared
from proctor.tui.replay.mark_looks import look_of
from proctor.tui.replay.scene import Scene


class Words(Drawn):
    """Shows the rows that it is told."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id)
        self._said: Sequence[tuple[Row, Row]] = ()

    def say(self, rows: Sequence[tuple[Row, Row]]) -> None:
        """Other words: the left and the right part of each row."""
        if rows != self._said:
            self._said = rows
            self.draw()

    def row(self, y: int) -> Row:
        """Both parts."""
        if y >= len(self._said):
            return ()
        left, right = self._said[y]
        return shared([(" ", "text"), *left], [*right, (" ", "text")] if right else (), self.width)


def top_rows(scene: Scene, film: Film, label: str) -> list[tuple[Row, Row]]:
    """Whether it plays, where it is; who, what, and how far the phase is."""
    return [(_where(scene, film), _pace(scene)), (_who(film, label), _phase(scene))]


def _where(scene: Scene, film: Film) -> Row:
    position = scene.position
    word, ink = (" PLAYING ", "!string") if position.playing else (" PAUSED  ", "!number")
    number = scene.frame.number + 1 if scene.frame is not None else 0
    tags = f" ({', '.join(scene.frame.tags)})" if scene.frame is not None and scene.frame.tags else ""
    return [
        (word, ink),
        (f"  {time_text(position.t_s)}", "strong"),
        (f" of {time_text(film.end_s)}", "text"),
        (f"   save {number}/{len(film.frames)}", "strong"),
        (tags, "place"),
    ]


def _pace(scene: Scene) -> Row:
    position = scene.position
    idle = "idle skipped" if position.skips_idle else "with idle times"
    return [(f"{idle} ", "muted"), (speed_text(position.speed).rjust(5), "strong")]


def speed_text(speed: float) -> str:
    """`4x`, `1/16x`."""
    return f"{speed:g}x" if speed >= 1 else f"1/{round(1 / speed)}x"


def _who(film: Film, label: str) -> Row:
    return [(shown_line(label) or "no name", "strong"), (f"   {shown_line(film.terms.exercise)}", "text")]


def _phase(scene: Scene) -> Row:
    session, t_s = scene.session, scene.position.t_s
    word = TITLES[session.phase].upper()
    wall = local_time(session.at_utc, seconds=t_s - session.t_s, with_seconds=True)
    clock = ""
    if session.clock is not None and session.phase in TIMED:
        clock = f" {clock_text(session.clock.used_at_s(t_s))} of {clock_text(session.clock.limit_s)}"
    paused = f" CLOCK PAUSED ({session.pause.reason})" if session.pause is not None else ""
    focus = " FOCUS TIME" if session.focus.now is not None else ""
    return [(f"{word}{clock}", "strong"), (f"{paused}{focus}", "number"), (f"   {wall}", "text")]


def now_row(scene: Scene, typed: str, width: int, *, ascii_only: bool = False) -> Row:
    """What matters most now: what is being typed, what was skipped, or else what happened last."""
    if typed:
        return [
            (" go to ", "place"),
            (f"{typed}_", "!strong"),
            ("  G goes there, Backspace and Esc take it back", "muted"),
        ]
    if scene.position.skipped_s:
        words = f" skipped {length_text(scene.position.skipped_s)} in which nothing was saved or done "
        return [(words, "!number"), ("  i shows such times", "muted")]
    mark = scene.mark
    if mark is None:
        return [(" nothing has happened yet", "muted")]
    shape, ink = look_of(mark, ascii_only=ascii_only)
    head: Row = [
        (f" {time_text(mark.t_s)} ", "muted"),
        (f"{shape} ", ink),
        ("private " if mark.private else "", "place"),
    ]
    return [*head, (cut(shown_line(mark.words), width - row_width(head) - 1), "text")]
