"""Which build of torch is installed, and from which index."""

from pathlib import Path

import pytest

from tests.setup.machine import Machine

CPU_INDEX = "--index-url https://download.pytorch.org/whl/cpu"
CUDA_PLAN = '{"install": [{"metadata": {"requires_dist": ["nvidia-cudnn-cu13==9; platform_system == \\"Linux\\""]}}]}'


def torch_call(machine: Machine) -> str:
    """How pip was asked to install torch."""
    (call,) = [call for call in machine.calls if "torch==" in call and "--dry-run" not in call]
    return call


def test_a_default_index_with_the_cpu_build_is_used(machine: Machine) -> None:
    assert machine.install().returncode == 0
    assert "--index-url" not in torch_call(machine)


def test_a_default_index_that_would_bring_cuda_is_left_for_the_cpu_index(machine: Machine) -> None:
    machine.state("torch-plan", CUDA_PLAN)
    assert machine.install().returncode == 0
    assert CPU_INDEX in torch_call(machine)


def test_a_default_index_that_does_not_know_torch_is_left_for_the_cpu_index(machine: Machine) -> None:
    machine.forget_state("torch-plan")
    assert machine.install().returncode == 0
    assert CPU_INDEX in torch_call(machine)


def test_a_gpu_gets_the_normal_build(machine: Machine) -> None:
    machine.state("torch-plan", CUDA_PLAN)
    machine.answers("nvidia-smi", "GPU 0: some model (UUID: GPU-1)")
    assert machine.install(PROCTOR_TORCH="").returncode == 0
    assert "--index-url" not in torch_call(machine)


@pytest.mark.skipif(
    Path("/dev/nvidia0").exists() or Path("/proc/driver/nvidia/version").exists(), reason="this machine has a GPU"
)
def test_the_gpus_program_without_a_gpu_counts_as_none(machine: Machine) -> None:
    machine.answers("nvidia-smi", "No devices were found", status=6)
    assert "torch: 2.13.0 cpu from" in machine.install("--plan", PROCTOR_TORCH="").stdout


def test_a_named_index_is_used_without_asking_another(machine: Machine) -> None:
    assert machine.install(PROCTOR_TORCH_INDEX="https://wheels.example/cpu").returncode == 0
    assert "--index-url https://wheels.example/cpu" in torch_call(machine)
    assert not [call for call in machine.calls if "--dry-run" in call]


def test_a_mac_gets_the_only_build_there_is(machine: Machine) -> None:
    machine.is_platform("Darwin", "arm64")
    machine.state("torch-plan", CUDA_PLAN)
    assert machine.install(PROCTOR_TORCH="").returncode == 0
    assert "--index-url" not in torch_call(machine)


def test_an_installed_torch_of_the_pinned_version_is_kept(machine: Machine) -> None:
    machine.install()
    packages = machine.checkout / ".venv/lib/python3.11/site-packages"
    installed = packages / "torch-2.13.0+cpu.dist-info"
    installed.mkdir()
    (installed / "RECORD").touch()
    (machine.checkout / "README.md").write_text("changed\n")
    machine.forget_calls()
    assert "2.13.0 is installed" in machine.install().stderr
    assert not [call for call in machine.calls if "torch==" in call]


def test_a_build_that_does_not_exist_is_a_usage_error(machine: Machine) -> None:
    said = machine.install("--plan", PROCTOR_TORCH="tpu")
    assert said.returncode == 2
    assert "PROCTOR_TORCH=tpu is neither cpu nor gpu" in said.stderr
