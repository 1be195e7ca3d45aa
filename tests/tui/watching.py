"""What the tests of the cockpit share: private material, and a link that plays both journals of a `Scene`."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec

from proctor.errors import HostUnreachable
from proctor.link.live import Burst
from proctor.session import events as ev
from proctor.session.decide import decide
from proctor.session.envelope import CHAIN_START, ENVELOPE_VERSION, Envelope
from proctor.session.events import Event
from proctor.session.material import HiddenCheck, KnownIssue, PrivateMaterial, Scale
from proctor.session.observations import Observations, decide_private
from proctor.session.screen import Screen, ScreenRecord
from proctor.session.state import Session
from proctor.session.terms import Terms
from proctor.session.verbs import BY_NAME, parsed
from proctor.session.verdicts import Verdict
from proctor.tui.cockpit.app import CockpitApp
from proctor.tui.cockpit.view import WatchView
from proctor.tui.view import View
from tests.tui.scenes import SPEC, Scene, practice_terms

STRENGTH, IMPROVEMENT = "Names say what they hold.", "Write one test for the row of zeros."
MATERIAL = PrivateMaterial(
    guide="# Guide\n\nLook at how they treat half precision.\n",
    opening="Welcome Ada, say that unfinished work is normal.",
    watch=("Do they read the promise first?", "Do they test the zero row?", "Do they save often?"),
    questions=("Why that epsilon?",),
    strengths=(STRENGTH,),
    improvements=(IMPROVEMENT,),
    checks=(
        HiddenCheck(id="test_large", promise="Very large values do not overflow.", criterion="Robust"),
        HiddenCheck(id="test_memory", promise="No second copy of the input is kept."),
    ),
    issues=(
        KnownIssue(id="eps", title="Epsilon outside the root", text="Small rows are scaled wrongly.", hint="Try 1e-9."),
        KnownIssue(id="cast", title="Casts back too early", text="Half precision loses the gain.", fix="Cast last."),
    ),
    rubric=(Scale(criterion="Correct forward", anchors=("guesses", "some cases", "all cases", "and says why")),),
)
FILES = {"rms_norm.py": "import torch\n\nclass RMSNorm:\n    pass\n", "notes.md": "# notes\n"}
DIFF = "--- a/rms_norm.py\n+++ b/rms_norm.py\n@@ -1,2 +1,3 @@\n import torch\n+\n"


class WatchedScene(Scene):
    """A session with a private journal, told to one interviewer through `watched`."""

    def __init__(self, terms: Terms | None = None, *, who: str = "Grace") -> None:
        super().__init__(terms or practice_terms(practice=False, focus_s=600.0))
        self.who = who
        self.private: list[Envelope] = []
        self.observations = Observations()
        self.note(ev.ClientJoined(client="it", role="interviewer", name=who), "host")
        self.watched = FakeWatch(self)

    def steer(self, verb: str, /, **args: Any) -> list[Event]:
        """An act of this scene's interviewer, decided as the host does."""
        row = BY_NAME[verb]
        values = parsed(row, args)
        if row.private:
            events = decide_private(self.now(), verb, values, issues=[issue.id for issue in MATERIAL.issues])
            for event in events:
                self.keep(event, "interviewer", self.who)
            return events
        events = decide(self.now(), verb, "interviewer", values, self.who)
        for event in events:
            self.say(event, "interviewer", self.who)
        return events

    def say(self, event: Event, by: str, who: str) -> None:
        """Append a shared event of a person with a name."""
        self.note(event, by)  # type: ignore[arg-type]
        self.journal[-1] = msgspec.structs.replace(self.journal[-1], who=who)

    def keep(self, event: Event, by: str = "host", who: str = "") -> "WatchedScene":
        """Append one private event."""
        envelope = Envelope(
            v=ENVELOPE_VERSION, seq=len(self.private) + 1, at_utc=self.wall.isoformat(timespec="microseconds"),
            boot_ns=self.boot_ns, by=by, kind=event.kind, data=msgspec.Raw(msgspec.json.encode(event)),
            prev=CHAIN_START, after=self.session.seq, who=who,
        )  # fmt: skip
        self.private.append(envelope)
        self.observations = self.observations.with_event(envelope)
        return self

    def judged(self, verdicts: dict[str, Verdict]) -> "WatchedScene":
        """The hidden checks said this of the newest save."""
        newest = self.session.newest
        assert newest is not None
        for check, verdict in verdicts.items():
            message = "" if verdict is Verdict.PASS else f"{check} says why"
            self.keep(
                ev.CheckEnded(
                    run="hidden", commit=newest.commit, tree=newest.tree, check=check, verdict=verdict, message=message
                )
            )
        return self

    def cockpit(self, *, ascii_only: bool = False, notice: str = "") -> CockpitApp:
        """The cockpit over this session."""
        shared = View(name=self.session.terms.session, ascii_only=ascii_only)
        return CockpitApp(self.watched, WatchView(shared, who=self.who, notice=notice))


class FakeWatch:
    """Plays both journals and the picture; carries acts out on the scene and remembers them in `acts`."""

    def __init__(self, scene: WatchedScene) -> None:
        self.scene = scene
        self.session: Session | None = None
        self.observations = Observations()
        self.picture = Screen()
        self.acts: list[tuple[str, dict[str, Any]]] = []
        self.up = True
        self.connections = 0
        self.slow: asyncio.Event | None = None
        self._seen = self._kept = 0
        self._pictured = False
        self._news = asyncio.Event()

    async def connect(self) -> "FakeWatch":
        """Refused while `up` is false."""
        if not self.up:
            raise HostUnreachable("no host answers")
        self.connections += 1
        return self

    def forget(self) -> None:
        """Everything is told again."""
        self.session, self.observations, self._seen, self._kept = None, Observations(), 0, 0

    def tell(self) -> None:
        """Let the cockpit hear what was noted since."""
        self._news.set()

    def cut(self) -> None:
        """The host dies."""
        self.up = False
        self._news.set()

    def paint(self, record: ScreenRecord) -> None:
        """A change of the picture."""
        self.picture, self._pictured = self.picture.after(record), True
        self._news.set()

    async def bursts(self) -> AsyncIterator[Burst]:
        """Everything new, until the connection is cut."""
        while self.up:
            public, private = tuple(self.scene.journal[self._seen :]), tuple(self.scene.private[self._kept :])
            pictured, self._pictured = self._pictured, False
            self._seen, self._kept = len(self.scene.journal), len(self.scene.private)
            if public or private or pictured:
                self.session, self.observations = self.scene.session, self.scene.observations
                yield Burst(self.session, public, private, pictured)
            self._news.clear()
            if self._seen == len(self.scene.journal) and self._kept == len(self.scene.private) and self.up:
                await self._news.wait()

    async def act(self, do: str, /, **args: Any) -> dict[str, Any]:
        """Errands are answered, verbs decided."""
        self.acts.append((do, args))
        if self.slow is not None and do in ("files", "file", "changes"):
            await self.slow.wait()
        if do in BY_NAME:
            self.scene.steer(do, **args)
            self.tell()
            return {"done": do}
        return self._errand(do, args)

    def _errand(self, do: str, args: dict[str, Any]) -> dict[str, Any]:
        if do == "private":
            return {**msgspec.to_builtins(MATERIAL), "spec": SPEC}
        if do == "materials":
            return {"spec": SPEC, "glossary": {}, "assumes": []}
        if do == "files":
            rows = [{"path": path, "bytes": len(text), "added": 1, "changed": True} for path, text in FILES.items()]
            return {"commit": "c" * 40, "files": rows}
        if do == "file":
            return {"path": args["path"], "text": FILES[args["path"]]}
        return {"diff": DIFF, "files": []} if do == "changes" else {}

    def verbs(self) -> list[tuple[str, dict[str, Any]]]:
        """The verbs asked for, without errands."""
        return [(do, args) for do, args in self.acts if do in BY_NAME]

    def errands(self, name: str) -> list[dict[str, Any]]:
        """How one errand was asked for."""
        return [args for do, args in self.acts if do == name]

    def now_s(self) -> float:
        """The session's timeline, which moves only when the test says so."""
        return self.session.time_at_s(self.scene.boot_ns) if self.session else 0.0

    async def close(self) -> None:
        """Nothing to close."""


def working() -> WatchedScene:
    """In WORK, with a save, visible and hidden verdicts, a question and a note."""
    scene = WatchedScene()
    scene.work().wait(300).saved("t1").checked({"test_values": Verdict.FAIL})
    scene.judged({"test_large": Verdict.FAIL, "test_memory": Verdict.PASS})
    return scene
