"""A whole finished session on disk, full of its candidate's name: saves, late ones, tags, notes, cards, pictures."""

import shutil
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from proctor.record.commit_stream import Facts
from proctor.record.journal import Journal
from proctor.record.parcel import write_parcel
from proctor.record.reading import read
from proctor.record.repository import LATE
from proctor.record.screens import ScreenWriter
from proctor.record.seals import seal_now
from proctor.record.snapshots import Snapshots
from proctor.record.store import SessionFolder, create_session
from proctor.record.tree import Tree
from proctor.review.cards.card import Card, Citation, Rating, digest_of_card, line_of
from proctor.review.cards.raters import slug_of
from proctor.session import events as ev
from proctor.session.events import Anchor, Event
from proctor.session.phases import EndCause, Phase
from proctor.session.screen import ScreenRecord
from proctor.session.verdicts import Verdict
from tests.session.sitting import agreed

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "exercises" / "layer" / "practice-rms-norm"
NAME = "Ada Lovelace"
HEADER = b"# by Ada Lovelace <a.lovelace@example.org>\n"


class Recorder:
    """Writes events, saves and tags as a host does, one every ten seconds."""

    def __init__(self, folder: SessionFolder) -> None:
        self.folder = folder
        self.saves = Snapshots.create(folder.record, author=NAME)
        self.public, self.private = Journal.create(folder.events), Journal.create(folder.private)
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self.boot_ns = 0
        self.newest = ""

    def note(self, event: Event, by: str = "host", who: str = "") -> None:
        self.now, self.boot_ns = self.now + timedelta(seconds=10), self.boot_ns + 10**10
        at = self.now.isoformat()
        self.public.append(event.kind, event, by=by, at_utc=at, boot_ns=self.boot_ns, who=who)

    def keep(self, event: Event, by: str = "interviewer", who: str = "Grace") -> None:
        after = self.public.heads().seq
        at = self.now.isoformat()
        self.private.append(event.kind, event, by=by, at_utc=at, boot_ns=self.boot_ns, who=who, after=after)

    def save(self, contents: dict[str, bytes], *, late: bool = False) -> str:
        seq = self.public.heads().seq + 1
        facts = Facts(at=self.now, phase="work", clock_s=float(seq), seq=seq)
        taken = self.saves.take(Tree.of(contents), facts, **({"ref": LATE} if late else {}))
        assert taken is not None
        paths = tuple(change.path for change in taken.changes)
        self.note(ev.SnapshotTaken(commit=taken.commit, tree=taken.tree, paths=paths, added=1, late=late))
        self.newest = taken.commit if not late else self.newest
        return taken.commit

    def tag(self, name: str) -> None:
        self.saves.tag(name, self.newest)
        self.note(ev.SnapshotTagged(tag=name, commit=self.newest))


def card(who: str, commit: str, **changes: Any) -> Card:
    """A card that speaks of the candidate and cites a save."""
    cite = Citation(kind="snapshot", words=commit[:10], commit=commit, t_s=30.0)
    usual: dict[str, Any] = {
        "version": 1,
        "at_utc": "2026-03-02T12:00:00Z",
        "who": who,
        "session": "s1",
        "level": "mid",
        "ratings": {"Right": Rating(score=3, note="Ada checks first", cites=(cite,))},
        "strengths": "Lovelace is thorough",
        "concerns": "ada's names",
        "overall": "yes",
    }
    return Card(**{**usual, **changes})


def held(root: Path, **terms: Any) -> SessionFolder:
    """The session; every place that takes a word has the name in it."""
    folder = create_session(root, "s1")
    shutil.copytree(PACKAGE, folder.exercise)
    recorder = Recorder(folder)
    agreement = agreed(candidate=NAME, keep_days=30, contact="Ada's cousin", **terms)
    recorder.note(ev.SessionCreated(terms=agreement, boot_id="b"))
    recorder.note(ev.HostStarted(boot_id="b", pid=1, version="1"))
    recorder.note(ev.ClientJoined(client="c1", role="candidate", name=NAME))
    first = recorder.save({"layer.py": b"x = 1\n"})
    recorder.tag("start")
    recorder.note(ev.PhaseBegan(phase=Phase.WORK, limit_s=3600.0), "candidate", NAME)
    recorder.note(ev.QuestionAsked(number=1, text="ADA here? - ada lovelace"), "candidate", NAME)
    recorder.note(ev.QuestionAnswered(number=1, text=f"Dear Ada, see {first[:12]}"), "interviewer", "Grace")
    second = recorder.save(
        {"layer.py": HEADER + b"ada_gain = 1\n", "ada/notes.txt": b"LOVELACE\n", "Ada.bin": b"\0Ada"}
    )
    check = ev.CheckEnded(
        run="r1", commit=second, tree="", check="shape", verdict=Verdict.FAIL, message="ada_gain is 1"
    )
    recorder.note(check)
    recorder.keep(ev.NoteAdded(text="Ada plans", at=Anchor(t_s=80.0, commit=second, where="ada/notes.txt:1")))
    recorder.save({"layer.py": HEADER, "candidate/notes.txt": b"other\n", "ada/notes.txt": "Zoë Ada\n".encode()})
    recorder.note(ev.WorkSubmitted(cause=EndCause.SUBMITTED, commit=recorder.newest), "candidate", NAME)
    recorder.tag("submitted")
    recorder.save({"layer.py": b"late by Ada\n"}, late=True)
    recorder.save({"layer.py": b"later by Ada\n"}, late=True)
    recorder.note(ev.WalkthroughWritten(text="I, Ada, built it."), "candidate", NAME)
    feedback = ev.FeedbackDelivered(strength="Ada names things", improvement=f"see {second}")
    recorder.note(feedback, "interviewer", "Grace")
    recorder.tag("feedback")
    recorder.note(ev.PhaseBegan(phase=Phase.REVISION, limit_s=900.0), "candidate", NAME)
    recorder.save({"layer.py": HEADER + b"gain = 2\n"})
    recorder.note(ev.SessionFinished(cause=EndCause.FINISHED, commit=recorder.newest), "candidate", NAME)
    recorder.tag("final")
    recorder.keep(ev.NoteAdded(text="done, Lovelace", at=Anchor(t_s=200.0)))
    for closed in (recorder.saves, recorder.public, recorder.private):
        closed.close()
    _cards(folder, second)
    _picture(folder.screen)
    seal_now(folder, "finished")
    return folder


def _cards(folder: SessionFolder, commit: str) -> None:
    folder.cards.mkdir()
    one = card("Grace", commit)
    two = card("Grace", commit, version=2, corrects=digest_of_card(one), why="Ada told me more")
    (folder.cards / f"{slug_of('Grace')}.jsonl").write_bytes(b"".join(line_of(each) + b"\n" for each in (one, two)))
    (folder.cards / "drafts").mkdir()
    (folder.cards / "drafts" / "x.json").write_text("Ada")


def _picture(folder: Path) -> None:
    writer = ScreenWriter(folder)
    writer.write([ScreenRecord(t_s=31.0, window="Editor", columns=80, lines=24, rows={0: "Ada"}, whole=True)])
    writer.close()


def objects(repository: Path) -> Iterator[bytes]:
    """Every object of a repository as git has it, decompressed, names of trees included."""
    import subprocess  # noqa: PLC0415 only here

    git = ["git", f"--git-dir={repository}", "cat-file", "--batch-all-objects"]
    names = subprocess.run([*git, "--batch-check=%(objectname)"], capture_output=True, text=True, check=True)
    for name in names.stdout.split():
        kind = subprocess.run([*git[:2], "cat-file", "-t", name], capture_output=True, text=True, check=True).stdout
        content = subprocess.run([*git[:2], "cat-file", kind.strip(), name], capture_output=True, check=True).stdout
        yield content


def unzipped(path: Path) -> bytes:
    """A stretch of pictures."""
    return zlib.decompress(path.read_bytes(), wbits=31)


def exported(folder: SessionFolder, file: Path) -> Path:
    """The session as somebody exported it, all of it."""
    beside = {
        path.relative_to(folder.path).as_posix(): path.read_bytes()
        for path in (folder.events, folder.private, folder.seals, *folder.cards.glob("*.jsonl"))
    }
    beside |= {
        f"exercise/{path.relative_to(folder.exercise).as_posix()}": path.read_bytes()
        for path in folder.exercise.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    beside |= {f"screen/{path.name}": path.read_bytes() for path in folder.screen.iterdir()}
    write_parcel(folder.record, file, beside, datetime.fromisoformat(read(folder.events).envelopes[-1].at_utc))
    return file
