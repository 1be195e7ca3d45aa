"""Recordings with a real repository: a sitting whose saves are commits, and a private journal beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self, cast

from proctor.catalog.package import Exercise
from proctor.record.commit_stream import Facts
from proctor.record.repository import LATE, WORK
from proctor.record.snapshots import Snapshot, Snapshots
from proctor.record.tree import Tree, TreeFile
from proctor.review.recording import Recording
from proctor.session import events as ev
from proctor.session.events import Actor, Anchor, Event
from proctor.session.verdicts import Verdict
from tests.review.conftest import PrivateJournal
from tests.session.sitting import NOON, Sitting, agreed

Files = Mapping[str, bytes | TreeFile]


class Filmed:
    """Plays a session on the timeline; what is saved is committed. Use it in a `with`, or `close` it."""

    def __init__(self, path: Path, package: object = None, **terms: Any) -> None:
        self.sitting = Sitting(agreed(**terms))
        self.secrets = PrivateJournal(self.sitting)
        self.path = path
        self.package = package
        self.last: Snapshot | None = None
        self._snapshots = Snapshots.create(path, author="Ada")
        self._run = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._snapshots.close()

    def wait(self, seconds: float) -> Self:
        self.sitting.wait(seconds)
        return self

    def act(self, verb: str, by: Actor, /, *, who: str = "", **args: Any) -> Self:
        self.sitting.act(verb, by, who=who, **args)
        return self

    def note(self, event: Event, by: Actor = "host") -> Self:
        self.sitting.note(event, by)
        return self

    def secret(self, event: Event, by: str = "interviewer") -> Self:
        self.secrets.note(event, by)
        return self

    def save(self, files: Files, *, late: bool = False, trigger: str = "save") -> Self:
        """One content of the workspace."""
        session = self.sitting.now()
        tree = Tree({path: one if isinstance(one, TreeFile) else TreeFile.of(one) for path, one in files.items()})
        facts = Facts(at=NOON, phase=session.phase, clock_s=0.0, seq=session.seq)
        taken = self._snapshots.take(tree, facts, ref=LATE if late else WORK)
        assert taken is not None, "nothing new was saved"
        self.last = taken if not late else self.last
        return self.note(
            ev.SnapshotTaken(
                commit=taken.commit,
                tree=taken.tree,
                paths=tuple(change.path for change in taken.changes),
                added=sum(change.added or 0 for change in taken.changes),
                deleted=sum(change.deleted or 0 for change in taken.changes),
                trigger=trigger,
                late=late,
            )
        )

    def tag(self, name: str) -> Self:
        assert self.last is not None
        self._snapshots.tag(name, self.last.commit)
        return self.note(ev.SnapshotTagged(tag=name, commit=self.last.commit))

    def judged(self, *, hidden: bool = False, figures: dict[str, float] | None = None, **verdicts: Verdict) -> Self:
        """A run on the newest save."""
        assert self.last is not None
        self._run += 1
        run, commit, tree = f"r{self._run}", self.last.commit, self.last.tree
        write = (lambda event: self.secret(event, "host")) if hidden else self.note
        visibility: Any = "hidden" if hidden else "visible"
        write(ev.RunStarted(run=run, commit=commit, tree=tree, checks=tuple(verdicts), visibility=visibility))
        for check, verdict in verdicts.items():
            write(
                ev.CheckEnded(
                    run=run, commit=commit, tree=tree, check=check, verdict=verdict, ms=2.0, figures=figures or {}
                )
            )
        write(ev.RunEnded(run=run, commit=commit))
        return self

    def recording(self) -> Recording:
        return Recording(
            session=self.sitting.session,
            public=tuple(self.sitting.journal),
            private=tuple(self.secrets.envelopes),
            screens=(),
            record=self.path,
            package=cast("Exercise", self.package),
        )


STARTER = b"class Norm:\n    def forward(self, x):\n        raise NotImplementedError\n"
SUBMITTED = b"class Norm:\n    def forward(self, x):\n        return x\n"
REVISED = b"""import math


class Norm:
    def forward(self, x):
        return scaled(x)


def scaled(x):
    return x
"""


def at(t_s: float) -> Anchor:
    return Anchor(t_s=t_s)


def with_revision(path: Path, package: object = None) -> Filmed:
    """Submitted after 10 min, feedback at 15, revised from 16 to 20; the first change 100 s after the feedback."""
    film = Filmed(path, package)
    film.act("begin", "candidate").save({"layer.py": STARTER}, trigger="start").tag("start")
    film.judged(shape=Verdict.PASS, values=Verdict.FAIL)
    film.wait(300).save({"layer.py": SUBMITTED}).judged(shape=Verdict.PASS, values=Verdict.FAIL)
    film.secret(ev.IssueMarked(issue="trap", state="open", at=at(300.0)))
    film.judged(hidden=True, figures={"peak_bytes": 400.0}, secret=Verdict.FAIL)
    film.wait(300).act("submit", "candidate").tag("submitted")
    film.wait(60).save({"layer.py": b"late = 1\n"}, late=True).act("respond", "candidate", text="I built a layer.")
    film.wait(240).act("feedback", "interviewer", who="Grace", strength="Clear.", improvement="Test more.")
    film.secret(ev.FeedbackPrompted(items=("secret", "trap", "other")))
    film.secret(ev.ReceptionObserved(how="understood", at=at(905.0), note="nods"))
    film.wait(60).act("revise", "candidate").note(ev.LateEditsKept(paths=("layer.py",), folder="late"))
    film.wait(40).save({"layer.py": REVISED, "notes.bin": b"\0\1"})
    film.judged(shape=Verdict.FAIL, values=Verdict.PASS)
    film.judged(hidden=True, figures={"peak_bytes": 100.0}, secret=Verdict.PASS)
    film.secret(ev.IssueMarked(issue="trap", state="found", at=at(1005.0), note="saw it"))
    film.wait(200).act("finish", "candidate").tag("final")
    return film
