"""Starting the forms in this terminal."""

from collections.abc import Mapping, Sequence

from proctor.review.cards.bench import Bench
from proctor.review.cards.shuffle import Item
from proctor.tui.running import collect_again, only_ascii, ran
from proctor.tui.score.answers import AnswersScreen
from proctor.tui.score.app import ScoreApp
from proctor.tui.score.form import FormScreen
from proctor.tui.score.sheet import Sheet


def show_form(bench: Bench) -> int:
    """One session's card. Expects the garbage collector off and turns it on."""
    return _shown(ScoreApp(FormScreen(Sheet(bench)), ascii_only=only_ascii()))


def show_answers(benches: Mapping[str, Bench], items: Sequence[Item]) -> int:
    """Several answers, item by item."""
    sheets = {label: Sheet(bench) for label, bench in benches.items()}
    return _shown(ScoreApp(AnswersScreen(sheets, items), ascii_only=only_ascii()))


def _shown(app: ScoreApp) -> int:
    collect_again()
    return ran(app)
