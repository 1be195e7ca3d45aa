"""From what is known of a machine to what a person can do about it: a pure table, the most important first."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proctor.sandbox.abilities import Ability
from proctor.sandbox.machine import Machine
from proctor.sandbox.remedy import Remedy, as_root, installation
from proctor.sandbox.remedy_apparmor import apparmor_remedy
from proctor.sandbox.remedy_container import container_remedy
from proctor.sandbox.remedy_landlock import landlock_remedy

_PACKAGES: Final = {"git": "git", "tmux": "tmux", "bwrap": "bubblewrap", "editor": "vim"}
_LOST: Final = {
    "git": "without git no session can be recorded",
    "tmux": "without tmux (3.2 or newer) the screen makes room for the editor, then comes back",
    "bwrap": "bubblewrap makes the sandbox of level 3",
    "editor": "no editor was found",
}
_IN_CONTAINER: Final = " In a container bubblewrap often cannot work; then it is said here what is left."
_ON_HOST: Final = " It has to be set on the machine that the container runs on."
_CONFINED: Final = 2
_NAMESPACES_MAX: Final = 28633
_SETTINGS_FILE: Final = "/etc/sysctl.d/60-user-namespaces.conf"


@dataclass(frozen=True, slots=True)
class Exposed:
    """A place that code in a sandbox can see, because it lies below a folder that every sandbox shows.

    `variable` is the environment variable that moves it; paths are absolute.
    """

    what: str
    path: Path
    below: Path
    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What remedies follow from.

    `level` is the isolation that was proved; `missing` are programs, of git, tmux, bwrap and editor.
    """

    machine: Machine
    sandbox: Ability
    file_rules: Ability
    call_filter: Ability
    level: int
    missing: tuple[str, ...] = ()
    exposed: tuple[Exposed, ...] = ()


def remedies(facts: Facts) -> tuple[Remedy, ...]:
    """What to do, in this order; empty where nothing is wanting."""
    return tuple(_remedies(facts))


def _remedies(facts: Facts) -> Iterator[Remedy]:
    machine = facts.machine
    on_linux = machine.system == "linux"
    missing = [name for name in facts.missing if on_linux or name != "bwrap"]
    if missing:
        lost = "; ".join(_LOST[name] for name in missing)
        packages = [_PACKAGES[name] for name in missing]
        doubt = _IN_CONTAINER if machine.container and "bwrap" in missing else ""
        yield Remedy(
            f"not found: {', '.join(packages)}",
            f"{lost[0].upper()}{lost[1:]}.{doubt}",
            installation(machine, *packages),
        )
    if not on_linux:
        yield _elsewhere(machine)
        return
    if not facts.call_filter.works:
        yield _unfiltered(machine, facts.call_filter.why_not)
    if not facts.sandbox.works and "bwrap" not in facts.missing:
        yield _sandbox_remedy(facts)
    if not (facts.sandbox.works or facts.file_rules.works):
        yield landlock_remedy(machine)
    for exposed in facts.exposed:
        yield _exposure(exposed)


def _elsewhere(machine: Machine) -> Remedy:
    return Remedy(
        f"{machine.name} has no confinement that proctor could use: level 1",
        "Practice, watching, replay and authoring need none. Hold evaluations on a Linux machine: the candidate logs "
        "in there by SSH. Hidden checks of a session that was held here run later, from its record, on Linux.",
        ("ssh -t LINUX-MACHINE proctor doctor", "ssh -t LINUX-MACHINE proctor start EXERCISE"),
    )


def _unfiltered(machine: Machine, said: str) -> Remedy:
    return Remedy(
        "system calls cannot be filtered, so no level above 1 is possible",
        f"{said[0].upper()}{said[1:]}. Filters are known for x86_64 and aarch64, on kernels with "
        f"CONFIG_SECCOMP_FILTER; this is {machine.architecture}.",
    )


def _sandbox_remedy(facts: Facts) -> Remedy:
    """The first cause that fits; as root neither the rules for others nor AppArmor's restriction apply."""
    machine, said = facts.machine, facts.sandbox.why_not
    if machine.unreadable:
        return _unreadable(machine)
    if not machine.root and machine.rules.unprivileged_clone == 0:
        return _setting(machine, "kernel.unprivileged_userns_clone", 1, "Debian up to 10 had it so; so do some others.")
    if not machine.root and machine.rules.namespaces_max == 0:
        return _setting(machine, "user.max_user_namespaces", _NAMESPACES_MAX, "Guides to hardening set it to 0.")
    if machine.container:
        return container_remedy(machine, said, confined=facts.level >= _CONFINED)
    if not machine.root and machine.rules.apparmor_restricts:
        return apparmor_remedy(machine)
    return Remedy(
        "bubblewrap cannot make a sandbox",
        f'It says "{said}". The cause is none that is known here; see whether the first command works, and what the '
        "kernel says about it.",
        (
            "bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev true",
            as_root(machine, "dmesg | grep -i -E 'apparmor|avc|bwrap' | tail"),
        ),
    )


def _unreadable(machine: Machine) -> Remedy:
    return Remedy(
        f"other accounts cannot read {machine.unreadable}",
        "For root, candidate code runs as an account without any rights, which has to read this Python. Best: use "
        "proctor from an ordinary account. Otherwise let others read that folder; where it lies below one that is "
        "closed to them, nobody outside of a sandbox can reach it all the same.",
        (f"chmod -R o+rX {machine.unreadable}",),
    )


def _setting(machine: Machine, name: str, value: int, who: str) -> Remedy:
    write = as_root(machine, f"tee {_SETTINGS_FILE}")
    return Remedy(
        f"this machine lets no ordinary program make user namespaces ({name} is 0)",
        f"Without one, bubblewrap makes no sandbox. {who} If that is meant, hold evaluations elsewhere."
        f"{_ON_HOST if machine.container else ''}",
        (f"echo {name}={value} | {write}", as_root(machine, "sysctl --system")),
    )


def _exposure(exposed: Exposed) -> Remedy:
    return Remedy(
        f"candidate code could read the {exposed.what} in {exposed.path}",
        f"They lie below {exposed.below}, which every sandbox shows because Python or the system needs it. Move them "
        f"elsewhere, and say where with {exposed.variable}.",
        (
            f'mkdir -p "$HOME/proctor" && mv {shlex.quote(str(exposed.path))} "$HOME/proctor/{exposed.path.name}"',
            f'export {exposed.variable}="$HOME/proctor/{exposed.path.name}"',
        ),
    )
