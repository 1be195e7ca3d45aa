"""What a person is told on which machine: a table, no machine needed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from proctor.sandbox.abilities import Ability
from proctor.sandbox.machine import Machine
from proctor.sandbox.namespaces import NamespaceRules
from proctor.sandbox.remedies import Exposed, Facts, remedies

DENIED = "bwrap: setting up uid map: Permission denied"
NO_NAMESPACE = "bwrap: No permissions to create new namespace"
USERNS = "/etc/apparmor.d/bwrap-userns-restrict"


def machine(family: str, version: tuple[int, ...] = (), kernel: str = "6.8.0-35-generic", **other: object) -> Machine:
    found = Machine(
        system="linux",
        name=family,
        kernel=kernel,
        architecture="x86_64",
        family=tuple(family.split()),
        version=version,
        bubblewrap="/usr/bin/bwrap",
    )
    return replace(found, **other)  # type: ignore[arg-type]


def restricted(*profiles: str) -> NamespaceRules:
    return NamespaceRules(apparmor_restricts=True, profiles=profiles)


def facts(on: Machine, said: str = "", landlock: str = "", **other: object) -> Facts:
    found = Facts(
        machine=on,
        sandbox=Ability("bubblewrap", said),
        file_rules=Ability("Landlock", landlock),
        call_filter=Ability("seccomp"),
        level=3 if not said else 1 if landlock else 2,
    )
    return replace(found, **other)  # type: ignore[arg-type]


NOBLE = machine("ubuntu debian", (24, 4), rules=restricted())
TABLE = {
    "debian without bubblewrap": (
        facts(machine("debian", (12,)), "bwrap is not installed", missing=("bwrap",)),
        "bubblewrap",
        ("sudo apt-get install bubblewrap",),
    ),
    "root needs no sudo": (
        facts(machine("debian", (12,), root=True), "bwrap is not installed", missing=("bwrap", "tmux")),
        "bubblewrap, tmux",
        ("apt-get install bubblewrap tmux",),
    ),
    "fedora": (
        facts(machine("fedora", (42,)), "bwrap is not installed", missing=("bwrap",)),
        "",
        ("sudo dnf install bubblewrap",),
    ),
    "rocky": (facts(machine("rocky rhel centos fedora"), missing=("git",)), "git", ("sudo dnf install git",)),
    "arch": (facts(machine("arch"), missing=("bwrap",)), "", ("sudo pacman -S bubblewrap",)),
    "tumbleweed": (
        facts(machine("opensuse-tumbleweed opensuse suse"), missing=("bwrap",)),
        "",
        ("sudo zypper install bubblewrap",),
    ),
    "a distribution nobody knows": (facts(machine("plan9"), missing=("bwrap",)), "bubblewrap", ()),
    "ubuntu 24.04": (
        facts(NOBLE, DENIED),
        "AppArmor does not let bubblewrap",
        (
            "sudo apt-get install apparmor-profiles",
            f"sudo install -m 0644 /usr/share/apparmor/extra-profiles/bwrap-userns-restrict {USERNS}",
            f"sudo apparmor_parser -r {USERNS}",
        ),
    ),
    "made from ubuntu": (
        facts(machine("linuxmint ubuntu debian", (22,), rules=restricted()), DENIED),
        "AppArmor",
        (
            "sudo apt-get install apparmor-profiles",
            f"sudo install -m 0644 /usr/share/apparmor/extra-profiles/bwrap-userns-restrict {USERNS}",
            f"sudo apparmor_parser -r {USERNS}",
        ),
    ),
    "ubuntu 25.10 with its profile not in force": (
        facts(machine("ubuntu debian", (25, 10), rules=restricted(USERNS)), "bwrap: loopback: Failed RTM_NEWADDR"),
        "although it has a profile",
        (f"sudo apparmor_parser -r {USERNS}", "sudo aa-status | grep bwrap"),
    ),
    "ubuntu 25.04 whose profile was removed": (
        facts(machine("ubuntu debian", (25, 4), rules=restricted()), DENIED),
        "AppArmor",
        (
            "sudo rm -f /etc/apparmor.d/disable/bwrap-userns-restrict",
            'sudo apt-get install --reinstall -o Dpkg::Options::="--force-confmiss" apparmor',
            f"sudo apparmor_parser -r {USERNS}",
        ),
    ),
    "ubuntu 23.10": (facts(machine("ubuntu debian", (23, 10), rules=restricted()), DENIED), "AppArmor", ()),
    "two profiles for the same program": (
        facts(machine("ubuntu debian", (24, 4), rules=restricted("/etc/apparmor.d/bwrap", USERNS)), DENIED),
        "2 profiles",
        (
            "sudo apparmor_parser -R /etc/apparmor.d/bwrap",
            "sudo ln -s /etc/apparmor.d/bwrap /etc/apparmor.d/disable/",
            f"sudo apparmor_parser -r {USERNS}",
        ),
    ),
    "a bubblewrap of one's own": (
        facts(replace(NOBLE, bubblewrap="/home/linuxbrew/bin/bwrap"), DENIED),
        "/home/linuxbrew/bin/bwrap",
        ("sudo apt-get install bubblewrap", "export PATH=/usr/bin:$PATH"),
    ),
    "debian 10": (
        facts(
            machine("debian", (10,), kernel="4.19.0-27-amd64", rules=NamespaceRules(unprivileged_clone=0)),
            NO_NAMESPACE,
        ),
        "kernel.unprivileged_userns_clone is 0",
        (
            "echo kernel.unprivileged_userns_clone=1 | sudo tee /etc/sysctl.d/60-user-namespaces.conf",
            "sudo sysctl --system",
        ),
    ),
    "rhel without namespaces": (
        facts(machine("rhel fedora", (9, 4), rules=NamespaceRules(namespaces_max=0)), NO_NAMESPACE),
        "user.max_user_namespaces is 0",
        (
            "echo user.max_user_namespaces=28633 | sudo tee /etc/sysctl.d/60-user-namespaces.conf",
            "sudo sysctl --system",
        ),
    ),
    "a container on a machine without namespaces": (
        facts(machine("debian", (12,), container="docker", rules=NamespaceRules(namespaces_max=0)), NO_NAMESPACE),
        "user.max_user_namespaces is 0",
        (
            "echo user.max_user_namespaces=28633 | sudo tee /etc/sysctl.d/60-user-namespaces.conf",
            "sudo sysctl --system",
        ),
    ),
    "docker as root": (
        facts(machine("debian", (12,), container="docker", root=True), NO_NAMESPACE),
        "in this container (docker)",
        ("docker run --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined ...",),
    ),
    "docker as somebody": (
        facts(machine("debian", (12,), container="docker"), NO_NAMESPACE),
        "in this container (docker)",
        (
            (
                "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
                "--security-opt systempaths=unconfined ..."
            ),
        ),
    ),
    "podman": (
        facts(machine("fedora", (42,), container="podman", root=True), NO_NAMESPACE),
        "in this container (podman)",
        (
            (
                "podman run --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt label=disable "
                "--security-opt unmask=ALL ..."
            ),
        ),
    ),
    "kubernetes": (facts(machine("debian", (12,), container="kubernetes"), NO_NAMESPACE), "(kubernetes)", ()),
    "a python that only root can read": (
        facts(machine("debian", (12,), root=True, unreadable="/root/py/lib"), "python: Permission denied"),
        "/root/py/lib",
        ("chmod -R o+rX /root/py/lib",),
    ),
    "nothing known": (
        facts(machine("debian", (12,)), "bwrap: odd"),
        "cannot make a sandbox",
        (
            "bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev true",
            "sudo dmesg | grep -i -E 'apparmor|avc|bwrap' | tail",
        ),
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_each_machine_gets_its_own_remedy(name: str) -> None:
    known, problem, commands = TABLE[name]
    first, *_ = remedies(known)
    assert problem in first.problem
    assert first.commands == commands


@pytest.mark.parametrize("name", TABLE)
def test_a_restriction_is_never_lifted_for_every_program(name: str) -> None:
    for remedy in remedies(TABLE[name][0]):
        assert not re.search(r"apparmor_restrict\S*=0|setenforce|teardown|chmod u\+s", "\n".join(remedy.commands))


@pytest.mark.parametrize("name", TABLE)
def test_advice_is_in_whole_sentences(name: str) -> None:
    for remedy in remedies(TABLE[name][0]):
        assert remedy.why[0].isupper()
        assert remedy.why.endswith(".")
        assert not remedy.problem.endswith(".")


def test_where_everything_works_there_is_nothing_to_do() -> None:
    assert remedies(facts(machine("debian", (12,), rules=restricted(), container="docker"))) == ()


def test_a_sandbox_that_works_needs_no_landlock() -> None:
    assert remedies(facts(machine("debian", (11,), kernel="5.10.0"), landlock="the kernel offers no Landlock")) == ()


@pytest.mark.parametrize(
    ("on", "words", "commands"),
    [
        (machine("debian", kernel="5.10.0-30-amd64"), "5.10.0-30-amd64 is too old", ()),
        (machine("debian", container="docker"), "container (docker)", ()),
        (machine("debian"), "no Landlock", ("sudo cat /sys/kernel/security/lsm",)),
        (
            machine("ubuntu debian", modules=("capability", "yama", "apparmor")),
            "not among",
            (
                (
                    "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX lsm=landlock,yama,apparmor\"' | "
                    "sudo tee /etc/default/grub.d/landlock.cfg"
                ),
                "sudo update-grub",
                "sudo reboot",
            ),
        ),
        (
            machine("fedora", modules=("capability", "selinux")),
            "not among",
            ('sudo grubby --update-kernel=ALL --args="lsm=landlock,selinux"', "sudo reboot"),
        ),
    ],
)
def test_without_a_sandbox_landlock_is_the_second_way(on: Machine, words: str, commands: tuple[str, ...]) -> None:
    *_, last = remedies(facts(on, NO_NAMESPACE, landlock="the kernel offers no Landlock"))
    assert words in last.problem
    assert last.commands == commands


def test_in_a_container_it_is_said_whether_hidden_checks_can_run_all_the_same() -> None:
    inside = machine("debian", (12,), container="docker")
    (alone,) = remedies(facts(inside, NO_NAMESPACE))
    both, _ = remedies(facts(inside, NO_NAMESPACE, landlock="no"))
    assert "enough for hidden checks" in alone.why
    assert "fails here as well" in both.why


def test_macos_is_told_what_it_can_do_and_where_the_rest_is_done() -> None:
    mac = replace(machine(""), system="darwin", name="macOS 15.1", bubblewrap="")
    programs, rest = remedies(facts(mac, "Linux only", "none", missing=("bwrap", "tmux")))
    assert programs.commands == ("brew install tmux",)
    assert "level 1" in rest.problem
    assert "Linux" in rest.why


def test_an_unknown_instruction_set_is_said() -> None:
    odd = replace(machine("debian"), architecture="riscv64")
    (first, *_) = remedies(replace(facts(odd, "no"), call_filter=Ability("seccomp", "no filter is known")))
    assert "riscv64" in first.why


def test_a_place_that_sandboxes_show_is_to_be_moved() -> None:
    seen = Exposed("exercises", Path("/usr/share/ours"), Path("/usr"), "PROCTOR_EXERCISES")
    (remedy,) = remedies(facts(machine("debian"), exposed=(seen,)))
    assert "/usr/share/ours" in remedy.problem
    assert remedy.commands[-1] == 'export PROCTOR_EXERCISES="$HOME/proctor/ours"'
