"""What can be asked of install.sh, and what reaches the program behind it."""

import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from tests.setup.machine import CHECKOUT, Machine


@pytest.mark.parametrize(
    ("arguments", "passed_on"),
    [
        ((), "<proctor><start><practice-rms-norm>"),
        (("--level", "junior"), "<proctor><start><practice-rms-norm><--level><junior>"),
        (("layer/other", "--level", "senior"), "<proctor><start><layer/other><--level><senior>"),
        (("layer/other", "--candidate", "two words"), "<proctor><start><layer/other><--candidate><two words>"),
    ],
)
def test_start_opens_the_named_exercise_or_the_practice_one(
    machine: Machine, arguments: tuple[str, ...], passed_on: str
) -> None:
    said = machine.install("start", *arguments)
    assert said.returncode == 0
    assert said.stdout == f"home={machine.checkout}\n{passed_on}"


def test_the_program_can_find_its_checkout(machine: Machine) -> None:
    machine.install()
    assert (machine.checkout / ".venv/proctor-home").read_text() == f"{machine.checkout}\n"


def test_an_unknown_word_is_a_usage_error_that_names_the_help(machine: Machine) -> None:
    said = machine.install("strat")
    assert said.returncode == 2
    assert "unknown word: strat" in said.stderr
    assert "--help" in said.stderr
    assert not (machine.checkout / ".venv").exists()


def test_help_lists_every_word(machine: Machine) -> None:
    said = machine.install("--help")
    assert said.returncode == 0
    for word in ("start", "test", "--plan", "PROCTOR_SESSIONS"):
        assert word in said.stdout


def test_no_colour_is_written_where_nobody_sees_it(machine: Machine) -> None:
    assert "\x1b" not in machine.install(TERM="xterm-256color").stderr


def pinned() -> dict[str, str]:
    lines = (CHECKOUT / "constraints.txt").read_text().splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {name.lower(): version for name, version in pairs}


def test_every_dependency_is_pinned_to_a_version_that_it_allows_and_that_is_installed() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    for line in (*project["dependencies"], *project["optional-dependencies"]["dev"]):
        requirement = Requirement(line)
        version = pinned()[requirement.name.lower()]
        assert requirement.specifier.contains(version), line
        assert metadata.version(requirement.name).split("+")[0] == version
