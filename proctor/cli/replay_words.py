"""A finished session in words for `proctor replay` without a screen: at most 80 columns, no boxes, no colour."""

from collections.abc import Iterable, Iterator
from typing import Final

from proctor.cli.render import count_text, short_commit, wrapped
from proctor.review.before_after import BeforeAfter
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.deltas import CheckDelta
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.review.marks import Mark
from proctor.review.telling import IdleTold, SaveTold, Told, Turned, saves_told
from proctor.review.timeline import time_text
from proctor.session.durations import clock_text, length_text
from proctor.session.phases import TIMED, TITLES, Phase
from proctor.session.plain_text import shown_line
from proctor.session.verdicts import Verdict

_INDENT: Final = "  "


class ReplayWords:
    """The words about one recording, without the candidate's name where `veil` hides it."""

    def __init__(self, film: Film, veil: Veil = NO_VEIL) -> None:
        self._film = film
        self._veil = veil

    def summary(self, found: BeforeAfter) -> Iterator[str]:
        """Task, phases, feedback, what the revision changed, and where to look: most important first."""
        terms = self._film.terms
        session = self._veil.session(terms.session)
        yield from self._said(f"Session {session}: {terms.title}, {terms.level}, {terms.candidate}.")
        yield from self._said(f"Exercise {terms.exercise}. {self._amount()}")
        for phase in (Phase.WORK, Phase.FEEDBACK, Phase.REVISION):
            if phase in self._film.ended.entered_s:
                yield from self._said(self._phase(phase))
        yield from self._feedback(found)
        if found.base is not None and found.final is not None:
            yield from self._said(_revision(found))
            yield from self._turned(map(_turned, found.checks))
        yield from self._said(f"Look at: {', '.join(self._jumps(found))}.")

    def told(self, items: Iterable[Told]) -> Iterator[str]:
        """One paragraph for each, with its time first."""
        for one in items:
            if isinstance(one, SaveTold):
                yield from self._save(one)
            elif isinstance(one, IdleTold):
                yield f"{time_text(one.t_s)}: nothing happens for {length_text(one.seconds)}."
            else:
                yield from self.mark(one)

    def mark(self, mark: Mark) -> Iterator[str]:
        """A mark, private ones as such."""
        return self._said(f"{time_text(mark.t_s)}: {'private: ' if mark.private else ''}{shown_line(mark.words)}")

    def moment(self, t_s: float, files: Iterable[str]) -> Iterator[str]:
        """What stood at a moment."""
        frame, session = self._film.frame_at(t_s), self._film.state_at(t_s)
        phase = TITLES[session.phase].lower()
        if frame is None:
            yield f"At {time_text(t_s)}: {phase}, nothing was saved yet."
            return
        timed = session.clock is not None and session.phase in TIMED
        used = f" {used_text(session.clock.used_at_s(t_s))} used," if timed and session.clock else ""
        paused = " paused," if session.paused else ""
        where = f"save {frame.number + 1} of {len(self._film.frames)}, {short_commit(frame.commit)}"
        yield from self._said(f"At {time_text(t_s)}: {phase},{used}{paused} {where} of {time_text(frame.t_s)}.")
        one = next(saved for saved in saves_told(self._film) if saved.frame.number == frame.number)
        yield f"{_holding(one)}."
        yield from self._said(f"Files: {', '.join(shown_line(path) for path in files)}")

    def _said(self, text: str, indent: str = "") -> Iterator[str]:
        return wrapped(self._veil.text(text), first=indent, rest=indent + _INDENT)

    def _amount(self) -> str:
        late = f", {len(self._film.late)} late ones that do not count" if self._film.late else ""
        saves = count_text(len(self._film.frames), "save").capitalize()
        return f"{saves}{late}, over {length_text(self._film.end_s)} in all."

    def _phase(self, phase: Phase) -> str:
        began_s = self._film.ended.entered_s[phase]
        later = [t_s for t_s in self._film.ended.entered_s.values() if t_s > began_s]
        end_s = min(later, default=self._film.end_s)
        words = f"{TITLES[phase]} from {time_text(began_s)} to {time_text(end_s)}"
        clock = self._film.state_at(max(began_s, end_s - 0.001)).clock if phase in TIMED else None
        if clock is None:
            return f"{words}."
        return f"{words}: {used_text(clock.used_at_s(end_s))} used of {clock_text(clock.limit_s)}."

    def _feedback(self, found: BeforeAfter) -> Iterator[str]:
        if found.feedback is None:
            yield "No feedback was given."
            return
        yield f"Feedback at {time_text(found.feedback.t_s)}:"
        yield from self._said(f"Strength: {found.feedback.strength}", _INDENT)
        yield from self._said(f"Area for improvement: {found.feedback.improvement}", _INDENT)
        if found.answer:
            yield from self._said(f"Answer: {found.answer}", _INDENT)

    def _jumps(self, found: BeforeAfter) -> Iterator[str]:
        if self._film.frames:
            yield f"{time_text(self._film.frames[0].t_s)} the first save"
        if found.feedback is not None:
            yield f"{time_text(found.feedback.t_s)} the feedback"
        if found.first_change is not None:
            yield f"{time_text(found.first_change.t_s)} the first change after it"
        yield f"{time_text(self._film.end_s)} the end"

    def _save(self, one: SaveTold) -> Iterator[str]:
        frame, taken = one.frame, one.frame.taken
        paths = shown_line(", ".join(taken.paths)) or "nothing new"
        tags = f" Counts as {' and '.join(frame.tags)}." if frame.tags else ""
        words = f"saved {short_commit(frame.commit)}, {paths} (+{taken.added} -{taken.deleted}). {_holding(one)}.{tags}"
        yield from self._said(f"{time_text(frame.t_s)}, {phase_clock(frame)}: {words}")
        yield from self._turned(one.turned)

    def _turned(self, turned: Iterable[Turned | None]) -> Iterator[str]:
        """Which checks hold now, and which do not, with their words."""
        known = [one for one in turned if one is not None]
        for visibility, name in (("visible", ""), ("hidden", "private: hidden ")):
            of_sort = [one for one in known if one.visibility == visibility]
            green = [one.check for one in of_sort if one.after is Verdict.PASS]
            if green:
                yield from self._said(f"{name}now holds: {', '.join(green)}", _INDENT)
            for one in of_sort:
                if one.after is not Verdict.PASS:
                    yield from self._said(f"{name}{_fault(one)}", _INDENT)


def phase_clock(frame: Frame) -> str:
    """`work 3:21`: the phase, and how much of its clock was used."""
    phase = TITLES[frame.phase].lower()
    return f"{phase} {used_text(frame.used_s)}" if frame.phase in TIMED else phase


def used_text(seconds: float) -> str:
    """`59:00`: whole seconds that have passed, where a countdown would round up."""
    return clock_text(int(seconds))


def _holding(one: SaveTold) -> str:
    return f"{one.holding} of {one.answered} checks hold" if one.answered else "No check was run on it"


def _fault(one: Turned) -> str:
    lost = "no longer holds, " if one.before is Verdict.PASS else ""
    why = f": {shown_line(one.message)}" if one.message else ""
    return f"{one.check} {lost}{one.after}{why}"


def _turned(check: CheckDelta) -> Turned | None:
    if check.after is None or check.turned not in {"now holds", "no longer holds"}:
        return None
    return Turned(check.id, check.visibility, check.before, check.after, check.message)


def _revision(found: BeforeAfter) -> str:
    if not found.files:
        return "The revision changed nothing."
    files = ", ".join(file.path for file in found.files)
    first = f" First change {length_text(found.first_change.after_s)} after the feedback." if found.first_change else ""
    return f"The revision changed {files} (+{found.added} -{found.deleted}).{first}"
