"""What was sent is installed whole or not at all, and becomes the whole package with the company's part."""

from pathlib import Path

import msgspec
import pytest

from proctor.catalog.archive import packed
from proctor.catalog.bundle import Bundle, divided
from proctor.catalog.install import Received, install, received, unsealed
from proctor.catalog.library import find, installed_folder, open_library
from proctor.catalog.package import Exercise
from proctor.catalog.part import PART_FILE
from proctor.catalog.seal import Sealed, read_sealed, seal
from proctor.errors import PackageError, UsageError

WORDS = "four words of some length"


@pytest.fixture
def bundle(package: Path) -> Bundle:
    return divided(Exercise.load(package))


def sent(files: dict[str, bytes], name: str = "layer/double") -> bytes:
    """A candidate part as an archive."""
    return packed({f"{name}/{path}": content for path, content in files.items()})


def sealed_part(bundle: Bundle, company: dict[str, bytes] | None = None) -> Sealed:
    """The company part of a bundle, at a cost that suits tests."""
    label = msgspec.structs.replace(bundle.label, cost_log2=10)
    return read_sealed(seal(packed(bundle.company if company is None else company), label, WORDS), "it")


def taken(bundle: Bundle) -> Received:
    return received(sent(bundle.candidate), "it")


def test_an_installed_part_is_found_by_its_name(bundle: Bundle, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path / "home"), "PROCTOR_HOME": str(tmp_path / "none")}
    exercise, new = install(taken(bundle), installed_folder(environment))
    assert new
    assert find("layer/double", environment) == exercise
    assert exercise.digest() == bundle.candidate_digest
    assert (exercise.root.stat().st_mode & 0o077) == 0
    assert "layer/double" in {one.name for one in open_library(environment).exercises}


def test_installing_again_changes_nothing_and_another_needs_a_word(bundle: Bundle, tmp_path: Path) -> None:
    install(taken(bundle), tmp_path / "i")
    assert install(taken(bundle), tmp_path / "i")[1] is False
    other = divided(Exercise.load(tmp_path / "exercises" / "layer" / "double"), ["junior"])
    with pytest.raises(UsageError) as raised:
        install(taken(other), tmp_path / "i")
    assert "--replace" in raised.value.hint
    exercise, new = install(taken(other), tmp_path / "i", replace=True)
    assert new
    assert list(exercise.manifest.levels) == ["junior"]
    assert [path.name for path in (tmp_path / "i" / "layer").iterdir()] == ["double"]


@pytest.mark.parametrize("change", ["starter/double.py", "checks/test_double.py", "exercise.toml"])
def test_a_part_that_was_changed_on_its_way_is_refused(bundle: Bundle, change: str) -> None:
    with pytest.raises(PackageError, match=change):
        received(sent({**bundle.candidate, change: b"# other\n"}), "it")


def test_a_part_that_lacks_or_brings_a_file_is_refused(bundle: Bundle) -> None:
    for files in ({**bundle.candidate, "private/checks/test_x.py": b""}, dict(list(bundle.candidate.items())[1:])):
        with pytest.raises(PackageError):
            received(sent(files), "it")


def test_a_name_that_a_shell_would_read_is_refused(bundle: Bundle) -> None:
    name = "layer/$(reboot)"
    part = msgspec.structs.replace(bundle.part, exercise=name)
    with pytest.raises(PackageError):
        received(sent({**bundle.candidate, PART_FILE: part.encoded()}, name), "it")


def test_what_is_no_candidate_part_is_refused(bundle: Bundle) -> None:
    for archive in (
        packed({}),
        packed({PART_FILE: bundle.candidate[PART_FILE]}),
        packed({"layer/double/x": b""}),
        sent(bundle.candidate, "layer/other"),
        packed({"elsewhere/a/b": b"", **{f"layer/double/{path}": one for path, one in bundle.candidate.items()}}),
        b"no archive",
    ):
        with pytest.raises(PackageError):
            received(archive, "it")


def test_a_part_that_is_no_sound_package_leaves_nothing(bundle: Bundle, tmp_path: Path) -> None:
    broken = {path: content for path, content in bundle.candidate.items() if path != "spec.md"}
    with pytest.raises(PackageError, match=r"spec\.md"):
        install(Received(bundle.part, broken), tmp_path / "i")
    assert list((tmp_path / "i" / "layer").iterdir()) == []


def test_unsealing_gives_the_whole_package_back(bundle: Bundle, package: Path, tmp_path: Path) -> None:
    part, _ = install(taken(bundle), tmp_path / "i")
    whole = unsealed(part, sealed_part(bundle), WORDS)
    assert whole.root == part.root
    assert whole.files() == Exercise.load(package).files()
    assert whole.part is None
    assert [check.id for check in whole.checks("senior", "hidden")] == ["test_negative"]
    with pytest.raises(UsageError, match="already the whole package"):
        unsealed(whole, sealed_part(bundle), WORDS)


def test_a_wrong_passphrase_changes_nothing(bundle: Bundle, tmp_path: Path) -> None:
    part, _ = install(taken(bundle), tmp_path / "i")
    with pytest.raises(UsageError, match="passphrase"):
        unsealed(part, sealed_part(bundle), "four other words")
    assert Exercise.load(part.root).digest() == bundle.candidate_digest


def test_parts_that_do_not_belong_together_are_refused(bundle: Bundle, tmp_path: Path) -> None:
    part, _ = install(taken(bundle), tmp_path / "i")
    with pytest.raises(PackageError, match="do not make up"):
        unsealed(part, sealed_part(bundle, {"private/guide.md": b"another"}), WORDS)
    (part.root / "spec.md").write_text("# easier\n")
    with pytest.raises(PackageError, match="another candidate part"):
        unsealed(Exercise.load(part.root, name=part.name), sealed_part(bundle), WORDS)
    assert not (part.root / "private").exists()
