"""What `proctor exercise verify --json` prints."""

import msgspec

from proctor.authoring.proof import PackageProof
from proctor.cli.reports import IsolationReport


class VerifyReport(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome as a script reads it; `proved` is null where something stayed undecided and nothing is wrong.

    `unreadable` are packages that could not be loaded, `--seed` with `seed` tries the same inputs again.
    """

    proved: bool | None
    seed: int
    rounds: int
    jobs: int
    isolation: IsolationReport | None
    unreadable: tuple[str, ...]
    exercises: tuple[PackageProof, ...]
