"""A package divides into what a candidate may have and what the company keeps, and comes together again."""

from pathlib import Path

import pytest

from proctor.catalog.bundle import divided, rejoined, stems_from
from proctor.catalog.package import Exercise
from proctor.catalog.part import PART_FILE
from proctor.errors import PackageError, UsageError
from tests.catalog.conftest import CANARY, FILES


def written(files: dict[str, bytes], root: Path) -> Exercise:
    """A package of these files on disk."""
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return Exercise.load(root, name="layer/double")


def test_nothing_private_is_in_the_candidate_part(package: Path) -> None:
    (package / "notes-of-the-author.md").write_text(CANARY)
    bundle = divided(Exercise.load(package))
    assert not any(CANARY.encode() in content for content in bundle.candidate.values())
    assert not any(b"test_negative" in content for content in bundle.candidate.values())
    assert not any(path.startswith("private") for path in bundle.candidate)
    assert "notes-of-the-author.md" in bundle.company


def test_a_candidate_part_is_a_package_that_knows_how_much_is_hidden(package: Path, tmp_path: Path) -> None:
    whole = Exercise.load(package)
    part = written(divided(whole).candidate, tmp_path / "part")
    for level in ("junior", "senior"):
        assert part.workspace(level) == whole.workspace(level)
        assert part.spec(level) == whole.spec(level)
        assert part.checks(level, "visible") == whole.checks(level, "visible")
        assert part.checks(level, "hidden") == ()
        assert part.hidden_count(level) == whole.hidden_count(level) == 1
    assert part.part is not None
    assert part.part.package_digest == whole.digest()


def test_a_part_for_one_level_offers_that_one_and_withholds_the_others(package: Path, tmp_path: Path) -> None:
    whole = Exercise.load(package)
    part = written(divided(whole, ["junior"]).candidate, tmp_path / "part")
    assert list(part.manifest.levels) == ["junior"]
    assert not any(path.startswith("levels/") for path in part.files())
    with pytest.raises(UsageError, match="no level 'senior'"):
        part.level("senior")


def test_both_parts_make_up_the_package_again_to_the_byte(package: Path) -> None:
    whole = Exercise.load(package)
    for levels in ((), ("senior",)):
        bundle = divided(whole, levels)
        assert rejoined(bundle.candidate, bundle.company, whole.digest()) == whole.files()
    with pytest.raises(PackageError, match="do not make up"):
        rejoined(bundle.candidate, {**bundle.company, "private/guide.md": b"changed"}, whole.digest())


def test_a_session_of_any_candidate_part_can_be_tied_to_the_package(package: Path, tmp_path: Path) -> None:
    whole = Exercise.load(package)
    assert stems_from(whole, whole.digest())
    for levels in ((), ("junior",), ("senior",)):
        part = written(divided(whole, levels).candidate, tmp_path / "-".join(("part", *levels)))
        assert stems_from(whole, part.digest())
    (tmp_path / "part" / "starter" / "double.py").write_text("# easier\n")
    assert not stems_from(whole, Exercise.load(tmp_path / "part").digest())


@pytest.mark.parametrize("secret", ["private/reference/plain.py", "private/checks/test_double_hidden.py"])
def test_a_copy_of_a_secret_among_what_candidates_get_is_refused(package: Path, secret: str) -> None:
    (package / "starter" / "old.py").write_text(FILES[secret])
    with pytest.raises(PackageError, match=r"starter/old\.py is a copy of"):
        divided(Exercise.load(package))


def test_a_candidate_part_is_not_bundled_again(package: Path, tmp_path: Path) -> None:
    part = written(divided(Exercise.load(package)).candidate, tmp_path / "part")
    with pytest.raises(UsageError, match="itself a candidate part"):
        divided(part)


def test_a_candidate_part_with_a_private_folder_is_refused(package: Path, tmp_path: Path) -> None:
    """Otherwise somebody's own hidden checks could be taken for the company's."""
    files = divided(Exercise.load(package)).candidate
    with pytest.raises(PackageError, match="has a private folder"):
        written({**files, "private/checks/test_x.py": b""}, tmp_path / "part")


def test_a_damaged_description_is_told(package: Path, tmp_path: Path) -> None:
    files = divided(Exercise.load(package)).candidate
    for content in (b"", b"{}", files[PART_FILE].replace(b'"format": 1', b'"format": 2')):
        with pytest.raises(PackageError, match=r"candidate-part\.json"):
            written({**files, PART_FILE: content}, tmp_path / "part")
