"""What a candidate reads, as the host hands it out."""

from typing import Any, Final

import msgspec


class Assumed(msgspec.Struct, frozen=True):
    """Knowledge that the exercise expects, and why."""

    knowledge: str
    why: str = ""


class Materials(msgspec.Struct, frozen=True, kw_only=True):
    """Texts of the exercise. `spec` is Markdown and empty until the clock of the main phase has started."""

    spec: str = ""
    criteria: tuple[tuple[str, str], ...] = ()
    constraints: tuple[str, ...] = ()
    entry: str = ""
    glossary: dict[str, str] = {}
    assumes: tuple[Assumed | tuple[str, str] | str, ...] = ()


NOTHING_READ: Final = Materials()


def materials_from(answer: dict[str, Any]) -> Materials:
    """The texts out of the host's answer; raises msgspec.ValidationError for another shape."""
    return msgspec.convert(answer, Materials)


def assumed_line(assumed: Assumed | tuple[str, str] | str) -> str:
    """One expected piece of knowledge as a sentence or two."""
    if isinstance(assumed, str):
        return assumed
    knowledge, why = (assumed.knowledge, assumed.why) if isinstance(assumed, Assumed) else assumed
    return f"{knowledge} {why}".strip()
