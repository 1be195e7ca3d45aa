"""Several candidates' answers to one exercise in random order, criterion by criterion, the same on every day.

The order comes from a seed that is drawn once for each rater and exercise: another answer that joins later takes its
place among the others without moving them.
"""

import os
import secrets
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from string import ascii_uppercase
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from proctor.errors import RecordError
from proctor.review.cards.raters import slug_of

PLANS: Final = ".shuffles"
"""Beside the sessions; sessions' own folders are told apart by their journal."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One rater's order of one exercise: the seed, and what each session is called instead of its name."""

    v: int = 1
    who: str
    exercise: str
    seed: str
    labels: dict[str, str] = {}


class Item(NamedTuple):
    """One criterion of one answer."""

    criterion: str
    session: str
    label: str


def plan_for(root: Path, who: str, exercise: str, sessions: Iterable[str]) -> Plan:
    """The stored plan with a label for each of `sessions`, or a new one; kept on disk. Raises: RecordError."""
    path = root / PLANS / f"{slug_of(who)}-{sha256(exercise.encode()).hexdigest()[:12]}.json"
    try:
        plan = msgspec.json.decode(path.read_bytes(), type=Plan)
    except FileNotFoundError:
        plan = Plan(who=who, exercise=exercise, seed=secrets.token_hex(16))
    except (OSError, msgspec.DecodeError) as fault:
        raise RecordError(
            f"the order {path} cannot be read: {fault}", hint="move it away; a new one is drawn"
        ) from fault
    named = with_labels(plan, sessions)
    if named != plan or not path.exists():
        _keep(path, named)
    return named


def with_labels(plan: Plan, sessions: Iterable[str]) -> Plan:
    """The plan with a label for every session; those that have one keep it."""
    new = sorted(set(sessions) - set(plan.labels), key=lambda session: _rank(plan, "", session))
    taken = set(plan.labels.values())
    free = (label for number in range(len(plan.labels) + len(new)) if (label := letters(number)) not in taken)
    return replace(plan, labels={**plan.labels, **dict(zip(new, free, strict=False))})


def in_order(plan: Plan, criteria: Sequence[str], sessions: Iterable[str]) -> tuple[Item, ...]:
    """Every criterion of every session: criteria in the exercise's order, answers each time in another."""
    known = [session for session in set(sessions) if session in plan.labels]
    return tuple(
        Item(criterion, session, plan.labels[session])
        for criterion in criteria
        for session in sorted(known, key=lambda session: _rank(plan, criterion, session))
    )


def letters(number: int) -> str:
    """A, B, ... Z, AA, AB ..."""
    name = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, len(ascii_uppercase))
        name = ascii_uppercase[letter] + name
    return name


def _rank(plan: Plan, criterion: str, session: str) -> bytes:
    return sha256(f"{plan.seed}\0{criterion}\0{session}".encode()).digest()


def _keep(path: Path, plan: Plan) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}.new")
        new.touch(mode=0o600)
        new.write_bytes(msgspec.json.encode(plan))
        new.replace(path)
    except OSError as fault:
        raise RecordError(f"cannot keep the order {path}: {fault.strerror}", hint="check the disk") from fault
