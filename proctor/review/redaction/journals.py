"""A journal written anew without the name: the same events at the same times under the same numbers, chained anew."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from proctor.record.lines import compact_json, encode_line, line_hash
from proctor.review.redaction.redactor import Redactor
from proctor.review.redaction.saves import NewNames
from proctor.session import events as ev
from proctor.session.envelope import CHAIN_START, Envelope

NOT_TOLD: Final = "(left out)"
_MESSAGES: Final = frozenset(
    event.kind for event in (ev.QuestionAsked, ev.QuestionAnswered, ev.HintGiven, ev.WalkthroughWritten)
) | {ev.FeedbackAnswered.kind}
"""What people wrote to each other; the feedback is not among it."""
_MACHINE: Final = frozenset(
    (
        *("session", "exercise", "run", "commit", "tree", "check", "checks", "boot_id", "client", "version", "digest"),
        *("issue", "items", "panes", "focused", "scroll", "trigger", "promise"),
    )
)
"""Fields whose words are the program's or the exercise's, and never a person's."""
_NAMES: Final = frozenset({"name", "giver"})
_TEXTS: Final = (str, tuple[str, ...])
_DIGITS: Final = re.compile(r"(?<![0-9a-zA-Z])[0-9a-f]{7,40}(?![0-9a-zA-Z])")
_PLACED: Final = re.compile(r"(?P<path>.+):(?P<line>\d+)")


class JournalRedactor:
    """Rewrites envelopes; `messages` says whether what people wrote to each other stays."""

    def __init__(self, redactor: Redactor, names: NewNames, *, messages: bool = True) -> None:
        self._redactor = redactor
        self._names = names
        self._ids = {**names.trees, **names.commits}
        self._sorted = sorted(self._ids)
        self._messages = messages

    def journal(self, envelopes: Iterable[Envelope]) -> bytes:
        """The whole new journal."""
        lines: list[bytes] = []
        before = CHAIN_START
        for envelope in envelopes:
            line = encode_line(self._envelope(envelope, before))
            before = line_hash(line)
            lines.append(line + b"\n")
        return b"".join(lines)

    def text(self, text: str, place: str) -> str:
        """A person's text: without the name, and with the new names of the saves and files it speaks of."""
        if text in self._names.paths:
            return self._names.paths[text]
        if (placed := _PLACED.fullmatch(text)) and placed["path"] in self._names.paths:
            return f"{self._names.paths[placed['path']]}:{placed['line']}"
        return "".join(self._pieces(text, place))

    def commit(self, name: str) -> str:
        """A commit's or tree's new name."""
        return self._ids.get(name, name)

    def _envelope(self, envelope: Envelope, before: str) -> Envelope:
        data = self._data(envelope)
        who = self._redactor.named(envelope.who, "names in journals")
        return msgspec.structs.replace(envelope, data=data, who=who, prev=before)

    def _data(self, envelope: Envelope) -> msgspec.Raw:
        old = msgspec.json.decode(envelope.data)
        if not isinstance(old, dict):
            return envelope.data
        event = ev.KINDS.get(envelope.kind)
        texts = _text_fields(event) if event is not None else None
        new = {key: self._field(envelope.kind, key, value, texts) for key, value in old.items()}
        return envelope.data if new == old else compact_json(new)

    def _field(self, kind: str, key: str, value: Any, texts: frozenset[str] | None) -> Any:
        if key == "terms" and isinstance(value, dict):
            return self._terms(value)
        if kind in _MESSAGES and key == "text" and not self._messages:
            return NOT_TOLD
        if key in _NAMES and isinstance(value, str):
            return self._redactor.named(value, "names in journals")
        if texts is None or key in texts:
            return self._deep(value)
        return self._only_ids(value)

    def _terms(self, terms: Mapping[str, Any]) -> dict[str, Any]:
        """The exercise's own texts are nobody's."""
        named = self._redactor.named(str(terms.get("candidate", "")), "names in journals")
        contact = {"contact": self.text(str(terms["contact"]), "texts in journals")} if "contact" in terms else {}
        return {**terms, "candidate": named, **contact}

    def _deep(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._ids.get(value) or self.text(value, "texts in journals")
        if isinstance(value, list):
            return [self._deep(part) for part in value]
        if isinstance(value, dict):
            return {key: self._deep(part) for key, part in value.items()}
        return value

    def _only_ids(self, value: Any) -> Any:
        return self._ids.get(value, value) if isinstance(value, str) else value

    def _pieces(self, text: str, place: str) -> Iterator[str]:
        """Names of saves are taken out first: short names such as Ada are also hex digits."""
        begin = 0
        for found in _DIGITS.finditer(text):
            commit = self._commit(found[0])
            if commit is not None:
                yield self._redactor.text(text[begin : found.start()], place)
                yield commit
                begin = found.end()
        yield self._redactor.text(text[begin:], place)

    def _commit(self, digits: str) -> str | None:
        """The beginning of a commit's name as as many digits of the new one; None where it is none."""
        at = bisect_left(self._sorted, digits)
        old = self._sorted[at] if at < len(self._sorted) else ""
        return self._ids[old][: len(digits)] if old.startswith(digits) else None


def _text_fields(event: type[ev.Event]) -> frozenset[str]:
    """The fields that a person may have put words into; a tag of a note is one, a tag of a snapshot is not."""
    machine = _MACHINE | ({"tag"} if event is ev.SnapshotTagged else frozenset())
    return frozenset(
        field.name
        for field in msgspec.structs.fields(event)
        if field.name not in machine and (field.type in _TEXTS or field.type is ev.Anchor)
    )
