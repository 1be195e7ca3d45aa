"""What an interviewer's act has to do with the private material: what feedback is about, samples, revealed checks."""

from proctor.errors import UsageError
from proctor.session.events import CheckEnded, CheckRevealed, FeedbackDelivered
from proctor.session.material import PrivateMaterial
from proctor.session.verbs import Value


def prompted(material: PrivateMaterial, values: dict[str, Value]) -> tuple[str, ...]:
    """What feedback says that it was prompted by; raises UsageError for what does not exist."""
    named = tuple(part.strip() for part in str(values.get("prompted", "")).split(",") if part.strip())
    if not named:
        return ()
    known = {*(issue.id for issue in material.issues), *(check.id for check in material.checks)}
    unknown = [name for name in named if name not in known]
    if unknown:
        have = f"one of: {', '.join(sorted(known))}" if known else "there are none here"
        raise UsageError(f"there is no hidden check or known issue {unknown[0]!r}", hint=have)
    return named


def refuse_samples(material: PrivateMaterial, feedback: FeedbackDelivered, *, unedited: bool) -> None:
    """Keep a sample of the guide from being sent by accident."""
    samples = {_bare(text) for text in (*material.strengths, *material.improvements)}
    for part, text in (("strength", feedback.strength), ("improvement", feedback.improvement)):
        if not unedited and _bare(text) in samples:
            raise UsageError(
                f"the {part} is a sample of the guide, word for word",
                hint="say what you saw in this work, or send it as it is with --unedited",
            )


def revealed(material: PrivateMaterial, check: str, said: CheckEnded | None) -> CheckRevealed:
    """A hidden check as the candidate will see it, with what it said of the newest work; raises UsageError."""
    found = next((known for known in material.checks if known.id == check), None)
    if found is None:
        names = ", ".join(known.id for known in material.checks) or "this exercise has none here"
        raise UsageError(f"there is no hidden check {check!r}", hint=names)
    if said is None:
        return CheckRevealed(check=check, promise=found.promise)
    return CheckRevealed(check=check, promise=found.promise, verdict=said.verdict, message=said.message)


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()
