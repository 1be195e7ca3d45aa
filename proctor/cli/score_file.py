"""A whole card from a JSON file, as a person or a form wrote it, or as `proctor score --show --json` printed it."""

from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from proctor.errors import UsageError
from proctor.review.cards.bench import Bench, scored
from proctor.review.cards.card import Citation, Rating
from proctor.review.cards.draft import Draft

_LONGEST_BYTES: Final = 1 << 20


class _GivenRating(msgspec.Struct, frozen=True):
    score: int | None = None
    reason: str = ""
    note: str = ""
    cites: tuple[str | Citation, ...] = ()


class _GivenCard(msgspec.Struct, frozen=True):
    ratings: dict[str, _GivenRating]
    strengths: str = ""
    concerns: str = ""
    overall: str = ""
    overall_score: int | None = None


def draft_from(path: Path, at: Bench, draft: Draft) -> Draft:
    """The draft with everything as the file says. Raises: UsageError naming what is not as it must be."""
    try:
        with path.open("rb") as file:
            given = msgspec.json.decode(file.read(_LONGEST_BYTES), type=_GivenCard)
    except OSError as fault:
        raise UsageError(f"{path} cannot be read: {fault.strerror}", hint="name a JSON file") from fault
    except msgspec.DecodeError as fault:
        raise UsageError(f"{path} is no score card: {fault}", hint="see REVIEWING, Scorecards, for its form") from fault
    ratings = {at.desk.rubric.find(name).name: _rating(name, one, at) for name, one in given.ratings.items()}
    return replace(
        draft,
        ratings=ratings,
        strengths=given.strengths,
        concerns=given.concerns,
        overall=given.overall,
        overall_score=_score(given.overall_score, "overall_score") or None,
    )


def _rating(name: str, given: _GivenRating, at: Bench) -> Rating:
    cites = at.cite(cite if isinstance(cite, str) else cite.words for cite in given.cites)
    rating = Rating(note=given.note, cites=cites)
    if given.score is None and not given.reason:
        return rating
    return scored(rating, _score(given.score, name) or 0)


def _score(score: int | None, where: str) -> int | None:
    if score is not None and not 0 <= score <= 4:
        raise UsageError(f"{where}: a score is 1 to 4, or 0 for no evidence, not {score}", hint="correct the file")
    return score
