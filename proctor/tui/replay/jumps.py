"""Three moments that say most about a session in little time."""

from dataclasses import dataclass

from proctor.review.film import Film
from proctor.session.phases import Phase


@dataclass(frozen=True, slots=True)
class Jump:
    """A moment worth a look, and why."""

    t_s: float
    words: str


def jumps(film: Film) -> tuple[Jump, ...]:
    """Facts of the journal, in this order; where one never happened, what comes nearest to it stands in its place.

    1. When the visible check that was the last one to hold for the first time did so; else the submission.
    2. When the feedback was delivered; else when the work was frozen for it.
    3. The first save after the feedback whose content is not the submitted one; else the end.
    """
    frozen_s = film.ended.entered_s.get(Phase.FEEDBACK)
    found = [_last_green(film), _feedback(film, frozen_s), _change(film)]
    return tuple(jump for jump in found if jump is not None)


def _last_green(film: Film) -> Jump | None:
    greens = [
        (said.t_s, check)
        for check, track in film.tracks.items()
        if track.visibility == "visible"
        for said in [track.first_pass()]
        if said is not None
    ]
    if greens:
        t_s, check = max(greens)
        return Jump(t_s, f"{check} holds for the first time, the last check to do so")
    submitted = film.tagged("submitted")
    return Jump(submitted.t_s, "no check ever held: the work as it was handed in") if submitted is not None else None


def _feedback(film: Film, frozen_s: float | None) -> Jump | None:
    if film.ended.feedback is not None:
        return Jump(film.ended.feedback_s, "the feedback")
    return None if frozen_s is None else Jump(frozen_s, "no feedback was given: the work was frozen here")


def _change(film: Film) -> Jump | None:
    submitted = film.tagged("submitted")
    if film.ended.feedback is None or submitted is None:
        return Jump(film.end_s, "the end")
    after = (frame for frame in film.frames if frame.t_s > film.ended.feedback_s and frame.tree != submitted.tree)
    first = next(after, None)
    if first is None:
        return Jump(film.end_s, "nothing was changed after the feedback: the end")
    return Jump(first.t_s, "the first change after the feedback")
