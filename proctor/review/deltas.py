"""What the checks said of the submitted work and of the final one, and what they measured on each."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

import msgspec

from proctor.review.film import Film
from proctor.review.track import Said, Visibility
from proctor.session.verdicts import UNDECIDED, Verdict

Evidence = Literal["judge", "worker"]
Turned = Literal["now holds", "no longer holds", "same", "differs", "not known"]

_SIZES: Final = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
_UNITS: Final = {"bytes": "B", "ms": "ms", "s": "s", "ratio": "x"}


class CheckDelta(msgspec.Struct, frozen=True, kw_only=True):
    """A check before and after the revision; None where it said nothing of that content.

    `turned` is "now holds" where it passes and did not, "no longer holds" where it passed and now counts against the
    work or was skipped, "differs" for any other change, "not known" where a side has no verdict that decides.
    """

    id: str
    promise: str
    criterion: str
    visibility: Visibility
    required: bool
    before: Verdict | None
    after: Verdict | None
    turned: Turned
    before_ms: float | None = None
    after_ms: float | None = None
    before_figures: dict[str, float] = {}
    after_figures: dict[str, float] = {}
    before_seq: int | None = None
    after_seq: int | None = None
    evidence: Evidence = "judge"
    message: str = ""
    """What it said of the final work."""


class MetricDelta(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that a check measured on both contents or on one; `ratio` is after over before where both are there.

    `evidence` is "worker" where it was measured beside the candidate's code, which is evidence and no proof.
    """

    check: str
    visibility: Visibility
    name: str
    unit: str
    before: float | None
    after: float | None
    ratio: float | None
    evidence: Evidence = "judge"


class Announced(msgspec.Struct, frozen=True):
    """A check as it is listed: what it promises, for which criterion, and whether it is required."""

    id: str
    visibility: Visibility
    promise: str = ""
    criterion: str = ""
    required: bool = True


def check_deltas(film: Film, announced: Iterable[Announced], before: str, after: str) -> tuple[CheckDelta, ...]:
    """A row per check for the contents `before` and `after`, in the order they were announced."""
    rows = []
    known: dict[Visibility, tuple[Mapping[str, Said], Mapping[str, Said]]] = {
        "visible": (film.verdicts_on(before, "visible"), film.verdicts_on(after, "visible")),
        "hidden": (film.verdicts_on(before, "hidden"), film.verdicts_on(after, "hidden")),
    }
    for check in announced:
        old, new = (side.get(check.id) for side in known[check.visibility])
        rows.append(_row(check, old, new))
    return tuple(rows)


def metric_deltas(checks: Iterable[CheckDelta]) -> tuple[MetricDelta, ...]:
    """A row per figure that was measured before or after."""
    return tuple(row for check in checks for row in _metrics(check))


def unit_of(name: str) -> str:
    """The unit that a figure's name ends with; empty where it ends with none."""
    return _UNITS.get(name.rpartition("_")[2], "")


def figure_text(value: float | None, unit: str) -> str:
    """A figure for a person: `133.7 MB`, `12.5 ms`, `0.93 times`."""
    if value is None:
        return "not measured"
    if unit == "B":
        for size, name in _SIZES:
            if abs(value) >= size:
                return f"{value / size:.1f} {name}"
        return f"{value:.0f} B"
    return f"{value:.3g} times" if unit == "x" else f"{value:.4g} {unit}".rstrip()


def turned(before: Verdict | None, after: Verdict | None) -> Turned:
    """What became of a check between two contents."""
    if before is None or after is None or before in UNDECIDED or after in UNDECIDED:
        return "not known"
    if before is after:
        return "same"
    if after is Verdict.PASS:
        return "now holds"
    if before is Verdict.PASS and after is not Verdict.UNSURE:
        return "no longer holds"
    return "differs"


def _row(check: Announced, old: Said | None, new: Said | None) -> CheckDelta:
    return CheckDelta(
        id=check.id,
        promise=check.promise,
        criterion=check.criterion,
        visibility=check.visibility,
        required=check.required,
        before=old.verdict if old else None,
        after=new.verdict if new else None,
        turned=turned(old.verdict if old else None, new.verdict if new else None),
        before_ms=old.ended.ms if old else None,
        after_ms=new.ended.ms if new else None,
        before_figures=_figures(old),
        after_figures=_figures(new),
        before_seq=old.seq if old else None,
        after_seq=new.seq if new else None,
        evidence="worker" if "worker" in {said.ended.evidence for said in (old, new) if said} else "judge",
        message=new.ended.message if new else "",
    )


def _figures(said: Said | None) -> dict[str, float]:
    return dict(said.ended.figures) if said else {}


def _metrics(check: CheckDelta) -> Iterator[MetricDelta]:
    for name in sorted({*check.before_figures, *check.after_figures}):
        before, after = check.before_figures.get(name), check.after_figures.get(name)
        known = before is not None and after is not None and before > 0 and math.isfinite(after / before)
        yield MetricDelta(
            check=check.id,
            visibility=check.visibility,
            name=name,
            unit=unit_of(name),
            before=before,
            after=after,
            ratio=after / before if known and before and after is not None else None,
            evidence=check.evidence,
        )
