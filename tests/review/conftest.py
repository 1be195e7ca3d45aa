"""Recordings to play, made without a machine: a session of an hour, and a clock that moves when it is told to."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec

from proctor.catalog.package import Exercise
from proctor.review.cues import cues
from proctor.review.happenings import Happenings
from proctor.review.head import Head, Pace
from proctor.review.player import Player
from proctor.review.recording import Recording
from proctor.session import events as ev
from proctor.session.envelope import CHAIN_START, ENVELOPE_VERSION, Envelope
from proctor.session.events import Anchor, Event
from proctor.session.material import HiddenCheck, KnownIssue, PrivateMaterial
from proctor.session.screen import ScreenRecord
from tests.session.sitting import Sitting, agreed

MATERIAL = PrivateMaterial(
    guide="# Guide",
    strengths=("A sample strength.",),
    improvements=("A sample improvement.",),
    checks=(HiddenCheck(id="secret", promise="holds in secret"),),
    issues=(KnownIssue(id="trap", title="A trap", text="It is one."),),
)


class Watch:
    """A clock for `Head`."""

    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


@dataclass
class Played:
    """A player and what moves it."""

    player: Player
    watch: Watch

    @property
    def happened(self) -> Happenings:
        return self.player.happened

    def after(self, seconds: float) -> "Played":
        """Let real time pass, in the steps in which a link would come by."""
        end_s = self.watch.s + seconds
        while self.watch.s < end_s:
            due_s = self.player.due_s()
            self.watch.s = min(end_s, self.watch.s + (1e9 if due_s is None else due_s + 1e-6))
            self.player.advance()
        return self

    def kinds(self) -> list[str]:
        return [envelope.kind for envelope in self.happened.public]


class PrivateJournal:
    """A private journal beside a sitting."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.envelopes: list[Envelope] = []

    def note(self, event: Event, by: str = "interviewer") -> None:
        self.envelopes.append(
            Envelope(
                v=ENVELOPE_VERSION,
                seq=len(self.envelopes) + 1,
                at_utc=self.sitting.session.at_utc,
                boot_ns=self.sitting.boot_ns,
                by=by,
                kind=event.kind,
                data=msgspec.Raw(msgspec.json.encode(event)),
                prev=CHAIN_START,
                after=self.sitting.session.seq,
            )
        )


def joined(client: str, role: Any, name: str) -> ev.ClientJoined:
    return ev.ClientJoined(client=client, role=role, name=name)


def an_hour(**terms: Any) -> Recording:
    """Begun after 5 min, asked at 10, answered at 11, paused 20 to 22, submitted at 50, feedback at 55, over at 66."""
    sitting = Sitting(agreed(interviewer_opens=True, focus_s=600.0, **terms))
    secrets = PrivateJournal(sitting)
    sitting.restart_host().note(joined("c1", "candidate", "Ada")).note(joined("i1", "interviewer", "Grace"))
    sitting.wait(240).act("begin", "interviewer", who="Grace")
    sitting.wait(60).act("begin", "candidate")
    sitting.save("start").wait(300).act("ask", "candidate", text="Which shape?")
    sitting.wait(60).act("answer", "interviewer", who="Grace", text="Any.")
    secrets.note(ev.NoteAdded(text="asks early", at=Anchor(t_s=660.0)))
    sitting.save("one").note(ev.RunStarted(run="r1", commit="commit-one", tree="one", checks=("shape",)))
    secrets.note(
        ev.CheckEnded(run="r2", commit="commit-one", tree="one", check="secret", verdict=ev.checks.Verdict.FAIL), "host"
    )
    sitting.wait(540).act("pause", "interviewer", who="Grace", reason="technical")
    sitting.wait(120).act("resume", "interviewer", who="Grace")
    sitting.wait(1680).save("two").act("submit", "candidate")
    sitting.wait(60).act("respond", "candidate", text="I built a layer.")
    sitting.wait(240).act("feedback", "interviewer", who="Grace", strength="Clear.", improvement="Test more.")
    sitting.wait(60).act("revise", "candidate")
    sitting.wait(300).save("three").wait(300).act("finish", "candidate")
    return Recording(
        session=sitting.session,
        public=tuple(sitting.journal),
        private=tuple(secrets.envelopes),
        screens=tuple(_typing()),
        record=Path("nowhere"),
        package=cast("Exercise", SimpleNamespace(private_material=lambda _level: MATERIAL)),
    )


def _typing() -> list[ScreenRecord]:
    first = ScreenRecord(t_s=310.0, window="Editor", columns=80, lines=24, rows={0: "vim"}, whole=True)
    return [first, ScreenRecord(t_s=311.0, window="Editor", columns=80, lines=24, rows={1: "x"})]


def played(recorded: Recording, pace: Pace | None = None, *, told: bool = False, waits: bool = True) -> Played:
    """A recording about to be played as fast as it was, with all idle times."""
    watch = Watch()
    head = Head(pace or Pace(1.0, whole=True), watch)
    return Played(Player(cues(recorded, talk=told or not waits, notes=told), head, Happenings(), waits=waits), watch)
