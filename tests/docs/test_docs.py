"""The documents say what the code is: what they name exists, and what must be named is."""

import html
import re
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from proctor import __version__
from proctor.checks.wire import messages
from proctor.cli.commands import find_command
from proctor.cli.parsing import parsed_options
from proctor.errors import ExitCode
from proctor.session.events import KINDS
from proctor.session.phases import Phase
from proctor.session.verbs import VERBS
from proctor.session.verdicts import Verdict
from proctor.tui.keys import KEY_ACTS
from proctor.tui.screens.work import WorkScreen
from tests.docs.documents import CHECKOUT, Document, commands, words

README = Document.named("README.md")
ARCHITECTURE = Document.named("docs/ARCHITECTURE.md")
DEPENDENCIES = Document.named("docs/DEPENDENCIES.md")
CHANGELOG = Document.named("CHANGELOG.md")
SECURITY = Document.named("docs/SECURITY.md")
WATCHING = Document.named("docs/WATCHING.md")
AUTHORING = Document.named("docs/AUTHORING.md")
ALL = (README, ARCHITECTURE, DEPENDENCIES, CHANGELOG, SECURITY, WATCHING, AUTHORING, Document.named("CONTRIBUTING.md"))
PRODUCT = (*(CHECKOUT / "proctor").rglob("*.py"), *(CHECKOUT / "setup").glob("*.sh"), CHECKOUT / "install.sh")
MADE_LATER = {"tests/tui/snapshots/", "benchmarks/RESULTS.md"}


def named(document: Document) -> str:
    return document.path.name


def variables(text: str) -> set[str]:
    return set(re.findall(r"\bPROCTOR_[A-Z_]*[A-Z]\b", text))


def paths(document: Document) -> Iterator[str]:
    """Names in backticks that read like a path of the checkout or of the package."""
    for word in document.spoken():
        if re.fullmatch(r"[\w.-]+/[\w./-]*", word) and not word.startswith("refs/"):
            yield word


def test_the_table_of_verbs_is_the_table_of_the_code() -> None:
    shown = {words(row[0])[0]: row for row in ARCHITECTURE.rows("Acts")}
    assert list(shown) == [verb.name for verb in VERBS]
    for verb in VERBS:
        who, where = shown[verb.name][1], shown[verb.name][2]
        assert all(role in who for role in verb.roles) or who == "both", verb.name
        assert where in {", ".join(verb.phases), "all", "all but done"}, verb.name
        if where.startswith("all"):
            assert len(verb.phases) == len(Phase) - ("but" in where), verb.name


def test_what_verbs_bring_about_are_known_events() -> None:
    told = {word for row in ARCHITECTURE.rows("Acts") for word in words(row[3]) if "." in word}
    assert told
    assert told <= set(KINDS)


def test_the_table_of_events_is_the_table_of_the_code() -> None:
    shown = {words(row[0])[0]: row[2] for row in ARCHITECTURE.rows("Events")}
    assert shown == {kind: "yes" if event.durable else "no" for kind, event in KINDS.items()}


def test_every_package_has_its_row() -> None:
    shown = {words(row[0])[0] for row in ARCHITECTURE.rows("The packages")}
    inside = (CHECKOUT / "proctor").iterdir()
    packages = {
        f"proctor/{path.name}/" for path in (CHECKOUT / "proctor").glob("*/__init__.py") for path in [path.parent]
    }
    modules = {f"proctor/{path.name}" for path in inside if path.suffix == ".py" and not path.name.startswith("__")}
    assert shown == packages | modules


def test_the_wire_s_verbs_are_named() -> None:
    said = ARCHITECTURE.section("The check engine")
    requests = {request.__struct_config__.tag for request in messages.Request.__args__}
    missing = {tag for tag in requests if f"`{tag}`" not in said}
    assert not missing


@pytest.mark.parametrize("document", ALL, ids=named)
def test_paths_and_links_lead_somewhere(document: Document) -> None:
    wanted = {*paths(document), *document.links()}
    roots = (CHECKOUT, CHECKOUT / "proctor", document.path.parent)
    ours = {path for path in wanted if any((root / path.split("/")[0]).exists() for root in roots)}
    lost = {path for path in ours - MADE_LATER if not any((root / path).exists() for root in roots)}
    assert not lost - {path for path in lost if path.startswith((".venv/", "sessions/"))}


@pytest.mark.parametrize("document", ALL, ids=named)
def test_every_command_that_is_shown_can_be_called(document: Document) -> None:
    for name, *rest in commands(document):
        command = find_command(name)
        assert command.name == name
        if rest:
            parsed_options(command.name, command.help, command.handler(), rest)


def test_the_readme_shows_each_step_of_both_people() -> None:
    shown = {call[0] for call in commands(README)}
    steps = {"start", "begin", "check", "status", "submit", "feedback", "revise", "finish", "diff", "join"}
    assert steps | {"pause", "resume", "extend", "credit", "end", "sessions"} <= shown


def test_exit_codes_are_those_of_the_code() -> None:
    assert [int(row[0]) for row in README.rows("Exit codes")] == sorted(ExitCode)


def test_every_environment_variable_is_in_the_readme_and_no_other() -> None:
    in_product = set.union(*(variables(path.read_text(encoding="utf-8")) for path in PRODUCT))
    in_table = {word for row in README.rows("Environment variables") for word in words(row[0])}
    assert {word for word in in_table if word.startswith("PROCTOR_")} == in_product
    for document in ALL:
        assert variables(document.text) <= in_product, document.path.name


def test_every_dependency_is_explained_and_nothing_else() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for title, lines in (
        ("At run time", project["dependencies"]),
        ("For exercises in JAX", project["optional-dependencies"]["jax"]),
        ("For developing", project["optional-dependencies"]["dev"]),
    ):
        wanted = {Requirement(line).name for line in lines}
        exact = {Requirement(line).name for line in lines if "==" in line}
        explained = {words(row[0])[0]: "(exact)" in row[0] for row in DEPENDENCIES.rows(title)}
        assert set(explained) == wanted
        assert {name for name, marked in explained.items() if marked} == exact


def test_what_is_explained_is_used() -> None:
    modules = {"gitpython": "git"}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in PRODUCT if path.suffix == ".py")
    sources += "\n".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "exercises").rglob("*.py"))
    for row in DEPENDENCIES.rows("At run time"):
        name = words(row[0])[0]
        used = re.search(rf"^\s*(import|from) {modules.get(name, name)}\b", sources, re.MULTILINE)
        assert used or (name == "numpy" and ".numpy()" in sources), name


def test_the_changelog_leads_with_what_is_not_released_and_knows_the_version() -> None:
    versions = re.findall(r"^## \[([^\]]+)\]", CHANGELOG.text, re.MULTILINE)
    assert versions[0] == "Unreleased"
    assert versions[1:2] in ([], [__version__])


def test_the_picture_shows_the_keys_of_today_and_nothing_of_a_machine() -> None:
    picture = (CHECKOUT / "docs" / "work.svg").read_text(encoding="utf-8")
    painted = " ".join(html.unescape(re.sub(r"<[^>]*>", "", picture)).split())
    bar = [act.label for act in KEY_ACTS if act.in_bar and Phase.WORK in act.phases]
    assert "Submit" in bar
    for label in (*bar, "WORK", *(f"{number} {pane}" for number, pane in enumerate(WorkScreen.PANES, 1))):
        assert label in painted
    for verdict in (Verdict.PASS, Verdict.FAIL):
        assert verdict in painted
    for foreign in (str(Path.home()), tempfile.gettempdir(), str(CHECKOUT), "@font-face"):
        assert foreign not in picture


@pytest.mark.parametrize("document", ALL, ids=named)
def test_lines_fit_in_120_columns(document: Document) -> None:
    too_long = [line for line in document.text.splitlines() if len(line) > 120 and not line.startswith("|")]
    assert not too_long


def test_the_readme_stays_short() -> None:
    assert len(README.text.splitlines()) < 200
