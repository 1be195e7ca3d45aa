"""What a person has not scored yet."""

from proctor.errors import ProctorError
from proctor.record.store import SessionFolder
from proctor.review.cards.draft import read_draft
from proctor.review.cards.rubric import rubric_of
from proctor.review.cards.shelf import Shelf, visible_cards
from proctor.review.recording import Recording


def unscored(recording: Recording, who: str) -> tuple[str, ...]:
    """The criteria that `who` has neither in a submitted card nor in a draft; none where nothing can be judged."""
    try:
        names = rubric_of(recording).names
    except ProctorError:
        return ()
    card = visible_cards(Shelf.of(recording), who).own
    if card is not None:
        return tuple(name for name in names if name not in card.ratings)
    folder = SessionFolder(recording.place)  # an exported file holds no drafts
    draft = read_draft(folder.cards, who) if folder.exists() else None
    return tuple(name for name in names if draft is None or not draft.rating(name).given)
