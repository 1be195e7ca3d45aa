"""Feedback beside what became of it: its text, the change from `submitted` to `final`, and the checks on both."""

from collections.abc import Iterator

import msgspec

from proctor.record.history import History
from proctor.record.reel import Reel
from proctor.review.changed import FileDelta, files_changed
from proctor.review.deltas import Announced, CheckDelta, MetricDelta, check_deltas, metric_deltas
from proctor.review.film import Film
from proctor.review.reception import IssueAtEnds, Prompted, Received, issues, material_of, prompted, receptions
from proctor.review.revision import (
    End,
    FirstChange,
    Heard,
    SetAside,
    end_of,
    first_change,
    heard_in,
    set_aside_in,
)
from proctor.session.material import PrivateMaterial
from proctor.session.phases import Phase

__all__ = ["BeforeAfter", "End", "FirstChange", "Heard", "SetAside", "before_after"]


class BeforeAfter(msgspec.Struct, frozen=True, kw_only=True):
    """The revision in one view; `private` says whether the interviewers' journal was there to read.

    `patch` is the text of `git diff submitted final`; for its very bytes ask `Reel.patch(base.tree, final.tree)`.
    `base` is None where nothing was handed in, `final` where the session left no work; `revised` says whether a
    revision began. `prompted`, `receptions`,
    `issues`, and hidden checks among `checks` and `metrics` are private; without the journal there are none.
    """

    private: bool
    revised: bool = False
    feedback: Heard | None = None
    walkthrough: str = ""
    answer: str = ""
    base: End | None = None
    final: End | None = None
    files: tuple[FileDelta, ...] = ()
    added: int = 0
    deleted: int = 0
    patch: str = ""
    checks: tuple[CheckDelta, ...] = ()
    metrics: tuple[MetricDelta, ...] = ()
    first_change: FirstChange | None = None
    revision_saves: int = 0
    prompted: tuple[Prompted, ...] = ()
    receptions: tuple[Received, ...] = ()
    issues: tuple[IssueAtEnds, ...] = ()
    set_aside: SetAside = SetAside()


def before_after(film: Film, reel: Reel) -> BeforeAfter:
    """The revision of a recording. Raises RecordError where the record has lost what is compared."""
    heard, base, final = heard_in(film), end_of(film, "submitted"), end_of(film, "final")
    material = material_of(film) if film.recording.private else PrivateMaterial()
    made = BeforeAfter(
        private=bool(film.recording.private),
        revised=Phase.REVISION in film.ended.entered_s,
        feedback=heard,
        walkthrough=film.ended.walkthrough,
        answer=film.ended.answer,
        base=base,
        final=final,
        first_change=first_change(film, base, heard),
        revision_saves=sum(frame.phase is Phase.REVISION for frame in film.frames),
        prompted=prompted(film, material),
        receptions=receptions(film),
        issues=issues(film, material),
        set_aside=set_aside_in(film),
    )
    return made if base is None or final is None else _compared(film, reel, made, material)


def _compared(film: Film, reel: Reel, made: BeforeAfter, material: PrivateMaterial) -> BeforeAfter:
    """With what differs between both ends."""
    if made.base is None or made.final is None:
        return made
    before, after = made.base.tree, made.final.tree
    checks = check_deltas(film, _announced(film, material), before, after)
    with History(film.recording.record) as history:
        files = files_changed(reel, history, before, after)
    return msgspec.structs.replace(
        made,
        files=files,
        added=sum(file.added or 0 for file in files),
        deleted=sum(file.deleted or 0 for file in files),
        patch=reel.patch(before, after).decode(errors="replace"),
        checks=checks,
        metrics=metric_deltas(checks),
    )


def _announced(film: Film, material: PrivateMaterial) -> Iterator[Announced]:
    """Every check that was agreed on, then the hidden ones that the exercise has or the private journal tells of."""
    for check in film.terms.checks:
        yield Announced(check.id, "visible", check.promise, check.criterion, not check.advisory)
    hidden = {check: Announced(check, "hidden") for check, track in film.tracks.items() if track.visibility == "hidden"}
    for known in material.checks:
        hidden[known.id] = Announced(known.id, "hidden", known.promise, known.criterion, not known.advisory)
    yield from hidden.values()
