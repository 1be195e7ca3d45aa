"""The findings of `proctor doctor` on one screen of 80 columns, and behind them what to do."""

from collections.abc import Iterable, Iterator
from typing import Final

from proctor.cli.doctor_places import PlaceReport
from proctor.cli.doctor_report import AbilityReport, DoctorReport, RemedyReport
from proctor.cli.render import WIDTH, wrapped

_GIB: Final = 1 << 30
_LITTLE_ROOM_BYTES: Final = _GIB
_LABEL: Final = 11
_TYPED: Final = " " * 6
_LIVE: Final = "Hidden checks run live on this machine."
_DEFERRED: Final = (
    "Hidden checks are deferred on this machine: they need level 2 or better.",
    "Later, from its record: proctor check SESSION --all-snapshots",
)
_NO_GIT: Final = "No session can be recorded on this machine: git is missing."
_FOREIGN: Final = "PROCTOR_ENGINE names the engine, which was not asked about the places below."


def report_lines(report: DoctorReport) -> Iterator[str]:
    """Everything for a person."""
    yield from _system(report)
    yield from _labelled("Programs", (_program(*row) for row in _programs(report)))
    yield from _labelled("Tried out", map(_ability, report.abilities))
    yield from _labelled("Code", [_level(report.isolation.level, report.isolation.note), *_against(report)])
    yield from _labelled("Shell", [_level(report.shell.level, report.shell.note)])
    yield from _places(report)
    yield from _labelled("Result", _result(report))
    if report.remedies:
        yield ""
        yield "What to do:" if not report.ready else "What would improve it:"
        for number, remedy in enumerate(report.remedies, 1):
            yield from _remedy(number, remedy)


def typed_lines(command: str) -> Iterator[str]:
    """A command that can be copied as it stands: a long one goes on behind a backslash, never within quotes."""
    line = ""
    for word in _parts(command):
        if line and len(_TYPED) + len(line) + len(word) + 3 > WIDTH:
            yield f"{_TYPED}{line} \\"
            line = f"  {word}"
        else:
            line = f"{line} {word}" if line else word
    yield f"{_TYPED}{line}"


def _system(report: DoctorReport) -> Iterator[str]:
    system = report.system
    inside = f", in a container ({system.container})" if system.container else ""
    gpu = "an NVIDIA GPU" if system.nvidia_gpu else "no NVIDIA GPU"
    cores = f"{system.cores} core{'s' if system.cores != 1 else ''}"
    yield from _labelled(
        "System",
        (
            f"{system.name}{inside}",
            f"kernel {system.kernel}, {system.architecture}, {cores}, {system.memory_bytes / _GIB:.1f} GiB, {gpu}",
            f"Python {system.python}, {f'torch {system.torch}' if system.torch else 'torch is not installed'}",
        ),
    )


def _programs(report: DoctorReport) -> Iterator[tuple[bool, str, str]]:
    for program in report.programs:
        yield program.usable, f"{program.name} {program.version}".strip(), program.note


def _program(usable: bool, name: str, note: str) -> str:
    return f"{'OK  ' if usable else 'NO  '}{name}{f': {note}' if note else ''}"


def _ability(ability: AbilityReport) -> str:
    return _program(ability.works, ability.name, ability.note or ability.why_not)


def _level(level: int, note: str) -> str:
    return f"level {level} of 3, {note}"


def _against(report: DoctorReport) -> Iterator[str]:
    for finding in report.unmet:
        yield f"not kept: {finding}"
    if report.engine_shared:
        yield _FOREIGN


def _places(report: DoctorReport) -> Iterator[str]:
    exercises = [place for place in report.places if place.what == "exercises"]
    for place in report.places:
        if place.what != "exercises":
            room = f", {report.free_bytes / _GIB:.1f} GiB free" if place.what == "sessions" else ""
            little = " (LOW)" if room and report.free_bytes < _LITTLE_ROOM_BYTES else ""
            yield from _labelled(place.what.capitalize(), [f"{_seen(place)}{room}{little}"])
            if place.what == "sessions":
                yield from _labelled("Exercises", map(_seen, exercises))
    if not any(place.shown_by for place in report.places):
        yield from _labelled("", ["No sandbox shows any of these places."])


def _seen(place: PlaceReport) -> str:
    return f"{place.path}{f': EVERY SANDBOX SHOWS IT, with {place.shown_by}' if place.shown_by else ''}"


def _result(report: DoctorReport) -> Iterator[str]:
    yield from (_LIVE,) if report.hidden_checks == "live" else _DEFERRED
    if any(program.name == "git" and not program.usable for program in report.programs):
        yield _NO_GIT


def _remedy(number: int, remedy: RemedyReport) -> Iterator[str]:
    yield from wrapped(f"{remedy.problem[0].upper()}{remedy.problem[1:]}.", first=f"{number:>2}. ", rest=" " * 4)
    yield from wrapped(remedy.why, first=" " * 4, rest=" " * 4)
    for command in remedy.commands:
        yield from typed_lines(command)


def _labelled(label: str, items: Iterable[str]) -> Iterator[str]:
    """Items one below the other behind their label; what an item needs of further lines is indented."""
    for item in items:
        yield from wrapped(item, first=f"{label:<{_LABEL}}", rest=" " * (_LABEL + 4))
        label = ""


def _parts(command: str) -> Iterator[str]:
    """Its words, an option together with what it is set to."""
    option = ""
    for word in _words(command):
        if word.startswith("-"):
            if option:
                yield option
            option = word
        else:
            yield f"{option} {word}" if option else word
            option = ""
    if option:
        yield option


def _words(command: str) -> Iterator[str]:
    """Its parts between spaces that are in no quotes."""
    part, quote = "", ""
    for letter in command:
        if letter == " " and not quote:
            yield part
            part = ""
            continue
        if letter in "'\"" and quote in {"", letter}:
            quote = "" if quote else letter
        part += letter
    yield part
