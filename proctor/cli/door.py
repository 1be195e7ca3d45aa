"""Where a command goes: to a session on this machine, or to a socket that was forwarded from another one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from proctor.cli.overview import summary_of
from proctor.cli.reports import StatusReport, status_report
from proctor.cli.standing import Standing, standing
from proctor.errors import HostUnreachable, ProctorError, UsageError
from proctor.link.plain import Journals, PlainLink, told_journals
from proctor.record.store import SessionFolder
from proctor.session.events import Role
from proctor.session.fold import replay


@dataclass(frozen=True, slots=True)
class Door:
    """A socket, the role it gives, and the name its caller goes by; `folder` is None where no record is at hand."""

    socket: Path
    role: Role
    who: str
    session: str
    folder: SessionFolder | None = None

    def link(self) -> PlainLink:
        """A connection; use it in a `with`."""
        return PlainLink(self.socket, name=self.who)

    def journals(self, errand: str = "ping") -> Journals:
        """What both journals say, over the wire, and what the host answers to an errand."""
        return told_journals(self.socket, name=self.who, errand=errand)

    def standing(self) -> Standing:
        """Where the session stands: by its record, or by what the host tells."""
        return standing(self.folder) if self.folder is not None else standing_of(self.journals())

    def report(self, found: Standing) -> StatusReport:
        """The same for a script; from elsewhere without paths, which mean nothing there."""
        report = status_report(found)
        return report if self.folder is not None else msgspec.structs.replace(report, folder="", workspace="")


def local_door(folder: SessionFolder, socket: Path, role: Role, who: str) -> Door:
    """The door of a session on this machine; a candidate goes by the name that was agreed."""
    terms = summary_of(folder).terms if role == "candidate" else None
    name = who if role == "interviewer" else terms.candidate if terms else ""
    return Door(socket, role, name, folder.id, folder)


def forwarded_door(path: Path, who: str) -> Door:
    """The door behind an interviewer's socket, wherever it leads. Raises what keeps it shut, with what to do."""
    try:
        with PlainLink(path, name=who) as link:
            welcome = link.welcome
    except HostUnreachable as error:
        raise HostUnreachable(f"{path}: {error}", hint=_hint(path, error)) from error
    if welcome.role != "interviewer":
        raise UsageError(f"{path} is the candidate's socket", hint="forward the one that `proctor watch --where` names")
    return Door(path, "interviewer", who, welcome.session)


def standing_of(journals: Journals) -> Standing:
    """Where a session stands by what its host tells; it has no folder here."""
    session = replay(journals.public)
    return Standing(
        folder=SessionFolder(Path(journals.welcome.session)),
        session=session,
        running=True,
        t_s=session.time_at_s(journals.welcome.boot_ns),
        now=datetime.now(UTC),
    )


def _hint(path: Path, error: ProctorError) -> str:
    if not path.exists():
        return "is ssh -L running? docs/WATCHING.md shows the whole call"
    if isinstance(error.__cause__, PermissionError):
        return error.hint
    return "is ssh -L still running, and the session's host on its other end? there: proctor join"
