"""What a package claims of its own solutions, read from their places and headers."""

from pathlib import Path

import pytest

from proctor.authoring.claims import references, starter, wrong_solution, wrong_solutions
from proctor.catalog.package import Exercise


def written(package: Exercise, path: str, text: str) -> Path:
    file = package.root / "private" / "wrong" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_solutions_are_files_and_folders_and_nothing_else(package: Exercise) -> None:
    folder = package.root / "private" / "reference"
    (folder / "as_a_folder").mkdir()
    (folder / "as_a_folder" / "scaled.py").write_text("")
    (folder / "__pycache__").mkdir()
    (folder / "notes.txt").write_text("")
    assert [claim.name for claim in references(package)] == [
        "reference/as_a_folder",
        "reference/multiplied",
        "reference/summed",
    ]
    assert starter(package).path is None


def test_a_header_says_what_is_wrong_where_else_it_fails_and_where_it_counts(package: Exercise) -> None:
    text = "# Wrong: it adds\n# and it should not.\n# also: test_gradients, test_state_dict\n# levels: senior, mid\n"
    text += "x = 1\n# levels: junior\n"
    claim = wrong_solution(package, written(package, "test_matches_the_formula/adds.py", text))
    assert claim.says == "Wrong: it adds and it should not."
    assert claim.also == {"test_gradients", "test_state_dict"}
    assert claim.levels == ("mid", "senior")
    assert (claim.name, claim.check) == ("wrong/test_matches_the_formula/adds", "test_matches_the_formula")


@pytest.mark.parametrize(
    ("check", "levels"),
    [("test_wrong_arguments", ("mid", "senior")), ("test_gradients", ("junior", "mid", "senior"))],
)
def test_without_levels_it_counts_where_its_check_does(package: Exercise, check: str, levels: tuple[str, ...]) -> None:
    assert wrong_solution(package, written(package, f"{check}/one.py", "# Wrong: something\n")).levels == levels


def test_a_folder_has_its_header_in_the_file_under_test(package: Exercise) -> None:
    file = written(package, "test_gradients/two_files/scaled.py", "# Wrong: in two files\nimport other\n")
    written(package, "test_gradients/two_files/other.py", "# Wrong: not this one\n")
    found = {claim.name: claim for claim in wrong_solutions(package)}
    assert found["wrong/test_gradients/two_files"].says == "Wrong: in two files"
    assert found["wrong/test_gradients/two_files"].path == file.parent


def test_words_that_are_no_level_are_kept_to_be_complained_about(package: Exercise) -> None:
    claim = wrong_solution(package, written(package, "test_gradients/x.py", "# Wrong: x\n# levels: expert, mid\n"))
    assert (claim.levels, claim.odd_levels) == (("mid",), ("expert",))
