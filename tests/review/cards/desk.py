"""A session on disk with a film of it, and a place to write cards about it: no machine, no git."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from proctor.catalog.package import Exercise
from proctor.record.journal import Journal
from proctor.record.store import SessionFolder, create_session
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.cards.bench import Bench, scored
from proctor.review.cards.card import Rating
from proctor.review.cards.draft import Draft
from proctor.review.cards.rubric import rubric_of
from proctor.review.cards.writing import Desk
from proctor.review.film import Film
from proctor.review.recording import Recording
from proctor.session import events as ev
from proctor.session.material import HiddenCheck, PrivateMaterial, Scale
from proctor.session.terms import CheckTerms, Criterion
from proctor.session.verdicts import Verdict
from tests.session.sitting import Sitting, agreed

CRITERIA = ("Correct forward", "Robust", "Use of feedback")
CHECKS = (
    CheckTerms(id="test_shape", promise="keeps the shape", criterion="Correct forward"),
    CheckTerms(id="test_half", promise="works in half precision", criterion="Robust"),
)
MATERIAL = PrivateMaterial(
    checks=(HiddenCheck(id="test_secret", promise="holds in secret", criterion="Robust"),),
    rubric=tuple(Scale(criterion=name, anchors=("bad", "meh", "good", "great")) for name in CRITERIA),
)


def sat(candidate: str = "Ada Lovelace", session: str = "s1", **terms: Any) -> Recording:
    """Begun at 1:00, saved at 2:00 and 11:00 (handed in then), again at 21:00; over at 31:00."""
    criteria = tuple(Criterion(name, f"{name}, in words") for name in CRITERIA)
    sitting = Sitting(agreed(session=session, candidate=candidate, checks=CHECKS, **{"criteria": criteria, **terms}))
    sitting.wait(60).act("begin", "candidate")
    sitting.wait(60).save("aaaa1")
    _judged(sitting, "aaaa1", test_shape=Verdict.PASS, test_half=Verdict.FAIL)
    sitting.wait(540).save("aaaa2")
    _judged(sitting, "aaaa2", test_shape=Verdict.PASS, test_half=Verdict.FAIL)
    sitting.act("submit", "candidate")
    sitting.note(ev.SnapshotTagged(tag="submitted", commit="commit-aaaa2"))
    sitting.wait(60).act("feedback", "interviewer", who="Grace", strength="Clear.", improvement="Use float32, Ada.")
    sitting.act("revise", "candidate")
    sitting.wait(540).save("bbbb1")
    _judged(sitting, "bbbb1", test_shape=Verdict.PASS, test_half=Verdict.PASS)
    sitting.wait(600).act("finish", "candidate")
    sitting.note(ev.SnapshotTagged(tag="final", commit="commit-bbbb1"))
    package = cast("Exercise", SimpleNamespace(private_material=lambda _level: MATERIAL))
    return Recording(sitting.session, tuple(sitting.journal), (), (), Path("nowhere"), package)


def _judged(sitting: Sitting, tree: str, **verdicts: Verdict) -> None:
    commit = f"commit-{tree}"
    sitting.note(ev.RunStarted(run=f"run-{tree}", commit=commit, tree=tree, checks=tuple(verdicts)))
    for check, verdict in verdicts.items():
        message = "" if verdict is Verdict.PASS else "Ada, it overflows"
        sitting.note(
            ev.CheckEnded(run=f"run-{tree}", commit=commit, tree=tree, check=check, verdict=verdict, message=message)
        )
    sitting.note(ev.RunEnded(run=f"run-{tree}", commit=commit))


def on_disk(root: Path, recorded: Recording) -> SessionFolder:
    """The folder of the session, with its journal."""
    name = recorded.session.terms.session
    folder = SessionFolder(root / name)
    if not folder.exists():
        create_session(root, name)
        with Journal.create(folder.events) as journal:
            for envelope in recorded.public:
                journal.append(
                    envelope.kind, envelope.data, by=envelope.by, at_utc=envelope.at_utc, boot_ns=envelope.boot_ns
                )
    return folder


def bench_of(root: Path, who: str, *, label: str = "", recorded: Recording | None = None) -> Bench:
    """`who` at work on the session; with a `label`, blind."""
    recorded = recorded or sat()
    desk = Desk(on_disk(root, recorded), recorded.session.terms.session, rubric_of(recorded))
    return Bench(desk, Film(recorded), who, Veil(recorded.session.terms.candidate, label) if label else NO_VEIL)


def filled(bench: Bench, *scores: int, text: str = "") -> Draft:
    """A complete draft on disk: these scores in the order of the criteria, each citing what was handed in."""
    words = text or f"what {bench.who} thinks"

    def change(draft: Draft) -> Draft:
        for name, score in zip(CRITERIA, scores or (3, 2, 4), strict=True):
            draft = draft.rated(name, scored(Rating(note=words, cites=bench.cite(["submitted"])), score))
        return Draft(**{**_fields(draft), "strengths": words, "concerns": words, "overall": words})

    return bench.edit(change)


def _fields(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in draft.__struct_fields__}
