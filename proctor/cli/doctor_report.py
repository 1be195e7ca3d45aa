"""What `proctor doctor --json` prints: everything that was found out about this machine."""

import msgspec

from proctor.cli.doctor_places import PlaceReport
from proctor.cli.doctor_programs import ProgramReport
from proctor.cli.reports import IsolationReport


class SystemReport(msgspec.Struct, frozen=True, kw_only=True):
    """The machine; `container` is null outside of one, `torch` null where it is not installed."""

    name: str
    kernel: str
    architecture: str
    container: str | None
    root: bool
    python: str
    torch: str | None
    memory_bytes: int
    cores: int
    nvidia_gpu: bool


class AbilityReport(msgspec.Struct, frozen=True, kw_only=True):
    """One means of confinement that was tried; `why_not` is empty where it works, `note` may say more."""

    name: str
    works: bool
    why_not: str
    note: str = ""


class RemedyReport(msgspec.Struct, frozen=True):
    """What is wrong, why, and what to type."""

    problem: str
    why: str
    commands: tuple[str, ...]


class DoctorReport(msgspec.Struct, frozen=True, kw_only=True):
    """The whole. `ready`: sessions can be recorded, and hidden checks run while they are held (`live`).

    `unmet` are the demands on the isolation of candidate code that do not hold. `engine_shared`: the engine was started
    by somebody else, who chose the paths that it proved to be out of reach.
    """

    ready: bool
    hidden_checks: str
    system: SystemReport
    programs: tuple[ProgramReport, ...]
    abilities: tuple[AbilityReport, ...]
    isolation: IsolationReport
    unmet: tuple[str, ...]
    engine_shared: bool
    shell: IsolationReport
    places: tuple[PlaceReport, ...]
    free_bytes: int
    remedies: tuple[RemedyReport, ...]
