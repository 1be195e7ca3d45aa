"""Every key of the forms for score cards, declared once: bindings, key bar and help page are made from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding
from textual.content import Content, Span
from textual.style import Style


@dataclass(frozen=True, slots=True)
class ScoreKey:
    """Something a key does; `form` and `answers` say on which of the two screens, `priority` also while writing."""

    id: str
    key: str
    label: str
    help: str
    form: bool = True
    answers: bool = True
    priority: bool = False


SCORE_KEYS: Final[tuple[ScoreKey, ...]] = (
    *(ScoreKey(f"score-{score}", str(score), "", f"score it {score}") for score in range(1, 5)),
    ScoreKey("score-0", "0", "", "say that there is no evidence for a score"),
    ScoreKey("cites", "c", "Cite", "write what the score rests on: snapshot, time or check"),
    ScoreKey("note", "n", "Note", "write what you saw"),
    ScoreKey("next", "right_square_bracket", "Next", "go to the next answer", form=False),
    ScoreKey("side", "e", "Evidence", "show what the checks said, where it has no room beside", answers=False),
    ScoreKey("side", "e", "Code", "to the code, to what the checks said, and back, where not all has room", form=False),
    ScoreKey("before", "left_square_bracket", "Before", "go to the answer before", form=False),
    ScoreKey("version", "f", "Final", "show the code as submitted, at the end, or what changed", form=False),
    ScoreKey("file", "full_stop", "File", "show the next file", form=False),
    ScoreKey("cards", "a", "Cards", "show your card, and others' once yours is submitted", answers=False),
    ScoreKey("submit", "f2,ctrl+s", "Submit", "submit it, after one question", priority=True),
    ScoreKey("back", "escape", "", "leave a field", priority=True),
    ScoreKey("help", "question_mark,f1", "Help", "what every key does"),
    ScoreKey("leave", "q,ctrl+q", "Leave", "leave; the draft is kept"),
)
_SHOWN: Final = {
    "question_mark": "?",
    "full_stop": ".",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "Esc",
    "f1": "F1",
    "f2": "F2",
    "ctrl+s": "Ctrl+S",
    "ctrl+q": "Ctrl+Q",
}
_GAP: Final = "  "


def keys_of(*, answers: bool) -> tuple[ScoreKey, ...]:
    """The keys of one screen."""
    return tuple(key for key in SCORE_KEYS if (key.answers if answers else key.form))


def bindings(*, answers: bool) -> list[Binding]:
    """Its bindings."""
    return [
        Binding(key.key, f"do('{key.id}')", key.label or key.help, show=False, priority=key.priority)
        for key in keys_of(answers=answers)
    ]


def key_text(key: ScoreKey, *, all_keys: bool = False) -> str:
    """The key as printed: the first one, or all."""
    keys = [_SHOWN.get(one, one) for one in key.key.split(",")]
    return " or ".join(keys if all_keys else keys[:1])


def key_row(width: int, *, answers: bool) -> Content:
    """As many keys as there is room for; the last three are always among them."""
    named = [key for key in keys_of(answers=answers) if key.label]
    parts = [Content.assemble(("1-4 0", "bold reverse"), " Score"), *(_part(key) for key in named)]
    last, rest = parts[-3:], parts[:-3]
    while rest and len(Content(_GAP).join([*rest, *last])) > width:
        rest.pop()
    return Content(_GAP).join([*rest, *last])


def _part(key: ScoreKey) -> Content:
    part = Content.assemble((key_text(key), "bold reverse"), f" {key.label}")
    return part.add_spans([Span(0, len(part), Style.from_meta({"act": key.id}))])


def key_rows(*, answers: bool) -> Iterator[tuple[str, Content]]:
    """The help page."""
    yield "1 to 4", Content("Score the criterion: weak, partial, solid, strong. The mouse can do so too.")
    for key in keys_of(answers=answers):
        if not key.id.startswith("score-") or key.id == "score-0":
            yield key_text(key, all_keys=True), Content(f"{key.help[:1].upper()}{key.help[1:]}.")
    yield "Tab", Content("To the next field. Right takes a proposal for what to cite.")
