"""The checks of a session as a report shows them: how the states that count stood, and how that came about."""

from collections.abc import Iterator, Mapping

from proctor.review.film import Film
from proctor.review.report.work_parts import CheckCourse, Finding, SaveRow, Turn
from proctor.review.track import Track
from proctor.session.material import HiddenCheck
from proctor.session.verdicts import Verdict

Hidden = Mapping[str, HiddenCheck]


def checks(film: Film, hidden: Hidden) -> Iterator[CheckCourse]:
    """Every visible check in the order of the exercise, then the hidden ones that anything was said of."""
    announced = {check.id: check for check in film.terms.checks}
    for track in film.tracks.values():
        known = announced.get(track.check) if track.visibility == "visible" else hidden.get(track.check)
        first = track.first_pass()
        yield CheckCourse(
            id=track.check,
            promise=known.promise if known else "",
            criterion=known.criterion if known else "",
            visibility=track.visibility,
            required=not known.advisory if known else True,
            start=_on(film, track, "start"),
            submitted=_on(film, track, "submitted"),
            final=_on(film, track, "final"),
            first_pass_s=first.t_s if first else None,
            runs=len(track.said),
            turns=tuple(_turns(track)),
        )


def saves(film: Film) -> Iterator[SaveRow]:
    """Every save that counts, with how many visible checks held on its content."""
    for frame in film.frames:
        said = film.verdicts_on(frame.tree, "visible").values()
        yield SaveRow(
            number=frame.number,
            t_s=frame.t_s,
            used_s=frame.used_s,
            at=frame.at_utc,
            phase=str(frame.phase),
            commit=frame.commit,
            tags=frame.tags,
            paths=frame.taken.paths,
            added=frame.taken.added,
            deleted=frame.taken.deleted,
            holding=sum(one.verdict is Verdict.PASS for one in said),
            judged=len(said),
        )


def _on(film: Film, track: Track, tag: str) -> Finding | None:
    frame = film.tagged(tag)
    said = track.on_tree(frame.tree) if frame else None
    if said is None:
        return None
    ended = said.ended
    return Finding(
        verdict=ended.verdict,
        message=ended.message,
        output=ended.output,
        ms=ended.ms,
        figures=dict(ended.figures),
        evidence=ended.evidence,
        later=ended.later,
    )


def _turns(track: Track) -> Iterator[Turn]:
    """Only where a verdict differs from the one before."""
    last: Verdict | None = None
    for said in track.said:
        if said.verdict is not last:
            last = said.verdict
            yield Turn(said.t_s, said.verdict)
