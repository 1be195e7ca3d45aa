"""What the tests of the screens share: a believable exercise, and a link whose host is a `Sitting` in memory."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from proctor.errors import HostUnreachable
from proctor.session import events as ev
from proctor.session.envelope import Envelope
from proctor.session.state import Session
from proctor.session.terms import CheckTerms, Criterion, Terms
from proctor.session.verbs import BY_NAME, parsed
from proctor.session.verdicts import Verdict
from proctor.tui.app import CandidateApp
from proctor.tui.view import View
from tests.session.sitting import Sitting, agreed

SPEC = "# RMSNorm\n\nBuild `RMSNorm` in `rms_norm.py`.\n\n- the result keeps its shape\n- gradients are exact\n"
PROMISES = {
    "test_shape": "The result has the shape and the dtype of the input.",
    "test_values": "The result agrees with the formula, also for very small and very large values of the input.",
    "test_zeros": "A vector of zeros gives zeros and finite gradients.",
    "test_gradients": "Gradients reach the input and the gain, and they are exact.",
    "test_half": "Half precision is computed in float32.",
    "test_state": "state_dict() holds the weight and nothing else.",
    "test_docs": "A colleague can use the class from its docstrings alone.",
}
MESSAGE = "For x = (1, 1, 7, 7) the result was (0.04, 0.04, 0.28, 0.28); expected (0.2, 0.2, 1.4, 1.4)."
HISTORY = {
    "saves": [
        {"commit": "c" * 40, "at_utc": "2026-03-01T12:05:00+00:00", "phase": "work", "paths": ["rms_norm.py"],
         "clock": "10:00", "added": 4, "deleted": 1, "tag": ""},
        {"commit": "a" * 40, "at_utc": "2026-03-01T12:00:00+00:00", "phase": "work", "paths": ["rms_norm.py"],
         "clock": "15:00", "added": 9, "deleted": 0, "tag": "start"},
    ]
}  # fmt: skip


def practice_terms(**changes: Any) -> Terms:
    """The practice exercise as a host announces it."""
    usual: dict[str, Any] = {
        "session": "quiet-otter",
        "title": "RMSNorm with a learned gain",
        "exercise": "layer/practice-rms-norm",
        "entry": "rms_norm.py",
        "work_min": 15.0,
        "revision_min": 5.0,
        "practice": True,
        "aids": {"web": "yes", "ai_assistant": "declare", "own_notes": "yes", "own_code": "no"},
        "criteria": (
            Criterion("Correct forward", "The result is the formula's, for every number of leading dimensions."),
            Criterion("Correct backward", "Gradients reach the input and the gain, and they are exact."),
            Criterion("Use of feedback", "The revision answers the feedback."),
        ),
        "constraints": ("Only torch and the standard library.", "All of your solution is in rms_norm.py."),
        "checks": tuple(CheckTerms(id=check, promise=text, criterion="Robust") for check, text in PROMISES.items()),
        "hidden_checks": 3,
    }
    return agreed(**{**usual, **changes})


class Scene(Sitting):
    """A session in memory that speaks like a host through `link`."""

    def __init__(self, terms: Terms | None = None) -> None:
        super().__init__(terms or practice_terms())
        self.note(ev.HostStarted(boot_id=self.boot_id, pid=1, version="1"))
        self.note(ev.IsolationShown(level=1, note="a process of its own"))
        self.note(ev.ClientJoined(client="me", role="candidate", name="Ada"))
        self.link = FakeLink(self)

    def work(self) -> "Scene":
        """Into WORK, with the starter saved."""
        self.note(ev.SnapshotTaken(commit="a" * 40, tree="t0", paths=("rms_norm.py", "pytest.ini"), added=12))
        if self.session.terms.interviewer_opens:
            self.act("begin", "interviewer")
        self.act("begin", "candidate")
        return self

    def saved(self, tree: str, *, late: bool = False) -> "Scene":
        """One more save of the module."""
        commit = (tree[-1] * 40)[:40]
        self.note(ev.SnapshotTaken(commit=commit, tree=tree, paths=("rms_norm.py",), added=4, deleted=1, late=late))
        return self

    def checked(self, verdicts: dict[str, Verdict], *, message: str = MESSAGE, output: str = "") -> "Scene":
        """A run on the newest save with these verdicts; the others pass."""
        newest = self.session.newest
        assert newest is not None
        run = f"run-{newest.tree}"
        self.note(ev.RunStarted(run=run, commit=newest.commit, tree=newest.tree, checks=tuple(PROMISES)))
        for check in PROMISES:
            verdict = verdicts.get(check, Verdict.PASS)
            said = message if verdict not in (Verdict.PASS, Verdict.SKIP) else ""
            self.note(
                ev.CheckEnded(
                    run=run, commit=newest.commit, tree=newest.tree, check=check, verdict=verdict, message=said,
                    output=output if said else "", ms=12.4,
                )
            )  # fmt: skip
        self.note(ev.RunEnded(run=run, commit=newest.commit, ms=80.0))
        return self

    def frozen(self) -> "Scene":
        """Into FEEDBACK, after a first save with two open checks."""
        self.work().wait(300).saved("t1").checked({"test_values": Verdict.FAIL, "test_half": Verdict.TIMEOUT}).wait(200)
        self.act("submit", "candidate")
        return self

    def told(self) -> "Scene":
        """Feedback was delivered."""
        self.frozen().wait(120)
        self.act("feedback", "interviewer", strength="Clear names and a small class.", improvement="Test the zero row.")
        return self

    def app(self, *, switch_key: str = "", ascii_only: bool = False) -> CandidateApp:
        """The candidate's app over this session."""
        view = View(name=self.session.terms.session, switch_key=switch_key, ascii_only=ascii_only)
        return CandidateApp(self.link, view, workspace=Path("workspace"))


class FakeLink:
    """Plays the journal of a `Sitting` to the app, and carries acts out on it."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.session: Session | None = None
        self.acts: list[tuple[str, dict[str, Any]]] = []
        self.up = True
        self._seen = 0
        self._news = asyncio.Event()

    async def connect(self) -> "FakeLink":
        """Refused while `up` is false."""
        if not self.up:
            raise HostUnreachable("no host answers")
        return self

    def tell(self) -> None:
        """Let the app hear what was noted since."""
        self._news.set()

    def cut(self) -> None:
        """The host dies."""
        self.up = False
        self._news.set()

    async def follow(self) -> AsyncIterator[tuple[Session, tuple[Envelope, ...]]]:
        """Everything noted, burst by burst, until the connection is cut."""
        while self.up:
            burst = tuple(self.sitting.journal[self._seen :])
            self._seen = len(self.sitting.journal)
            if burst:
                self.session = self.sitting.session
                yield self.session, burst
            self._news.clear()
            if self._seen == len(self.sitting.journal) and self.up:
                await self._news.wait()

    async def act(self, do: str, /, **args: Any) -> dict[str, Any]:
        """Errands are answered, verbs decided; both are remembered in `acts`."""
        self.acts.append((do, args))
        if do == "materials":
            spec = "" if self.sitting.session.clock is None and self.sitting.session.phase == "lobby" else SPEC
            return {
                "spec": spec,
                "glossary": {"gain": "A learned factor per feature."},
                "assumes": [{"knowledge": "How to write an nn.Module.", "why": "It is about one layer."}],
            }
        if do == "history":
            return HISTORY
        if do == "feedback" and args.get("self"):
            args = {"self": True, "strength": "It holds.", "improvement": "Look at half precision."}
        if do not in ("leave", "window", "editor", "check", "restore", "view"):
            self.sitting.act(do, "candidate", **parsed(BY_NAME[do], args))
            self.tell()
        return {}

    def verbs(self) -> list[str]:
        """The acts asked for, but the reading of materials and what is in sight."""
        return [do for do, _ in self.acts if do not in {"materials", "view"}]

    def now_s(self) -> float:
        """The session's timeline, which moves only when the test says so."""
        return self.sitting.session.time_at_s(self.sitting.boot_ns)

    async def close(self) -> None:
        """Nothing to close."""
