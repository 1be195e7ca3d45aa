"""What the checks of a criterion said of the work as it was submitted, and of the work at the end. Facts, no score."""

from collections.abc import Iterable, Iterator

import msgspec

from proctor.review.cards.rubric import material_of
from proctor.review.film import Film
from proctor.review.track import Visibility
from proctor.session.events import CheckEnded
from proctor.session.material import HiddenCheck
from proctor.session.terms import CheckTerms
from proctor.session.verdicts import Verdict


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One check of a criterion; a verdict is None where it was never given for that content."""

    check: str
    promise: str
    visibility: Visibility
    advisory: bool
    submitted: Verdict | None
    final: Verdict | None
    message: str


def standings(film: Film, criterion: str) -> tuple[Standing, ...]:
    """The checks that serve a criterion, the candidate's first. Hidden ones are known where the exercise is here."""
    hidden = material_of(film.recording).checks
    of_check = {"submitted": _said(film, "submitted"), "final": _said(film, "final")}
    found: list[Standing] = []
    for visibility, check in (*_each("visible", film.terms.checks), *_each("hidden", hidden)):
        if check.criterion != criterion:
            continue
        before, after = (of_check[tag].get(check.id) for tag in ("submitted", "final"))
        last = after or before
        found.append(
            Standing(
                check=check.id,
                promise=check.promise,
                visibility=visibility,
                advisory=check.advisory,
                submitted=before.verdict if before else None,
                final=after.verdict if after else None,
                message=last.message if last else "",
            )
        )
    return tuple(found)


def _each(
    visibility: Visibility, checks: Iterable[CheckTerms | HiddenCheck]
) -> Iterator[tuple[Visibility, CheckTerms | HiddenCheck]]:
    return ((visibility, check) for check in checks)


def _said(film: Film, tag: str) -> dict[str, CheckEnded]:
    """What each check said of a tagged snapshot."""
    frame = film.tagged(tag)
    return {} if frame is None else {check: said.ended for check, said in film.verdicts_on(frame.tree).items()}
