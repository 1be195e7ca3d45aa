"""A card as it is being written on a screen: changes in memory at once, on disk a moment later."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from proctor.errors import UsageError
from proctor.review.cards.bench import Bench, scored
from proctor.review.cards.card import Card, Citation, Rating
from proctor.review.cards.cites import Citable, citable
from proctor.review.cards.draft import Draft
from proctor.review.cards.standing import Standing, standings

TEXTS = ("strengths", "concerns", "overall")


@dataclass
class Sheet:
    """One person's draft at a bench. `changed` says that something is not on disk yet."""

    bench: Bench
    draft: Draft = field(init=False)
    changed: bool = False
    own: Card | None = field(init=False)
    closed_by: str = ""
    _proposals: tuple[Citable, ...] | None = None
    _standings: dict[str, tuple[Standing, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.draft = self.bench.draft()
        seen = self.bench.seen()
        self.own, self.closed_by = seen.own, seen.closed.who if seen.closed is not None else ""

    def rating(self, criterion: str) -> Rating:
        """What was said of it so far."""
        return self.draft.rating(criterion)

    def score(self, criterion: str, score: int) -> None:
        """Score it; 0 is "no evidence"."""
        self._rate(criterion, scored(self.rating(criterion), score))

    def note(self, criterion: str, text: str) -> None:
        """What was seen."""
        self._rate(criterion, replace(self.rating(criterion), note=text))

    def cite(self, criterion: str, words: str) -> tuple[str, ...]:
        """Take what `words` name, apart by commas or spaces; returns those that name nothing recorded."""
        cites: list[Citation] = []
        unknown: list[str] = []
        for one in words.replace(",", " ").split():
            try:
                cites += self.bench.cite([one])
            except UsageError:
                unknown.append(one)
        self._rate(criterion, replace(self.rating(criterion), cites=tuple(dict.fromkeys(cites))))
        return tuple(unknown)

    def text(self, name: str, text: str) -> None:
        """Strengths, concerns or the overall judgement."""
        self._take(replace(self.draft, **{name: text}))

    def overall(self, score: int) -> None:
        """The overall score, which nobody has to give; 0 takes it back."""
        self._take(replace(self.draft, overall_score=score or None))

    def missing(self) -> tuple[str, ...]:
        """What it lacks."""
        return self.draft.missing(self.bench.criteria)

    def differs(self) -> bool:
        """Whether the draft says anything else than the submitted card."""
        if self.own is None:
            return True
        before = (self.own.ratings, *(getattr(self.own, name) for name in TEXTS), self.own.overall_score)
        draft = self.draft
        return before != (draft.ratings, *(getattr(draft, name).strip() for name in TEXTS), draft.overall_score)

    def save(self) -> None:
        """On disk. Raises: RecordError."""
        if self.changed:
            self.draft = self.bench.keep(self.draft)
            self.changed = False

    def submit(self, why: str = "") -> Card:
        """Saved, then submitted. Raises: ProctorError."""
        self.save()
        self.own = self.bench.submit(why)
        self.draft = self.bench.draft()
        return self.own

    def proposals(self) -> tuple[Citable, ...]:
        """What can be cited, for the field to complete."""
        if self._proposals is None:
            self._proposals = citable(self.bench.film)
        return self._proposals

    def evidence(self, criterion: str) -> tuple[Standing, ...]:
        """What its checks said."""
        if criterion not in self._standings:
            self._standings[criterion] = standings(self.bench.film, criterion)
        return self._standings[criterion]

    def _rate(self, criterion: str, rating: Rating) -> None:
        self._take(self.draft.rated(criterion, rating))

    def _take(self, draft: Draft) -> None:
        if draft != self.draft:
            self.draft, self.changed = draft, True
