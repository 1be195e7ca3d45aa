"""System programs: installed where nobody has to be asked, named to the letter where somebody has to."""

import pytest

from tests.setup.machine import Machine

TYPED = {
    "apt-get": "sudo apt-get install git tmux bubblewrap",
    "dnf": "sudo dnf install git tmux bubblewrap",
    "pacman": "sudo pacman -S git tmux bubblewrap",
    "zypper": "sudo zypper install git tmux bubblewrap",
    "apk": "sudo apk add git tmux bubblewrap",
}


def lose_programs(machine: Machine) -> None:
    for name in ("git", "tmux", "bwrap"):
        (machine.root / "bin" / name).unlink()


def manager_calls(machine: Machine, manager: str) -> list[str]:
    return [call for call in machine.calls if call.startswith(f"{manager} ")]


@pytest.mark.parametrize("manager", TYPED)
def test_without_rights_the_exact_command_is_said_and_set_up_goes_on(machine: Machine, manager: str) -> None:
    lose_programs(machine)
    machine.manager(manager)
    said = machine.install()
    assert said.returncode == 0
    assert f"to install them: {TYPED[manager]}" in said.stderr
    assert "without git no session can be recorded" in said.stderr
    assert manager_calls(machine, manager) == []


@pytest.mark.parametrize("manager", TYPED)
def test_root_gets_them_installed_without_a_question(machine: Machine, manager: str) -> None:
    lose_programs(machine)
    machine.manager(manager)
    machine.answers("id", "0")
    said = machine.install()
    assert said.returncode == 0
    assert "to install them" not in said.stderr
    (call,) = manager_calls(machine, manager)
    assert call.endswith("git tmux bubblewrap")
    assert machine.install("--plan").stdout.count("programs: all present") == 1


def test_sudo_without_a_password_is_right_enough(machine: Machine) -> None:
    lose_programs(machine)
    machine.manager("apt-get")
    machine.program("sudo", '#!/usr/bin/env bash\nshift\n[ "$1" = true ] || "$@"\n')
    assert "programs: install with apt-get: git tmux bubblewrap" in machine.install("--plan").stdout
    assert machine.install().returncode == 0
    assert len(manager_calls(machine, "apt-get")) == 1


def test_sudo_that_wants_a_password_is_not_asked(machine: Machine) -> None:
    lose_programs(machine)
    machine.manager("apt-get")
    machine.answers("sudo", "a password is required", status=1)
    assert f"programs: ask for: {TYPED['apt-get']}" in machine.install("--plan").stdout


def test_a_person_can_forbid_the_package_manager(machine: Machine) -> None:
    lose_programs(machine)
    machine.manager("apt-get")
    machine.answers("id", "0")
    assert machine.install(PROCTOR_SYSTEM_PACKAGES="no").returncode == 0
    assert manager_calls(machine, "apt-get") == []


def test_apt_fetches_its_lists_when_they_are_too_old_and_a_failure_is_said(machine: Machine) -> None:
    lose_programs(machine)
    machine.manager("apt-get")
    machine.answers("id", "0")
    machine.state("manager-fails")
    said = machine.install()
    assert said.returncode == 0
    assert "apt-get could not" in said.stderr
    assert "to install them: apt-get install git tmux bubblewrap" in said.stderr
    assert manager_calls(machine, "apt-get")[-1] == "apt-get -q update"


def test_without_any_package_manager_the_packages_are_named(machine: Machine) -> None:
    lose_programs(machine)
    said = machine.install()
    assert said.returncode == 0
    assert "install with your package manager: git tmux bubblewrap" in said.stderr


def test_only_what_is_missing_is_installed(machine: Machine) -> None:
    (machine.root / "bin" / "tmux").unlink()
    machine.manager("dnf")
    assert "programs: ask for: sudo dnf install tmux\n" in machine.install("--plan").stdout


def test_a_mac_is_never_asked_for_bubblewrap_and_brew_needs_no_root(machine: Machine) -> None:
    lose_programs(machine)
    machine.is_platform("Darwin", "arm64")
    machine.manager("brew")
    assert "programs: install with brew: git tmux\n" in machine.install("--plan").stdout
