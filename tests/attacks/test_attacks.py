"""Every program of the table against a real engine: its verdict, and the state it leaves the engine in."""

import sys
from collections.abc import Callable

import pytest

from proctor.session.verdicts import Verdict
from tests.attacks.arena import Aftermath, Arena
from tests.attacks.attack import HELD, Attack
from tests.attacks.programs import ATTACKS

NEXT_S = 0.5
GROWTH_BYTES = 50 << 20

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="the programs, and what is measured, are for Linux"),
]
TABLE = [pytest.param(attack, id=attack.id, marks=[] if attack.quick else [pytest.mark.slow]) for attack in ATTACKS]
FENCED = [
    pytest.param(attack, id=attack.id, marks=[pytest.mark.slow])
    for attack in ATTACKS
    if attack.reports and attack.needs <= 2
]


@pytest.mark.parametrize("attack", TABLE)
def test_attack(arena: Arena, told: Callable[[str], None], attack: Attack) -> None:
    """It ends as it may, whatever of it is gone soon, and the next run is clean and fast."""
    seen = arena.fight(attack)
    told(_line(attack, seen))
    judge(attack, seen)


@pytest.mark.parametrize("attack", FENCED)
def test_attack_without_a_sandbox(fenced: Arena, attack: Attack) -> None:
    """What looks for secrets and for ways out finds none behind the kernel's rules alone (level 2)."""
    judge(attack, fenced.fight(attack))


def judge(attack: Attack, seen: Aftermath) -> None:
    assert seen.outcome.end.fault == ""
    assert seen.verdict in attack.ends, seen.message
    assert attack.shown in seen.message
    if attack.reports:
        assert seen.said == f"RuntimeError: {HELD}"
    assert seen.reap_s <= max(attack.reap_s, 10 * seen.calm_s)
    assert seen.next_s <= max(NEXT_S, 5 * seen.calm_s)  # a machine that is busy with other things is slow at both
    assert seen.grown_bytes < GROWTH_BYTES
    assert seen.more_descriptors <= 0
    assert not seen.left_behind


def test_no_attack_may_end_well() -> None:
    """The table itself: only programs that do their work and harm nothing on the way may pass."""
    assert [attack.id for attack in ATTACKS if Verdict.FAULT in attack.ends or Verdict.SKIP in attack.ends] == []
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS)
    assert 12 <= sum(attack.quick for attack in ATTACKS) <= 20


def _line(attack: Attack, seen: Aftermath) -> str:
    return (
        f"attack {attack.id:46} {seen.verdict!s:8} reap {seen.reap_s * 1000:5.0f} ms  next {seen.next_s * 1000:4.0f} ms"
        f"  10 ms timer late {seen.late_s * 1000:4.0f} ms  memory {seen.grown_bytes / (1 << 20):+5.1f} MB"
    )
