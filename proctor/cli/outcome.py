"""What an act answers on the command line: the state it led to, and its own result where it has one."""

from collections.abc import Iterator
from typing import Any

import msgspec

from proctor.cli.act_words import SPEAKS_FOR_ITSELF, act_line
from proctor.cli.check_words import check_lines, checks_summary
from proctor.cli.clock_words import clock_line, local_time
from proctor.cli.door import Door
from proctor.cli.feedback_words import exchange_lines
from proctor.cli.grading_reports import PASSED, row_lines
from proctor.cli.hidden_rows import hidden_rows
from proctor.cli.next_words import next_lines
from proctor.cli.output import print_json, print_lines
from proctor.cli.render import short_commit, table, wrapped
from proctor.cli.reports import CheckRow, StatusReport, check_report
from proctor.cli.standing import Standing
from proctor.errors import ExitCode, HostUnreachable
from proctor.session.agreement import JUDGED
from proctor.session.phases import TIMED, Phase
from proctor.session.verbs import Verb


class Save(msgspec.Struct, frozen=True, kw_only=True):
    """A saved version as the host lists it; `clock` is how much of its phase was used, as minutes:seconds."""

    commit: str
    at_utc: str
    phase: str = ""
    clock: str = ""
    paths: tuple[str, ...] = ()
    added: int = 0
    deleted: int = 0
    tag: str = ""


class HistoryReport(msgspec.Struct, frozen=True, kw_only=True):
    """The saved versions of a session or of one of its files, oldest first."""

    session: str
    saves: tuple[Save, ...]


class ActReport(msgspec.Struct, frozen=True, kw_only=True):
    """An act was carried out: what the host answered, and where the session stands now."""

    act: str
    result: dict[str, Any]
    status: StatusReport


def print_outcome(verb: Verb, door: Door, args: dict[str, Any], result: dict[str, Any], *, as_json: bool) -> int:
    """Print what came of an act, and return the exit code."""
    found = door.standing()
    if verb.name == "history":
        return _history(found, result, as_json=as_json)
    if verb.name == "check":
        return _checks(found, hidden_rows(found) if door.role == "interviewer" else (), as_json=as_json)
    if as_json:
        print_json(ActReport(act=verb.name, result=result, status=door.report(found)))
    elif verb.name in SPEAKS_FOR_ITSELF:
        print_lines(wrapped(act_line(verb.name, args, found, door.who), rest="  "))
    else:
        print_lines(_act_lines(verb, found, result))
    return ExitCode.DONE


def _checks(found: Standing, hidden: tuple[CheckRow, ...], *, as_json: bool) -> int:
    session = found.session
    report = check_report(session, hidden)
    if as_json:
        print_json(report)
    else:
        at = f" ({short_commit(session.newest.commit)})" if session.newest else ""
        print_lines([f"Checks: {checks_summary(session)}{at}.", *check_lines(session)])
        if hidden:
            print_lines(["Hidden checks, which the candidate does not see:", *row_lines(hidden)])
        print_lines([clock_line(found) + "."])
    return PASSED[report.passed]


def _history(found: Standing, result: dict[str, Any], *, as_json: bool) -> int:
    try:
        saves = msgspec.convert(result.get("saves", ()), tuple[Save, ...])
    except msgspec.ValidationError as error:
        raise HostUnreachable(
            f"the host listed its saves in an unknown way: {error}", hint="is it of another version?"
        ) from error
    if as_json:
        print_json(HistoryReport(session=found.folder.id, saves=saves))
    elif saves:
        print_lines(_history_lines(saves))
        if found.session.phase in TIMED:
            print_lines([f"Bring one back: proctor restore FILE --at SNAPSHOT {found.folder.id}"])
    else:
        print_lines(["Nothing was saved yet."])
    return ExitCode.DONE


def _history_lines(saves: tuple[Save, ...]) -> Iterator[str]:
    rows = [
        (
            local_time(save.at_utc, seconds=True),
            short_commit(save.commit),
            f"{save.phase} {save.clock}".strip(),
            f"+{save.added} -{save.deleted}",
            save.tag,
            ", ".join(save.paths),
        )
        for save in saves
    ]
    yield from table(("TIME", "SNAPSHOT", "PHASE", "LINES", "TAG", "FILES"), rows)


def _act_lines(verb: Verb, found: Standing, result: dict[str, Any]) -> Iterator[str]:
    if result.get("repeated"):
        yield f"{verb.name}: already done."
    if verb.name == "restore":
        yield f"Brought back: {result.get('file')} from {short_commit(str(result.get('commit')))}."
    yield from wrapped(clock_line(found) + ".", first="Now: ", rest="  ")
    if verb.name == "begin" and found.session.phase is Phase.WORK:
        yield f"Your files: {found.folder.workspace}"
        yield f"The task: proctor spec {found.folder.id}"
    if verb.name in {"submit", "end"} and found.session.phase is Phase.FEEDBACK:
        yield from wrapped(JUDGED)
    if verb.name in {"feedback", "revise", "respond"}:
        yield from exchange_lines(found.session)
    yield from next_lines(found.session, found.folder.id)
