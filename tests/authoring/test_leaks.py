"""Nothing private reaches a candidate: not as a file, not as code, not as a name, not as a sentence."""

import pytest

from proctor.authoring.bodies import bodies, normal_code
from proctor.authoring.leaks import candidate_files, leak_problems
from proctor.catalog.package import Exercise

SOLVED = """
def given(x, weight):  # a copy in another layout, under another name
    if x.dim() < 1 or x.shape[-1] != self.num_features:

        raise ValueError(
            f"x must be (..., {self.num_features}), but is {tuple(x.shape)}"
        )
    return (x * self.weight)
"""


def leaks(package: Exercise) -> list[str]:
    found = leak_problems(Exercise.load(package.root, name=package.name))
    return [f"{problem.where}: {problem.what}" for problem in found]


def test_a_first_package_gives_nothing_away(package: Exercise) -> None:
    assert leaks(package) == []


def test_everything_that_a_candidate_gets_is_looked_at(package: Exercise) -> None:
    (package.root / "levels" / "senior").mkdir()
    (package.root / "levels" / "senior" / "spec.md").write_text("# Only at senior\n")
    found = candidate_files(Exercise.load(package.root, name=package.name))
    assert {b"# Only at senior\n", *package.workspace("junior").values()} <= set(found.values())
    assert any(path.startswith("candidate part: ") for path in found)
    assert not any("private/" in path for path in found)


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("spec.md", "See private/reference for more.", "speaks of private/reference"),
        ("spec.md", "As test_gradients will show.", "names the hidden check test_gradients"),
        ("starter/README.md", "Like summed.py does.", "names private/reference/summed.py"),
        ("checks/test_scaled.py", "# see test_scaled_hidden.py", "names private/checks/test_scaled_hidden.py"),
        ("spec.md", "Not as in detached_weight.py", "names private/wrong/test_gradients/detached_weight.py"),
        (
            "levels/junior/starter/scaled.py",
            "# The gradients with respect to x and weight\n# agree with finite differences.",
            "",
        ),
        (
            "spec.md",
            "The gradients with respect to x and weight agree\nwith finite differences.",
            "has the promise of the hidden check test_gradients",
        ),
        (
            "starter/scaled.py",
            "The forward is right, but the weight gets no gradient (detach, .data), and training still seems to work.",
            "has the text of the known issue graph-cut",
        ),
        ("starter/scaled.py", SOLVED, "has the body of forward in private/reference/multiplied.py"),
    ],
)
def test_a_piece_of_the_private_part_is_found(package: Exercise, path: str, text: str, words: str) -> None:
    file = package.root / path
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")
    found = leaks(package)
    if words:
        assert found
        assert all(one.endswith(words) for one in found)
    else:
        assert found == []


def test_the_body_of_a_hidden_check_is_found(package: Exercise) -> None:
    hidden = (package.root / "private" / "checks" / "test_scaled_hidden.py").read_text(encoding="utf-8")
    body = hidden[hidden.index("def test_gradients") : hidden.index("@criterion", hidden.index("def test_gradients"))]
    path = package.root / "checks" / "helper.py"
    path.write_text(body.replace("def test_gradients", "def shown").replace("The gradients with", "Gradients for"))
    assert any(
        "has the body of test_gradients in private/checks/test_scaled_hidden.py" in one for one in leaks(package)
    )


@pytest.mark.parametrize(
    "path", ["private/reference/summed.py", "private/checks/test_scaled_hidden.py", "private/guide.md"]
)
def test_a_copy_of_a_private_file_is_found_wherever_it_lies(package: Exercise, path: str) -> None:
    (package.root / "starter" / "extra.txt").write_bytes((package.root / path).read_bytes())
    assert any(f"is a copy of {path}" in one or path in one for one in leaks(package))


def test_a_constructor_may_be_given_away_since_the_interface_dictates_it(package: Exercise) -> None:
    right = (package.root / "private" / "reference" / "summed.py").read_text(encoding="utf-8")
    cut = right[: right.index("    def forward")]
    (package.root / "levels" / "junior" / "starter" / "scaled.py").write_text(
        cut.replace('"""Right: the same as a sum over a diagonal."""', "")
        + "    def forward(self, x):\n        return x\n"
    )
    assert leaks(package) == []


def test_code_is_recognised_however_it_is_laid_out() -> None:
    words = "two three four five six seven eight"
    written = f"def f(a):\n    'Says.'\n    return g(a,\n  b=(1), c='{words}')[0] + {{10: 20, 30: 40, 5: 6}}\n"
    again = f'async def g(a):\n  # so\n  return g(a, b=1, c="{words}")[0] + {{10: 20, 30: 40, 5: 6}}\n'
    ((name, body),) = bodies(written)
    assert name == "f"
    assert body in normal_code(again)
    assert body not in normal_code("def other(a):\n    return g(a)\n")
    assert normal_code("this is no Python") == ""


def test_what_anybody_would_write_is_no_secret() -> None:
    assert list(bodies("def f(x):\n    return x * 2\n")) == []
