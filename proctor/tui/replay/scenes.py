"""From a position to what stands there: the one place that asks the film, the record and the pictures."""

from bisect import bisect_right
from dataclasses import replace

from proctor.record.picture_reel import PictureReel
from proctor.record.reel import Reel
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.session.screen import Screen
from proctor.session.state import Session
from proctor.tui.replay.checks_at import checks_at
from proctor.tui.replay.code_at import CodeAt
from proctor.tui.replay.position import Position
from proctor.tui.replay.scene import CheckAt, Scene
from proctor.tui.replay.states import States


class Scenes:
    """Makes the scene of a position; what two neighbours share is found once."""

    def __init__(self, film: Film, reel: Reel, veil: Veil = NO_VEIL, *, ascii_only: bool = False) -> None:
        self.film, self.veil = film, veil
        self.code = CodeAt(film, reel, veil)
        pictures = None if veil.hides else film.recording.pictures
        self._pictures = PictureReel(pictures) if pictures is not None else None
        self._states = States(film)
        self._mark_times = [mark.t_s for mark in film.marks]
        self._ascii_only = ascii_only

    @property
    def pictured(self) -> bool:
        """Whether the terminal's picture was kept."""
        return self._pictures is not None

    def at(self, position: Position, *, picture: bool = False) -> Scene:
        """What stands there; the terminal's picture only where it is in sight."""
        t_s = position.t_s
        session, frame = self._states.at(t_s), self.film.frame_at(t_s)
        number = bisect_right(self._mark_times, t_s) - 1
        return Scene(
            position=position,
            session=session,
            code=self.code.at(position, frame),
            frame=frame,
            mark=self.film.marks[number] if number >= 0 else None,
            number=number,
            checks=self._checks(session, frame, t_s),
            picture=self._picture(t_s) if picture else None,
        )

    def beside(self, position: Position) -> list[tuple[str, str]]:
        """Have the saves beside a moment at hand; the file that each would open, and git's name for its content."""
        frame = self.film.frame_at(position.t_s)
        number = frame.number if frame is not None else -1
        there = (near for near in (number + 1, number - 1) if 0 <= near < len(self.film.frames))
        return [self.code.prepare(self.film.frames[near], position) for near in there]

    def _checks(self, session: Session, frame: Frame | None, t_s: float) -> tuple[CheckAt, ...]:
        checks = checks_at(self.film, session, frame, t_s, ascii_only=self._ascii_only)
        if not self.veil.hides:
            return checks
        hide = self.veil.text
        return tuple(replace(check, message=hide(check.message), output=hide(check.output)) for check in checks)

    def _picture(self, t_s: float) -> Screen | None:
        return self._pictures.at(t_s) if self._pictures is not None else None
