"""Inside a container: why bubblewrap usually cannot work there, what does, and what the way around costs.

A container's own filter refuses new namespaces (unless it has CAP_SYS_ADMIN), its AppArmor or SELinux profile refuses
mounts, and its masked /proc keeps the kernel from giving a user namespace a fresh one.
"""

from typing import Final

from proctor.sandbox.machine import Machine
from proctor.sandbox.remedy import Remedy

_ENGINES: Final = {
    "docker": ("docker", ("seccomp=unconfined", "apparmor=unconfined"), "systempaths=unconfined"),
    "podman": ("podman", ("seccomp=unconfined", "label=disable"), "unmask=ALL"),
}
_FIRST: Final = (
    "Best: run proctor on the host itself, or in a virtual machine, where the sandbox is the only wall needed."
)
_COST: Final = (
    "Otherwise the container can be started anew with the options below. They take down the container's own walls, "
    "so that only the sandbox is left between a candidate's code and the kernel: do that only for a container that "
    "holds nothing else."
)


def container_remedy(machine: Machine, said: str, *, confined: bool) -> Remedy:
    """What to do where bubblewrap `said` so in a container; `confined`: the kernel's file rules work all the same."""
    now = (
        "Without it, Landlock confines candidate code here (level 2), which is enough for hidden checks."
        if confined
        else "Landlock, which needs no rights, would be enough for hidden checks (level 2), but fails here as well."
    )
    words = _start_words(machine)
    cost = f" {_COST}" if words else ""
    return Remedy(
        f"bubblewrap cannot make a sandbox in this container ({machine.container})",
        f'It says "{said}": containers are kept from making namespaces and mounts of their own. {now} {_FIRST}{cost}',
        words,
    )


def _start_words(machine: Machine) -> tuple[str, ...]:
    """Root keeps the host's user namespace and needs the right to mount; anybody else needs an unmasked /proc."""
    if machine.container not in _ENGINES:
        return ()
    program, options, unmasked = _ENGINES[machine.container]
    rootless_too = (*options, unmasked) if program == "podman" or not machine.root else options
    right = ("--cap-add SYS_ADMIN",) if machine.root else ()
    return (" ".join([f"{program} run", *right, *(f"--security-opt {option}" for option in rootless_too), "..."]),)
