"""What the program in the editor's window is told: written by the host, read by the launcher, seen by nobody else."""

import os
from pathlib import Path
from typing import Self

import msgspec

from proctor.session.terms import Terms


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One editor with a shell behind it. `level` is the isolation that was proved; paths are those of the host.

    `offered` is the candidate's own environment as their client sent it: nothing in it may decide what runs outside.
    `uid` is whose the workspace is, if not the host's; `then_shell` whether a shell follows the editor.
    """

    session: str
    workspace: str
    sockets: str
    level: int
    candidate: str
    offered: dict[str, str]
    file: str
    switch_key: str
    uid: int | None = None
    spared: tuple[int, ...] = ()
    web: bool = False
    then_shell: bool = True

    @classmethod
    def about(cls, terms: Terms, **rest: object) -> Self:
        """An order with what the agreement says filled in."""
        return msgspec.convert(
            {
                "session": terms.session,
                "candidate": terms.candidate,
                "web": terms.aids.get("web", "no") != "no",
                **rest,
            },
            cls,
        )

    @classmethod
    def read(cls, path: Path) -> Self:
        """The order at `path`. Raises OSError, or msgspec.DecodeError for something else."""
        return msgspec.json.decode(path.read_bytes(), type=cls)

    def write(self, path: Path) -> None:
        """Leave the order at `path`, in one step, for this account alone."""
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(msgspec.json.encode(self))
        fresh.replace(path)
