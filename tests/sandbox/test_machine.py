"""Facts about machines, read from file systems that are made for it, and from this one."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from proctor.sandbox.containers import container_kind
from proctor.sandbox.machine import numbers, this_machine
from proctor.sandbox.namespaces import NamespaceRules, is_for_bubblewrap, namespace_rules
from proctor.sandbox.readable import first_unreadable, unreadable_to_others

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux describes itself so")
NOBLE = 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nID=ubuntu\nID_LIKE=debian\n# a word\nVERSION_ID="24.04"\n'


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@ON_LINUX
def test_a_distribution_is_known_by_what_it_says_of_itself(tmp_path: Path) -> None:
    root = write(tmp_path, {"etc/os-release": NOBLE, "sys/kernel/security/lsm": "capability,yama\n"})
    machine = this_machine("/usr/bin/bwrap", root)
    assert machine.name == "Ubuntu 24.04.1 LTS"
    assert machine.family == ("ubuntu", "debian")
    assert machine.version == (24, 4)
    assert machine.modules == ("capability", "yama")
    assert not machine.nvidia


def test_a_system_that_says_nothing_is_described_all_the_same(tmp_path: Path) -> None:
    machine = this_machine(None, tmp_path)
    assert machine.name
    assert machine.kernel == platform.release()
    assert machine.bubblewrap == ""
    assert machine.memory_bytes > 1 << 28
    assert machine.cores >= 1


def test_torch_is_named_without_being_imported() -> None:
    code = (
        "import sys; from proctor.sandbox.machine import this_machine; print(this_machine(None).torch); "
        "sys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip()[0].isdigit()


def test_an_nvidia_gpu_is_known_by_its_driver(tmp_path: Path) -> None:
    assert this_machine(None, write(tmp_path, {"proc/driver/nvidia/version": "NVRM"})).nvidia


@pytest.mark.parametrize(
    ("version", "found"),
    [("6.8.0-35-generic", (6, 8, 0, 35)), ("5.10.0+", (5, 10)), ("24.04", (24, 4)), ("rolling", ()), ("", ())],
)
def test_numbers_end_where_words_begin(version: str, found: tuple[int, ...]) -> None:
    assert numbers(version) == found


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({".dockerenv": ""}, "docker"),
        ({"run/.containerenv": ""}, "podman"),
        ({"run/systemd/container": "systemd-nspawn\n"}, "systemd-nspawn"),
        ({"proc/1/cgroup": "0::/kubepods/besteffort/pod1\n"}, "kubernetes"),
        ({"proc/1/cgroup": "12:pids:/docker/0123\n"}, "docker"),
        ({"proc/1/cgroup": "0::/init.scope\n"}, ""),
        ({}, ""),
    ],
)
def test_a_container_is_known_by_its_marks(files: dict[str, str], kind: str, tmp_path: Path) -> None:
    assert container_kind(write(tmp_path, files), {}) == kind


def test_a_pod_is_known_by_its_environment(tmp_path: Path) -> None:
    assert container_kind(write(tmp_path, {".dockerenv": ""}), {"KUBERNETES_SERVICE_HOST": "x"}) == "kubernetes"


def test_settings_that_a_kernel_does_not_have_are_not_zero(tmp_path: Path) -> None:
    assert namespace_rules(tmp_path) == NamespaceRules()
    root = write(tmp_path, {"proc/sys/user/max_user_namespaces": "0\n"})
    assert namespace_rules(root).namespaces_max == 0


def test_only_profiles_in_force_count(tmp_path: Path) -> None:
    profile = "abi <abi/4.0>,\nprofile bwrap /usr/bin/bwrap flags=(attach_disconnected) {\n}\n"
    other = "/usr/bin/man {\n  /usr/bin/bwrap ix,\n}\n"
    folder = write(
        tmp_path,
        {
            "proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1",
            "etc/apparmor.d/bwrap-userns-restrict": profile,
            "etc/apparmor.d/ours": profile,
            "etc/apparmor.d/man": other,
            "etc/apparmor.d/disable/README": "",
        },
    )
    (folder / "etc/apparmor.d/disable/ours").symlink_to(folder / "etc/apparmor.d/ours")
    rules = namespace_rules(folder)
    assert rules.apparmor_restricts
    assert rules.profiles == ("/etc/apparmor.d/bwrap-userns-restrict",)


@pytest.mark.parametrize(
    ("head", "attaches"),
    [
        ("profile bwrap /usr/bin/bwrap flags=(unconfined) {", True),
        ("profile bwrap @{bin}/bwrap {  # ours", True),
        ("/usr/bin/bwrap {", True),
        ('profile x "/{usr/,}bin/bwrap" xattrs=(a=b) flags=(complain) {', True),
        ("profile flatpak /usr/bin/flatpak flags=(unconfined) {", False),
        ("profile unpriv_bwrap flags=(attach_disconnected) {", False),
        ("  allow px /usr/bin/bwrap -> bwrap//&unpriv_bwrap,", False),
        ("# profile bwrap /usr/bin/bwrap {", False),
    ],
)
def test_a_profile_is_for_the_program_it_attaches_to(head: str, attaches: bool) -> None:
    assert is_for_bubblewrap(f"include <tunables/global>\n{head}\n") is attaches


def test_what_is_closed_to_others_is_found_below_what_a_sandbox_shows(tmp_path: Path) -> None:
    top = tmp_path / "closed" / "python"
    sample = top / "lib" / "os.py"
    sample.parent.mkdir(parents=True)
    sample.write_text("")
    for path, mode in ((top, 0o755), (top / "lib", 0o755), (sample, 0o644), (top.parent, 0o700)):
        path.chmod(mode)
    assert first_unreadable([top], [sample]) is None
    sample.chmod(0o600)
    assert first_unreadable([top], [sample]) == sample
    (top / "lib").chmod(0o750)
    assert first_unreadable([top], [sample]) == top / "lib"
    assert first_unreadable([], [sample]) is None


def test_this_python_can_be_asked_about() -> None:
    assert unreadable_to_others() == "" or Path(unreadable_to_others()).exists()
