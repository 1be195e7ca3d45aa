"""A package that is broken on purpose is refused before anything runs, with words that say what to do."""

from pathlib import Path

import pytest

from proctor.authoring.form import form_problems
from proctor.authoring.known_issues import issue_problems
from proctor.authoring.problems import Problem
from proctor.catalog.manifest import LEVELS
from proctor.catalog.package import Exercise
from tests.authoring.conftest import Change


def problems(exercise: Exercise) -> tuple[Problem, ...]:
    """All that is wrong with the form of a package as it lies on disk now."""
    loaded = Exercise.load(exercise.root, name=exercise.name)
    return (*form_problems(loaded, LEVELS), *issue_problems(loaded, LEVELS))


def only_problem(exercise: Exercise) -> Problem:
    (found,) = problems(exercise)
    assert found.todo
    return found


def test_a_first_package_has_nothing_to_complain_about(package: Exercise) -> None:
    assert problems(package) == ()


@pytest.mark.parametrize("path", ["spec.md", "private/guide.md", "levels/senior/spec.md"])
def test_lines_that_a_terminal_would_break_are_found(package: Exercise, path: str) -> None:
    file = package.root / path
    text = file.read_text(encoding="utf-8") if file.exists() else "# Here\n"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{text}\n{'x' * 80}\n{'x' * 81}\n", encoding="utf-8")
    found = only_problem(package)
    assert found.where == f"{path}:{len(text.splitlines()) + 3}"
    assert "more than 80 columns" in found.what


@pytest.mark.parametrize("name", ["guide.md", "rubric.toml", "brief.toml", "feedback.toml"])
def test_what_interviewers_rely_on_has_to_be_there(package: Exercise, name: str) -> None:
    (package.root / "private" / name).unlink()
    found = only_problem(package)
    assert (found.where, found.what) == (f"private/{name}", "is missing")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("levels/expert/spec.md", "is no level of exercise.toml"),
        ("levels/mid/checks/test_more.py", "reaches nobody"),
        ("levels/mid/starter/checks/test_scaled.py", "overwritten by the visible checks"),
        ("levels/mid/starter/scaled.py/inner.py", "a file where the starter has a folder"),
    ],
)
def test_what_a_level_lays_over_the_starter_has_to_arrive(package: Exercise, path: str, words: str) -> None:
    file = package.root / path
    file.parent.mkdir(parents=True)
    file.write_text("x = 1\n")
    assert words in only_problem(package).what


def test_a_level_that_changes_nothing_is_no_level(package: Exercise) -> None:
    starter = (package.root / "starter" / "scaled.py").read_bytes()
    (package.root / "levels" / "junior" / "starter" / "scaled.py").write_bytes(starter)
    assert only_problem(package).what == "is what the starter has already"


def test_one_right_solution_is_not_enough_to_tell_right_from_one_way_of_writing(package: Exercise) -> None:
    (package.root / "private" / "reference" / "summed.py").unlink()
    assert only_problem(package).what == "has 1 of at least 2 right solutions"


def test_what_everybody_can_read_needs_three(package: Exercise, change: Change) -> None:
    change("exercise.toml", "format = 1", "format = 1\npublic = true")
    assert only_problem(package).what == "has 2 of at least 3 right solutions"


def test_a_copy_is_no_second_right_solution(package: Exercise) -> None:
    folder = package.root / "private" / "reference"
    (folder / "summed.py").write_bytes((folder / "multiplied.py").read_bytes())
    assert only_problem(package).what == "two right solutions are the same"


def test_a_folder_without_the_file_under_test_would_grade_the_starter(package: Exercise) -> None:
    folder = package.root / "private" / "wrong" / "test_gradients" / "empty"
    folder.mkdir()
    (folder / "scald.py").write_text("# Wrong: a slip in the name\n")
    assert only_problem(package).what == "holds no scaled.py"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("x = 1\n", "does not say what is wrong"),
        ("# Wrong: x\n# also: test_gradient\n", "there is no check test_gradient"),
        ("# Wrong: x\n# levels: expert, mid\n", "there is no level expert"),
        ("# Wrong: x\n# levels: junior, mid\n", "test_wrong_arguments does not count at junior"),
    ],
)
def test_a_wrong_solution_says_what_it_is(package: Exercise, header: str, words: str) -> None:
    (package.root / "private" / "wrong" / "test_wrong_arguments" / "more.py").write_text(header)
    found = only_problem(package)
    assert found.where == "wrong/test_wrong_arguments/more"
    assert words in found.what


def test_a_wrong_solution_is_named_after_a_check(package: Exercise) -> None:
    folder = package.root / "private" / "wrong" / "test_everything"
    folder.mkdir()
    (folder / "off.py").write_text("# Wrong: off\n")
    assert only_problem(package).what == "there is no check test_everything"
    (folder.parent / "lost.py").write_text("# Wrong: off\n")
    assert "lies beside the checks' folders" in {problem.what for problem in problems(package)}


def test_a_check_that_nothing_trips_is_not_trusted(package: Exercise) -> None:
    (package.root / "private" / "wrong" / "test_state_dict" / "random_start.py").unlink()
    found = only_problem(package)
    assert (found.part, found.check, found.levels) == ("killer", "test_state_dict", ("junior", "mid", "senior"))


def test_it_is_not_trusted_at_a_level_where_nothing_trips_it(change: Change, package: Exercise) -> None:
    change("private/wrong/test_state_dict/random_start.py", "ones.\n", "ones.\n# levels: mid, senior\n")
    assert only_problem(package).levels == ("junior",)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("test_gradients (hidden)", "test_gradient (hidden)", "names test_gradient, which is no check"),
        ("test_gradients (hidden)", "the loss", "its metric names no check"),
        ("test_gradients (hidden)", "test_gradients", "test_gradients is hidden"),
        ('metric = "test_shape_and_dtype"', 'metric = "test_shape_and_dtype (hidden)"', "is visible"),
        ('fix = "Use the parameter itself."', "", "has no fix"),
        ("test_gradients (hidden)", "test_wrong_arguments (hidden)", "none of its checks counts here"),
    ],
)
def test_a_known_issue_moves_a_check(package: Exercise, change: Change, before: str, after: str, words: str) -> None:
    change("private/issues.toml", before, after)
    found = only_problem(package)
    assert found.part == "issue"
    assert words in found.what


def test_a_known_issue_that_nothing_shows_is_told_beside_the_check(package: Exercise) -> None:
    (package.root / "private" / "wrong" / "test_gradients" / "detached_weight.py").unlink()
    assert [problem.part for problem in problems(package)] == ["killer", "issue", "issue", "issue"]


def test_files_left_by_python_are_nobodys_fault(package: Exercise) -> None:
    for place in ("private/wrong", "private/wrong/test_gradients", "levels", "private/reference"):
        cache: Path = package.root / place / "__pycache__"
        cache.mkdir()
        (cache / "x.pyc").write_bytes(b"\0")
    assert problems(package) == ()
