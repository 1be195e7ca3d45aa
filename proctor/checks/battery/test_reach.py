"""What must not be possible for a candidate's code; `canaries` is written for each proof."""

import os
from typing import Any

import canaries

from proctor.checks.author import Candidate


def ask(candidate: Candidate, name: str, *args: object) -> Any:
    """What an attempt says of itself: the code in the candidate's place is ours, so its form is known."""
    return candidate.call(name, *args)


def test_separate_process(candidate: Candidate) -> None:
    """It runs in a process apart from the one that judges, with an environment of its own."""
    assert ask(candidate, "process_id") != os.getpid(), "it shares the judge's process"
    leaked = set(ask(candidate, "environment")) & set(canaries.ENVIRONMENT)
    assert not leaked, f"it can see the environment: {', '.join(sorted(leaked))}"


def test_secret_files(candidate: Candidate) -> None:
    """It cannot read files that are not meant for it."""
    assert ask(candidate, "read_file", canaries.SECRET_PATH) != canaries.SECRET, "it can read the host's files"
    open_paths = ask(candidate, "opened", canaries.GUARDED)
    assert not open_paths, f"it can open {', '.join(open_paths)}"


def test_secret_names(candidate: Candidate) -> None:
    """It cannot even see which of the host's files exist."""
    visible = ask(candidate, "seen", [canaries.SECRET_PATH, *canaries.GUARDED])
    assert not visible, f"it can see that {', '.join(visible)} is there"


def test_network(candidate: Candidate) -> None:
    """It reaches no network and no listener of the host."""
    answered = ask(candidate, "connected", canaries.PORT, canaries.ABSTRACT, canaries.SOCKET_PATH)
    assert not answered, f"it reached the host's listener ({', '.join(answered)})"
    made = ask(candidate, "families")
    assert not made, f"it can make sockets of {', '.join(made)}"


def test_writing(candidate: Candidate) -> None:
    """It cannot change anything outside of its own folders."""
    changed = ask(candidate, "written", canaries.FOLDERS)
    assert not changed, f"it can write in {', '.join(changed)}"


def test_processes(candidate: Candidate) -> None:
    """It cannot send signals to the host's processes or look into them."""
    done = ask(candidate, "touched", canaries.PID, canaries.STARTED)
    assert not done, f"it reached a process of the host ({', '.join(done)})"


def test_privileges(candidate: Candidate) -> None:
    """It has no rights beyond its own files, can gain none, and its system calls are filtered.

    What programs could give at most (CapBnd) cannot be narrowed by an ordinary account, and gives nothing to who
    cannot gain by running one.
    """
    found = ask(candidate, "privileges")
    rights = {name: value for name, value in found.items() if name in {"CapEff", "CapPrm"} and int(value, 16)}
    assert not rights, f"it has capabilities: {rights}"
    assert found.get("NoNewPrivs") == "1", "it could gain rights by running a program"
    assert found.get("Seccomp") == "2", "its system calls are not filtered"
