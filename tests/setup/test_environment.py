"""The environment is made once, known to be complete, and repaired when it is not."""

import os
import re
import select
import signal
import subprocess
import time

import pytest

from tests.setup.machine import Machine


def made(machine: Machine) -> int:
    """How often an environment was made from nothing."""
    return len([call for call in machine.calls if call.startswith("python -m venv ")])


def pip_calls(machine: Machine) -> list[str]:
    return [call for call in machine.calls if call.startswith("python -m pip install")]


def test_a_second_run_starts_no_python_at_all(machine: Machine) -> None:
    assert machine.install().returncode == 0
    machine.forget_calls()
    said = machine.install()
    assert (said.returncode, said.stderr, machine.calls) == (0, "", [])
    assert "./install.sh start" in said.stdout


@pytest.mark.parametrize("changed", ["proctor/__init__.py", "pyproject.toml", "constraints.txt", "setup/torch.sh"])
def test_a_changed_source_is_set_up_again_in_the_same_environment(machine: Machine, changed: str) -> None:
    machine.install()
    machine.forget_calls()
    with (machine.checkout / changed).open("a") as file:
        file.write("\n# changed\n")
    assert machine.install().returncode == 0
    assert made(machine) == 0
    assert pip_calls(machine)[-1].endswith("/.venv/build")


def test_a_renamed_module_is_noticed(machine: Machine) -> None:
    machine.install()
    machine.forget_calls()
    (machine.checkout / "proctor/__init__.py").rename(machine.checkout / "proctor/other.py")
    machine.install()
    assert pip_calls(machine)


def test_packages_are_pinned_and_the_program_brings_none_of_its_own(machine: Machine) -> None:
    machine.install()
    calls = pip_calls(machine)
    assert all(f"-c {machine.checkout}/constraints.txt" in call for call in calls if "--dry-run" not in call)
    assert "--no-deps" in calls[-1]
    assert "-e" not in calls[-1].split()


def test_developers_tools_come_with_the_tests_and_serve_the_start_too(machine: Machine) -> None:
    machine.install()
    assert "ruff" not in (machine.checkout / ".venv/requirements.txt").read_text()
    said = machine.install("test", "-k", "two words")
    assert said.returncode == 0
    assert said.stdout == "<-m><pytest><-n><auto><--maxprocesses><4><--dist><worksteal><-k><two words>"
    assert "ruff" in (machine.checkout / ".venv/requirements.txt").read_text()
    machine.forget_calls()
    machine.install()
    assert machine.calls == []


def cut_short(machine: Machine, number: signal.Signals) -> subprocess.CompletedProcess[str]:
    """Start the practice exercise and send a signal to the whole of set-up while pip is at work."""
    pip_waits = machine.root / "state" / "pip-waits"
    os.mkfifo(pip_waits)
    process = machine.start_install("start")
    deadline_s = time.monotonic() + 20
    while not pip_calls(machine) and time.monotonic() < deadline_s:
        select.select([], [], [], 0.01)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=20)
    pip_waits.unlink()
    return subprocess.CompletedProcess((), process.returncode, out, err)


def test_a_set_up_killed_half_way_is_repaired_by_the_next(machine: Machine) -> None:
    assert cut_short(machine, signal.SIGKILL).returncode == -signal.SIGKILL
    said = machine.install()
    assert said.returncode == 0
    assert "rebuild (the last set-up was cut short)" in said.stderr
    assert made(machine) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_set_up_opens_nothing_and_says_how_to_go_on(machine: Machine, number: signal.Signals) -> None:
    said = cut_short(machine, number)
    assert said.returncode == 130
    assert said.stdout == ""
    assert "set-up was interrupted" in said.stderr
    assert "run ./install.sh again" in said.stderr


def test_a_folder_that_was_moved_gets_a_new_environment(machine: Machine) -> None:
    machine.install()
    machine.checkout = machine.checkout.rename(machine.root / "elsewhere")
    said = machine.install()
    assert "rebuild (it was made for another folder)" in said.stderr
    assert (machine.checkout / ".venv/proctor-home").read_text() == f"{machine.checkout}\n"


def test_an_active_environment_can_be_replaced(machine: Machine) -> None:
    machine.install()
    inside = machine.checkout / ".venv/bin"
    (inside / "python3").symlink_to("python")
    (machine.checkout / ".venv/.proctor-unfinished").touch()
    said = machine.install(PATH=f"{inside}:{machine.environment['PATH']}")
    assert said.returncode == 0
    assert f"python       {machine.root}/bin/python3\n" in said.stderr
    assert made(machine) == 2


def test_an_environment_whose_python_is_gone_is_made_again(machine: Machine) -> None:
    machine.install()
    (machine.checkout / ".venv/bin/python").unlink()
    assert "rebuild (its Python does not run or is too old)" in machine.install().stderr


def test_a_failing_pip_shows_its_last_words_and_what_to_do(machine: Machine) -> None:
    machine.state("pip-fails", "ERROR: No matching distribution found for pip\n")
    said = machine.install()
    assert said.returncode == 3
    assert "  | ERROR: No matching distribution found for pip" in said.stderr
    assert "check that pip reaches a package index" in said.stderr
    machine.forget_state("pip-fails")
    assert machine.install().returncode == 0
    assert made(machine) == 1


def test_a_full_disk_is_named(machine: Machine) -> None:
    machine.state("pip-fails", "OSError: [Errno 28] No space left on device\n")
    assert "free at least 3 GB" in machine.install().stderr


def test_two_at_once_make_one_environment(machine: Machine) -> None:
    both = [machine.start_install() for _ in range(2)]
    assert [process.wait(timeout=30) for process in both] == [0, 0]
    for process in both:
        process.communicate()
    assert made(machine) == 1


def test_debians_missing_venv_is_installed_where_that_is_allowed(machine: Machine) -> None:
    machine.state("no-ensurepip")
    machine.manager("apt-get")
    machine.answers("id", "0")
    assert machine.install().returncode == 0
    assert [call for call in machine.calls if call.startswith("apt-get") and "-venv" in call]
    assert made(machine) == 1


def test_debians_missing_venv_is_named_where_it_may_not_be_installed(machine: Machine) -> None:
    machine.state("no-ensurepip")
    machine.state("no-pip")
    machine.manager("apt-get")
    said = machine.install()
    assert said.returncode == 3
    assert re.search(r"hint: sudo apt-get install python3\.\d+-venv\nthen run ./install.sh again\n", said.stderr)


def test_without_ensurepip_an_installed_pip_fills_the_environment(machine: Machine) -> None:
    machine.state("no-ensurepip")
    assert machine.install().returncode == 0
    assert [call for call in machine.calls if "venv --without-pip" in call]
    assert [call for call in machine.calls if "pip --python" in call]


def test_virtualenv_serves_where_python_cannot(machine: Machine) -> None:
    machine.state("no-ensurepip")
    machine.program("virtualenv", '#!/usr/bin/env bash\necho "virtualenv $*" >>"$CALLS"\nexec "$2" -m venv "$3"\n')
    assert machine.install().returncode == 0
    assert [call for call in machine.calls if call.startswith("virtualenv -p ")]
