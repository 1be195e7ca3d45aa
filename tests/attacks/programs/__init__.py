"""The programs, by what they are after."""

from typing import Final

from tests.attacks.attack import Attack
from tests.attacks.programs import forging, frames, harm, inside, raising, reading, tricks

ATTACKS: Final[tuple[Attack, ...]] = (
    *forging.ATTACKS,
    *frames.ATTACKS,
    *reading.ATTACKS,
    *harm.ATTACKS,
    *inside.ATTACKS,
    *raising.ATTACKS,
    *tricks.ATTACKS,
)
