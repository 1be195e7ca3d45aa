"""`proctor doctor`: once for real, and its words and shapes for machines that are made up."""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import proctor
from proctor.checks.request import Ready
from proctor.cli.doctor import Trials, report_of
from proctor.cli.doctor_places import PlaceReport, exposed, places
from proctor.cli.doctor_programs import ProgramReport, missing, programs
from proctor.cli.doctor_report import DoctorReport
from proctor.cli.doctor_words import report_lines, typed_lines
from proctor.cli.render import WIDTH
from proctor.host.shell.isolation import ShellIsolation
from proctor.sandbox.abilities import Ability
from proctor.sandbox.machine import Machine
from proctor.sandbox.remedies import Facts
from tests.cli.conftest import Call

CHECKOUT = Path(proctor.__file__).parents[1]
HEAVY = {"torch", "textual", "git", "numpy", "pytest"}
UBUNTU = Machine(
    system="linux",
    name="Ubuntu 24.04.1 LTS",
    kernel="6.8.0-35-generic",
    architecture="x86_64",
    family=("ubuntu", "debian"),
    version=(24, 4),
    python="3.12.3",
    torch="2.13.0",
    memory_bytes=16 << 30,
    cores=8,
    bubblewrap="/usr/bin/bwrap",
)
DENIED = "bwrap: setting up uid map: Permission denied"
GIT = ProgramReport(name="git", usable=True, version="2.43.0")
NO_GIT = ProgramReport(name="git", usable=False, note="not installed")


def report(
    level: int, *, on: Machine = UBUNTU, said: str = "", git: ProgramReport = GIT, shown: str | None = None
) -> DoctorReport:
    sandbox = Ability("bubblewrap", said)
    trials = Trials(
        ready=Ready(isolation=level, isolation_note="what it holds", unmet=() if level > 2 else ("it can see a file",)),
        shell=ShellIsolation(level, "what a shell is left with"),
        sandbox=sandbox,
        file_rules=Ability("Landlock"),
        call_filter=Ability("seccomp"),
    )
    where = (
        PlaceReport(what="sessions", path=str(CHECKOUT / "sessions"), variable="PROCTOR_SESSIONS", shown_by=shown),
        PlaceReport(what="exercises", path="/e", variable="PROCTOR_EXERCISES", shown_by=None),
        PlaceReport(what="sockets", path="/r", variable="PROCTOR_RUNTIME", shown_by=None),
    )
    facts = Facts(
        machine=on,
        sandbox=sandbox,
        file_rules=trials.file_rules,
        call_filter=trials.call_filter,
        level=level,
        missing=missing((git,)),
        exposed=exposed(where),
    )
    return report_of(facts, trials, (git,), where)


def text(found: DoctorReport) -> str:
    return " ".join(" ".join(report_lines(found)).split())


@pytest.fixture(scope="module")
def runtime() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pd-", dir="/tmp") as folder:
        yield Path(folder)


def carried_out(runtime: Path, *words: str, path: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PROCTOR_")},
        "PYTHONPATH": str(CHECKOUT),
        "PROCTOR_SESSIONS": str(runtime / "s"),
        "PROCTOR_RUNTIME": str(runtime / "r"),
    }
    if path:
        environment["PATH"] = path
    command = [sys.executable, "-m", "proctor", "doctor", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)


@pytest.fixture(scope="module")
def told(runtime: Path) -> Mapping[str, Any]:
    """What the command says of this very machine."""
    done = carried_out(runtime, "--json")
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if said["ready"] else 3), done.stderr
    return said


def test_the_level_shown_is_one_that_was_proved_here(told: Mapping[str, Any]) -> None:
    level = told["isolation"]["level"]
    works = {ability["name"]: ability["works"] for ability in told["abilities"]}
    assert works.keys() == {"bubblewrap", "Landlock", "seccomp"}
    assert level < 3 or works["bubblewrap"]
    assert level < 2 or works["seccomp"]
    assert (told["unmet"] == []) == (level == 3)
    assert told["hidden_checks"] == ("live" if level >= 2 else "deferred")


def test_every_finding_has_its_reason_or_its_remedy(told: Mapping[str, Any]) -> None:
    assert all(ability["works"] or ability["why_not"] for ability in told["abilities"])
    assert told["isolation"]["level"] == 3 or told["remedies"]
    assert next(place["what"] for place in told["places"]) == "sessions"
    assert told["free_bytes"] > 0
    assert told["system"]["torch"]


def test_nothing_of_it_is_left_behind(told: Mapping[str, Any], runtime: Path) -> None:
    assert not list((runtime / "r").iterdir())
    assert not (runtime / "s").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a second way to confine")
def test_a_machine_without_bubblewrap_and_git_is_told_so(runtime: Path) -> None:
    done = carried_out(runtime, path=str(runtime))
    assert done.returncode == 3
    assert "NO  git: not installed" in done.stdout
    assert "NO  bubblewrap: bwrap is not installed" in done.stdout
    assert "No session can be recorded" in done.stdout
    assert "level 3 of 3" not in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux confines")
def test_a_place_that_sandboxes_show_is_found_by_trying(runtime: Path) -> None:
    with tempfile.TemporaryDirectory(dir=sys.prefix, prefix="sessions-") as folder:
        Path(folder).chmod(0o755)
        own = {**os.environ, "PROCTOR_SESSIONS": folder, "PROCTOR_RUNTIME": str(runtime / "r")}
        command = [sys.executable, "-m", "proctor", "doctor", "--json"]
        done = subprocess.run(command, env=own, capture_output=True, text=True, timeout=100, check=False)
        told = json.loads(done.stdout)
    assert done.returncode == 3
    assert told["isolation"]["level"] < 2
    assert any(folder in finding for finding in told["unmet"])
    assert any(folder in remedy["problem"] for remedy in told["remedies"])


def test_everything_fits_the_screen() -> None:
    for found in (report(3), report(1, said=DENIED, git=NO_GIT, shown=str(CHECKOUT)), report(2, said=DENIED)):
        long = [line for line in report_lines(found) if len(line) > WIDTH]
        assert not [line for line in long if " " in line[WIDTH // 2 :].rstrip(" \\")]
    assert len(list(report_lines(report(3)))) <= 24


def test_a_machine_that_confines_is_ready_and_has_nothing_to_do() -> None:
    found = report(3)
    assert found.ready
    assert "Hidden checks run live on this machine." in text(found)
    assert "What" not in text(found)


def test_level_two_is_ready_and_can_be_better() -> None:
    found = report(2, said=DENIED)
    assert found.ready
    assert "not kept: it can see a file" in text(found)
    assert "What would improve it: 1. Bubblewrap cannot make a sandbox." in text(found)


def test_below_level_two_checks_are_deferred_and_it_says_until_when() -> None:
    found = report(1, said=DENIED)
    assert not found.ready
    assert found.hidden_checks == "deferred"
    assert "Hidden checks are deferred" in text(found)
    assert "proctor check SESSION --all-snapshots" in text(found)
    assert "What to do:" in text(found)


def test_without_git_a_machine_is_not_ready_whatever_it_confines() -> None:
    found = report(3, git=NO_GIT)
    assert not found.ready
    assert "No session can be recorded" in text(found)


def test_a_place_that_every_sandbox_shows_stands_out() -> None:
    found = report(1, shown=str(CHECKOUT))
    assert "EVERY SANDBOX SHOWS IT" in text(found)
    assert "No sandbox shows any" not in text(found)


def test_an_engine_of_somebody_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_ENGINE", "/somewhere/s")
    assert "PROCTOR_ENGINE names the engine" in text(report(3))


@pytest.mark.parametrize(
    "command",
    [
        "sudo apt-get install bubblewrap",
        "docker run --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined ...",
        "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX lsm=landlock,lockdown,yama,integrity,apparmor\"' | sudo tee /x",
    ],
)
def test_a_long_command_means_the_same_over_several_lines(command: str) -> None:
    lines = list(typed_lines(command))
    assert shlex.split("\n".join(lines).replace("\\\n", "")) == shlex.split(command)
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert all(len(line) <= WIDTH or "'" in line for line in lines)


def place_programs(folder: Path, **said: str) -> None:
    for name, words in said.items():
        (folder / name).write_text(f"#!/bin/sh\necho '{words}'\n")
        (folder / name).chmod(0o755)


def test_programs_are_named_with_their_versions(tmp_path: Path) -> None:
    place_programs(tmp_path, git="git version 2.39.5", tmux="tmux 3.3a", bwrap="bubblewrap 0.8.0")
    found = {program.name: program for program in programs({"PATH": str(tmp_path)})}
    assert {name: found[name].version for name in ("git", "tmux", "bwrap")} == {
        "git": "2.39.5",
        "tmux": "3.3a",
        "bwrap": "0.8.0",
    }
    assert missing(tuple(found.values())) == ("editor",)


def test_a_tmux_that_is_too_old_counts_as_missing(tmp_path: Path) -> None:
    place_programs(tmp_path, tmux="tmux 2.9")
    found = {program.name: program for program in programs({"PATH": str(tmp_path)})}
    assert not found["tmux"].usable
    assert "3.2 or newer" in found["tmux"].note


def test_an_editor_that_no_sandbox_shows_is_said(tmp_path: Path) -> None:
    place_programs(tmp_path, myeditor="")
    path = f"{tmp_path}:/usr/bin:/bin"
    *_, editor = programs({"PATH": path, "EDITOR": str(tmp_path / "myeditor")})
    assert "myeditor" in editor.note
    *_, named = programs({"PATH": path, "VISUAL": "sh"})
    assert (named.usable, named.version, named.note) == (True, "sh", "")


def test_places_are_those_of_the_environment(own_place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "more").mkdir()
    monkeypatch.setenv("PROCTOR_EXERCISES", str(tmp_path / "more"))
    found = {place.path: place for place in places()}
    assert found[str(own_place)].what == "sessions"
    assert found[str(tmp_path / "more")].what == "exercises"
    assert found[str(tmp_path / "r")].what == "sockets"
    assert exposed(tuple(found.values())) == ()


def test_a_place_below_the_interpreter_is_exposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCTOR_SESSIONS", str(Path(sys.prefix) / "mine"))
    (seen,) = exposed(places())
    assert (seen.what, seen.below, seen.variable) == ("sessions", Path(sys.prefix).resolve(), "PROCTOR_SESSIONS")


def test_it_is_in_the_help_and_the_completion(call: Call) -> None:
    assert re.search(r"^  doctor +", call("--help").out, re.MULTILINE)
    assert 'doctor) words="--help --json --yes"' in call("completion", "bash").out


def test_the_command_itself_loads_nothing_heavy() -> None:
    code = f"import sys, proctor.cli.doctor; print(*({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
