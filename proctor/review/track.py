"""What the checks said, over time: a track per check, and what is known of each content."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Self

import msgspec

from proctor.session.envelope import Envelope
from proctor.session.events import CheckEnded
from proctor.session.fold import decode
from proctor.session.verdicts import UNDECIDED, Verdict

Visibility = Literal["visible", "hidden"]


class Said(msgspec.Struct, frozen=True):
    """One verdict, when it came, and the journal's number of it."""

    t_s: float
    seq: int
    ended: CheckEnded

    @property
    def verdict(self) -> Verdict:
        """The outcome."""
        return self.ended.verdict


@dataclass(slots=True)
class _Heard:
    """The verdicts of a check, as they are looked for."""

    every: list[tuple[Said, bool]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    later: list[Said] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    on_tree: dict[str, Said] = field(default_factory=dict)

    def add(self, said: Said, *, private: bool) -> None:
        self.every.append((said, private))
        if said.ended.later:
            self.later.append(said)
        else:
            self.said.append(said)
            self.times_s.append(said.t_s)
        known = self.on_tree.get(said.ended.tree)
        if known is None or known.verdict in UNDECIDED or said.verdict not in UNDECIDED:
            self.on_tree[said.ended.tree] = said


class PackedTrack(msgspec.Struct, frozen=True):
    """A track as it travels: of each verdict when it came, its number, and whether that is the private journal's.

    All the rest is in the journals.
    """

    check: str
    visibility: Visibility
    first_pass: Said | None
    said: list[tuple[float, int, bool]]


class Track:
    """All verdicts of one check in the order of time; what was judged after the session stands apart, in `later`.

    It travels from process to process packed, and is unpacked when somebody asks for more than the first pass: then it
    looks verdicts up in the `journals`, the shared one and the private one.
    """

    def __init__(self, check: str, visibility: Visibility) -> None:
        self.check = check
        self.visibility: Visibility = visibility
        self._first_pass: Said | None = None
        self._packed: list[tuple[float, int, bool]] = []
        self.journals: tuple[Sequence[Envelope], Sequence[Envelope]] = ((), ())

    @classmethod
    def of(cls, packed: PackedTrack) -> Self:
        """What `packed` of another gave."""
        track = cls(packed.check, packed.visibility)
        track._first_pass, track._packed = packed.first_pass, packed.said
        return track

    def packed(self) -> PackedTrack:
        """As it travels."""
        said = [(said.t_s, said.seq, private) for said, private in self._heard.every]
        return PackedTrack(self.check, self.visibility, self._first_pass, said)

    def add(self, said: Said, *, private: bool = False) -> None:
        """One more verdict, from the private journal or the shared one."""
        self._heard.add(said, private=private)
        if self._first_pass is None and said.verdict is Verdict.PASS and not said.ended.later:
            self._first_pass = said

    @property
    def said(self) -> list[Said]:
        """While the session ran."""
        return self._heard.said

    @property
    def later(self) -> list[Said]:
        """After it."""
        return self._heard.later

    def at(self, t_s: float) -> Said | None:
        """The last verdict that had come by then, whatever content it was for."""
        found = bisect_right(self._heard.times_s, t_s)
        return self.said[found - 1] if found else None

    def on_tree(self, tree: str) -> Said | None:
        """The last verdict that decides anything about this content, whenever it came."""
        return self._heard.on_tree.get(tree)

    def first_pass(self) -> Said | None:
        """When it held for the first time during the session."""
        return self._first_pass

    def cells(self, times_s: Sequence[float]) -> list[Verdict | None]:
        """The verdict that stood at each of these moments; None before the first."""
        return [said.verdict if (said := self.at(t_s)) is not None else None for t_s in times_s]

    @cached_property
    def _heard(self) -> _Heard:
        heard = _Heard()
        for t_s, seq, private in self._packed:
            ended = decode(self.journals[private][seq - 1])
            if isinstance(ended, CheckEnded):
                heard.add(Said(t_s, seq, ended), private=private)
        return heard
