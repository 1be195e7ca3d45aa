"""A report with another wording: without what could steer a terminal, or without the candidate's name."""

import re
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

import msgspec

from proctor.review.blind import Veil
from proctor.review.report.judged import Judged
from proctor.review.report.model import Report
from proctor.session.plain_text import shown

_DIGEST: Final = re.compile(r"[0-9a-f]{8,64}")
_Value = TypeVar("_Value")


def cleaned(report: Report) -> Report:
    """The report with every text as it may be painted: no control characters, nothing that turns text around."""
    return rewritten(report, shown)


def veiled(report: Report, veil: Veil) -> Report:
    """The report for a reader who is not to know whose it is."""
    if not veil.hides:
        return report
    patch = veil.patch(report.revision.patch)
    hidden = rewritten(report, veil.text)
    about = msgspec.structs.replace(
        hidden.about, session=veil.session(report.about.session), candidate=veil.label, blind=True
    )
    revision = msgspec.structs.replace(hidden.revision, patch=patch)
    judged = hidden.judged and _unnamed(hidden.judged, about.session)
    return msgspec.structs.replace(hidden, about=about, revision=revision, judged=judged)


def _unnamed(judged: Judged, session: str) -> Judged:
    """Cards name the session they are about."""
    cards = tuple(msgspec.structs.replace(card, session=session) for card in judged.cards)
    return msgspec.structs.replace(judged, cards=cards)


def rewritten(value: _Value, change: Callable[[str], str]) -> _Value:
    """The value with `change` made to every text in it. Digests, and words out of a fixed list, stay."""
    return _rewritten(value, change)  # type: ignore[no-any-return]


def _rewritten(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return value if isinstance(value, Enum) or _DIGEST.fullmatch(value) else change(value)
    if isinstance(value, msgspec.Struct):
        fields = {name: _rewritten(getattr(value, name), change) for name in _free(type(value))}
        return msgspec.structs.replace(value, **fields)
    if isinstance(value, dict):
        return {key: _rewritten(inside, change) for key, inside in value.items()}
    return tuple(_rewritten(inside, change) for inside in value) if isinstance(value, tuple) else value


@cache
def _free(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields that can hold somebody's words."""
    return tuple(field.name for field in msgspec.structs.fields(kind) if not _fixed(field.type))


def _fixed(kind: Any) -> bool:
    return get_origin(kind) is Literal or any(get_origin(one) is Literal for one in get_args(kind))
