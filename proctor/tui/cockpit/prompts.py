"""What is at hand while feedback is written: samples, failed hidden checks, known issues left open. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from proctor.session.material import PrivateMaterial
from proctor.session.plain_text import shown, shown_line
from proctor.tui.cockpit.hidden_words import failing
from proctor.tui.cockpit.questions import issue_state
from proctor.tui.cockpit.view import WatchView

Part = Literal["strength", "improvement"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text for one of the two parts. `item` is the id of the check or issue it is about; empty for a sample."""

    part: Part
    text: str
    label: str
    item: str = ""


def prompts(watch: WatchView) -> tuple[Prompt, ...]:
    """What the work itself suggests first, then the guide's samples."""
    return (*_of_the_work(watch), *_samples(watch.material))


def _of_the_work(watch: WatchView) -> Iterator[Prompt]:
    for check in failing(watch):
        promise = shown_line(check.promise or check.id)
        yield Prompt("improvement", promise, f"check fails: {promise}", check.id)
    for issue in watch.material.issues:
        state = issue_state(watch, issue)
        if state != "found":
            text = shown(issue.text or issue.title).strip()
            yield Prompt("improvement", text, f"issue, {state}: {shown_line(issue.title)}", issue.id)


def _samples(material: PrivateMaterial) -> Iterator[Prompt]:
    for text in material.strengths:
        yield Prompt("strength", shown(text).strip(), f"sample, strength: {shown_line(text)}")
    for text in material.improvements:
        yield Prompt("improvement", shown(text).strip(), f"sample, area: {shown_line(text)}")


def inserted(text: str, prompt: Prompt) -> str:
    """The text with the prompt's below it, once."""
    if bare(prompt.text) in bare(text):
        return text
    return f"{text.rstrip()}\n{prompt.text}" if text.strip() else prompt.text


def items_in(known: tuple[Prompt, ...], improvement: str) -> frozenset[str]:
    """The checks and issues whose words stand in a draft, so that whoever opens it again need not mark them again."""
    return frozenset(prompt.item for prompt in known if prompt.item and bare(prompt.text) in bare(improvement))


def unchanged_samples(material: PrivateMaterial, strength: str, improvement: str) -> tuple[Part, ...]:
    """The parts that are a sample of the guide, word for word."""
    samples = {bare(text) for text in (*material.strengths, *material.improvements)}
    parts: list[tuple[Part, str]] = [("strength", strength), ("improvement", improvement)]
    return tuple(part for part, text in parts if bare(text) in samples)


def bare(text: str) -> str:
    """A text by its words alone."""
    return " ".join(text.split()).casefold()
