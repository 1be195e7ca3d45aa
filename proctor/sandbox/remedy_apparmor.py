"""AppArmor on Ubuntu since 23.10: who may make user namespaces is decided by profile, and bubblewrap needs one.

Sources: Ubuntu's release notes of 24.04 and 25.04; apparmor.d(5) for how profiles attach. Switching the restriction
off would open it for every program of the machine, so that is never advised.
"""

from typing import Final

from proctor.sandbox.machine import Machine
from proctor.sandbox.namespaces import PROFILE_FOLDER, USUAL_PROGRAM
from proctor.sandbox.remedy import Remedy, as_root, installation

_PROFILE: Final = "bwrap-userns-restrict"
_SHIPPED: Final = f"/usr/share/apparmor/extra-profiles/{_PROFILE}"
_ACTIVE: Final = f"{PROFILE_FOLDER}/{_PROFILE}"
_SHIPS_EXTRA: Final = (24, 4)
_SHIPS_ACTIVE: Final = (25, 4)
_WHY: Final = (
    'AppArmor takes away what a program needs inside a user namespace (bubblewrap then says "setting up uid map: '
    'Permission denied" or "Failed RTM_NEWADDR"), unless a profile allows that program to have it. '
)
_NOT_FOR_ALL: Final = " Do not switch the restriction off for the whole machine: one program needs the exception."


def apparmor_remedy(machine: Machine) -> Remedy:
    """What to do where AppArmor keeps bubblewrap from making namespaces."""
    if machine.bubblewrap != USUAL_PROGRAM:
        return Remedy(
            f"AppArmor does not let {machine.bubblewrap} make a sandbox",
            f"{_WHY}Profiles go by the program's path, and they are made for {USUAL_PROGRAM}: use the system's own.",
            (*installation(machine, "bubblewrap"), "export PATH=/usr/bin:$PATH"),
        )
    match machine.rules.profiles:
        case ():
            return _without_profile(machine)
        case (only,):
            return Remedy(
                "AppArmor does not let bubblewrap make a sandbox, although it has a profile",
                f"{_WHY}{only} is there and not in force, or an older state of it is.",
                (as_root(machine, f"apparmor_parser -r {only}"), as_root(machine, "aa-status | grep bwrap")),
            )
        case several:
            return _with_several(machine, several)


def _without_profile(machine: Machine) -> Remedy:
    problem = "AppArmor does not let bubblewrap make a sandbox"
    load = as_root(machine, f"apparmor_parser -r {_ACTIVE}")
    if "ubuntu" in machine.family[:1] and machine.version >= _SHIPS_ACTIVE:
        again = 'apt-get install --reinstall -o Dpkg::Options::="--force-confmiss" apparmor'
        return Remedy(
            problem,
            f"{_WHY}This Ubuntu brings one, {_ACTIVE}, but it was removed or switched off.{_NOT_FOR_ALL}",
            (as_root(machine, f"rm -f {PROFILE_FOLDER}/disable/{_PROFILE}"), as_root(machine, again), load),
        )
    if "ubuntu" in machine.family[:1] and machine.version < _SHIPS_EXTRA:
        return Remedy(
            problem, f"{_WHY}This release brings none and is no longer kept up: go on to 24.04 or newer.{_NOT_FOR_ALL}"
        )
    return Remedy(
        problem,
        f"{_WHY}The package apparmor-profiles brings one for bubblewrap that is not in force by itself.{_NOT_FOR_ALL}",
        (
            *installation(machine, "apparmor-profiles"),
            as_root(machine, f"install -m 0644 {_SHIPPED} {_ACTIVE}"),
            load,
        ),
    )


def _with_several(machine: Machine, several: tuple[str, ...]) -> Remedy:
    kept = _ACTIVE if _ACTIVE in several else several[0]
    others = [profile for profile in several if profile != kept]
    unload = [as_root(machine, f"apparmor_parser -R {profile}") for profile in others]
    disable = [as_root(machine, f"ln -s {profile} {PROFILE_FOLDER}/disable/") for profile in others]
    return Remedy(
        f"AppArmor has {len(several)} profiles for bubblewrap, so none of them is used",
        f"{_WHY}Where several profiles name the same program, none attaches. Keep {kept} and switch off "
        f"{', '.join(others)}; whoever installed that may bring it back with an update.",
        (*unload, *disable, as_root(machine, f"apparmor_parser -r {kept}")),
    )
