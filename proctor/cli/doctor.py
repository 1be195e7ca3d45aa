"""`proctor doctor`: how well this machine confines candidates, tried out, and what to do where it does not."""

import asyncio
import dataclasses
import sys
from argparse import Namespace
from pathlib import Path
from typing import Final

from proctor.checks.request import Ready
from proctor.cli.doctor_places import PlaceReport, exposed, free_bytes, places
from proctor.cli.doctor_programs import ProgramReport, missing, programs
from proctor.cli.doctor_report import AbilityReport, DoctorReport, RemedyReport, SystemReport
from proctor.cli.doctor_words import report_lines
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.proved_level import proved
from proctor.cli.reports import IsolationReport
from proctor.errors import ExitCode
from proctor.host.shell.isolation import ShellIsolation, shell_isolation
from proctor.link.places import passing_places
from proctor.sandbox import abilities, bubblewrap, landlock
from proctor.sandbox.abilities import Ability
from proctor.sandbox.machine import Machine, this_machine
from proctor.sandbox.remedies import Facts, remedies
from proctor.session.agreement import HIDDEN_FROM_LEVEL

_WAIT: Final = "Trying out what candidate code could reach here; this takes some seconds ..."
_BEFORE_SCOPES: Final = ", signals kept in by seccomp"


@dataclasses.dataclass(frozen=True, slots=True)
class Trials:
    """What was found out by doing it."""

    ready: Ready
    shell: ShellIsolation
    sandbox: Ability
    file_rules: Ability
    call_filter: Ability


async def tried_out(guarded: tuple[Path, ...]) -> Trials:
    """Start an engine and every kind of confinement, side by side; `guarded` paths must prove out of reach."""
    ready = asyncio.create_task(proved(*guarded))
    found = await asyncio.to_thread(
        lambda: (shell_isolation(), abilities.sandbox(), abilities.file_rules(), abilities.call_filter())
    )
    return Trials(await ready, *found)


def examined() -> DoctorReport:
    """Everything that can be found out about this machine; takes some seconds."""
    machine, found, where = this_machine(bubblewrap.program()), programs(), places()
    trials = asyncio.run(tried_out(tuple(Path(place.path) for place in where)))
    facts = Facts(
        machine=machine,
        sandbox=trials.sandbox,
        file_rules=trials.file_rules,
        call_filter=trials.call_filter,
        level=trials.ready.isolation,
        missing=missing(found),
        exposed=exposed(where),
    )
    return report_of(facts, trials, found, where)


def report_of(
    facts: Facts, trials: Trials, found: tuple[ProgramReport, ...], where: tuple[PlaceReport, ...]
) -> DoctorReport:
    """The findings, and what follows from them."""
    live = trials.ready.isolation >= HIDDEN_FROM_LEVEL
    return DoctorReport(
        ready=live and "git" not in facts.missing,
        hidden_checks="live" if live else "deferred",
        system=_system(facts.machine),
        programs=found,
        abilities=tuple(map(_ability, (trials.sandbox, trials.file_rules, trials.call_filter))),
        isolation=IsolationReport(trials.ready.isolation, trials.ready.isolation_note),
        unmet=trials.ready.unmet,
        engine_shared=passing_places().shared_engine,
        shell=IsolationReport(trials.shell.level, trials.shell.note),
        places=where,
        free_bytes=free_bytes(Path(where[0].path)),
        remedies=tuple(RemedyReport(remedy.problem, remedy.why, remedy.commands) for remedy in remedies(facts)),
    )


def _system(machine: Machine) -> SystemReport:
    return SystemReport(
        name=machine.name,
        kernel=machine.kernel,
        architecture=machine.architecture,
        container=machine.container or None,
        root=machine.root,
        python=machine.python,
        torch=machine.torch or None,
        memory_bytes=machine.memory_bytes,
        cores=machine.cores,
        nvidia_gpu=machine.nvidia,
    )


def _ability(tried: Ability) -> AbilityReport:
    note = ""
    if tried.name == "Landlock" and tried.works:
        version = landlock.abi()
        note = f"version {version}{_BEFORE_SCOPES if version < landlock.SCOPES_SINCE else ''}"
    return AbilityReport(name=tried.name, works=tried.works, why_not=tried.why_not, note=note)


def _arguments(_parser: Parser) -> None:
    """It takes nothing but what every command takes."""


def _run(options: Namespace) -> int:
    if sys.stderr.isatty() and not options.json:
        print(_WAIT, file=sys.stderr)
    report = examined()
    if options.json:
        print_json(report)
    else:
        print_lines(report_lines(report))
    return ExitCode.DONE if report.ready else ExitCode.PACKAGE


DOCTOR: Final = Handler(_arguments, _run)
