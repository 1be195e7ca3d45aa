"""Landlock: in the kernel since 5.13, and in force only where it is in the list of security modules.

Source: the kernel's userspace-api/landlock, section on kernel support; `lsm=` in its list of boot parameters.
"""

from typing import Final

from proctor.sandbox.machine import Machine
from proctor.sandbox.remedy import Remedy, as_root

SINCE: Final = (5, 13)
_MODULE: Final = "landlock"
_ALWAYS_FIRST: Final = "capability"
_PROBLEM: Final = "the kernel offers no Landlock"
_FOR: Final = "Landlock confines candidate code where bubblewrap cannot (level 2). "


def landlock_remedy(machine: Machine) -> Remedy:
    """What to do where the kernel hides no file for a process that asks for it."""
    if machine.kernel_version < SINCE:
        return Remedy(
            f"{_PROBLEM}: {machine.kernel} is too old",
            f"{_FOR}It came with Linux {SINCE[0]}.{SINCE[1]}: take a newer release of your distribution.",
        )
    if machine.container and (not machine.modules or _MODULE in machine.modules):
        return Remedy(
            f"this container ({machine.container}) does not let Landlock be used",
            f"{_FOR}The kernel of the host must offer it, and the container's filter of system calls let it through: "
            "Docker's does from version 23 on, Podman's since 2023.",
        )
    if not machine.modules:
        return Remedy(
            _PROBLEM,
            f"{_FOR}This kernel is new enough, so it was built without, or boots without: put landlock in front of "
            "the list that the first command shows, and boot with lsm=landlock,LIST.",
            (as_root(machine, "cat /sys/kernel/security/lsm"),),
        )
    modules = ",".join([_MODULE, *(name for name in machine.modules if name not in {_MODULE, _ALWAYS_FIRST})])
    return Remedy(
        f"{_PROBLEM}: it is not among the security modules in force",
        f"{_FOR}Boot with lsm={modules} (the modules of now, with landlock in front), then restart the machine.",
        _boot_words(machine, modules),
    )


def _boot_words(machine: Machine, modules: str) -> tuple[str, ...]:
    family = set(machine.family)
    if family & {"debian", "ubuntu"}:
        line = f'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX lsm={modules}"'
        write = as_root(machine, "tee /etc/default/grub.d/landlock.cfg")
        return (f"echo '{line}' | {write}", as_root(machine, "update-grub"), as_root(machine, "reboot"))
    if family & {"fedora", "rhel"}:
        boot = as_root(machine, f'grubby --update-kernel=ALL --args="lsm={modules}"')
        return (boot, as_root(machine, "reboot"))
    return ()
