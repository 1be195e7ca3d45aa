"""Set-up serves the machines it says it serves, and refuses the others before it touches anything."""

import pytest

from tests.setup.machine import FAKE_PYTHON, Machine


@pytest.mark.parametrize(
    ("system", "architecture", "words"),
    [
        ("FreeBSD", "amd64", "FreeBSD on amd64"),
        ("Linux", "i686", "Linux on i686"),
        ("Darwin", "x86_64", "macOS on x86_64"),
        ("MINGW64_NT-10.0", "x86_64", "Windows"),
    ],
)
def test_another_platform_is_refused_and_left_alone(
    machine: Machine, system: str, architecture: str, words: str
) -> None:
    machine.is_platform(system, architecture)
    said = machine.install("start")
    assert said.returncode == 3
    assert f"{words} is not supported; nothing was changed" in said.stderr
    assert "hint: " in said.stderr
    assert machine.calls == []
    assert not (machine.checkout / ".venv").exists()


def test_musl_is_refused_because_torch_has_no_packages_for_it(machine: Machine) -> None:
    machine.answers("ldd", "musl libc (x86_64)", status=1)
    said = machine.install()
    assert said.returncode == 3
    assert "musl" in said.stderr
    assert not (machine.checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("system", "architecture", "named"),
    [
        ("Linux", "x86_64", "linux x86_64"),
        ("Linux", "aarch64", "linux aarch64"),
        ("Darwin", "arm64", "macos arm64"),
    ],
)
def test_the_plan_names_the_platform_and_changes_nothing(
    machine: Machine, system: str, architecture: str, named: str
) -> None:
    machine.is_platform(system, architecture)
    said = machine.install("--plan")
    assert said.returncode == 0
    assert f"platform: {named}\n" in said.stdout
    assert "venv: create\n" in said.stdout
    assert not (machine.checkout / ".venv").exists()


def test_a_mac_is_told_what_it_cannot_do(machine: Machine) -> None:
    machine.is_platform("Darwin", "arm64")
    assert "candidates are not confined here" in machine.install().stderr


def test_an_old_python_ends_with_the_command_that_installs_a_newer_one(machine: Machine) -> None:
    machine.state("old-python")
    machine.manager("apt-get")
    said = machine.install()
    assert said.returncode == 3
    assert "Python 3.11 or newer was not found" in said.stderr
    assert "sudo apt-get install python3.11 python3.11-venv" in said.stderr


def test_the_newest_python_on_path_is_taken(machine: Machine) -> None:
    for name in ("python3.11", "python3.12"):
        machine.program(name, FAKE_PYTHON)
    assert f"python: {machine.root}/bin/python3.12\n" in machine.install("--plan").stdout


def test_a_named_python_goes_before_the_others(machine: Machine) -> None:
    machine.program("my-python", FAKE_PYTHON)
    assert "/my-python\n" in machine.install("--plan", PROCTOR_PYTHON="my-python").stdout
    said = machine.install("--plan", PROCTOR_PYTHON="absent-python")
    assert said.returncode == 3
    assert "PROCTOR_PYTHON=absent-python" in said.stderr
