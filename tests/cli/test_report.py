"""`proctor report` as a reviewer types it: formats, files, audiences, and what is refused."""

import json
import re
import shutil
import stat
from pathlib import Path

import pytest

from proctor.cli.main import main
from proctor.cli.report_files import FORMATS
from proctor.errors import ExitCode
from proctor.record.store import SessionFolder
from proctor.review.report.model import Report
from tests.cli.conftest import Call, Write
from tests.cli.written import BEGUN

BUNDLE = str(Path(__file__).parents[2] / "sessions" / "example" / "example.bundle")
CARD = {
    "ratings": {
        name: {"score": 3, "cites": ["submitted"], "note": "only for raters"}
        for name in (
            *("Correctness", "Gradients and numerics", "Efficiency", "Framework practice"),
            *("Documentation", "Debugging and testing", "Limits and unfinished work", "Response to feedback"),
        )
    },
    "strengths": "only for raters",
    "concerns": "only for raters",
    "overall": "only for raters",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example taken in, with one submitted card by Alan."""
    root = tmp_path_factory.mktemp("example")
    card = root / "card.json"
    card.write_text(json.dumps(CARD))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROCTOR_SESSIONS", str(root / "s"))
        patch.setenv("PROCTOR_RUNTIME", str(root / "r"))
        patch.delenv("PROCTOR_SESSION", raising=False)
        assert main(["import", BUNDLE, "--with-private"]) == 0
        assert main(["score", "--who", "Alan", "--from", str(card), "--submit", "--yes"]) == 0
    (folder,) = (path for path in (root / "s").iterdir() if SessionFolder(path).exists())
    return folder


@pytest.fixture
def session(imported: Path, own_place: Path, capsys: pytest.CaptureFixture[str]) -> SessionFolder:
    capsys.readouterr()
    own_place.mkdir(parents=True, exist_ok=True)
    return SessionFolder(Path(shutil.copytree(imported, own_place / imported.name)))


@pytest.mark.parametrize("ending", [ending for form in FORMATS.values() for ending in form.endings])
def test_the_ending_says_the_format_and_only_the_owner_can_read_it(call: Call, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"page{ending}"
    written = call("report", BUNDLE, "-o", str(file), "--json")
    assert written.code == 0
    form = next(name for name, has in FORMATS.items() if ending in has.endings)
    said = json.loads(written.out)
    assert (said["file"], said["format"]) == (str(file), form)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.stat().st_size > 1000
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".proctor")] == []


def test_without_a_file_it_is_markdown_and_json_is_the_model(call: Call) -> None:
    said = call("report", BUNDLE)
    assert said.out.startswith("# RMSNorm with a learned gain\n")
    report = json.loads(call("report", BUNDLE, "--json").out)
    assert set(report) == set(Report.__struct_fields__)
    assert report["about"]["private"] is True


def test_a_data_set_is_a_folder(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    assert call("report", BUNDLE, "--format", "progsnap2", "-o", str(folder)).code == 0
    assert {path.name for path in folder.iterdir()} == {
        "MainTable.csv",
        "DatasetMetadata.csv",
        "README.txt",
        "CodeStates",
    }
    assert list((folder / "CodeStates" / "nothing").iterdir()) == []
    assert not [path for path in folder.rglob("*") if path.is_file() and stat.S_IMODE(path.stat().st_mode) != 0o600]
    assert call("report", BUNDLE, "--format", "progsnap2", "-o", str(folder)).code == ExitCode.USAGE
    assert call("report", BUNDLE, "--format", "progsnap2", "-o", str(folder), "--replace").code == 0


def test_nothing_is_written_over_unless_it_is_said(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("mine")
    refused = call("report", BUNDLE, "-o", str(file))
    assert refused.code == ExitCode.USAGE
    assert "--replace" in refused.err
    assert file.read_text() == "mine"
    assert call("report", BUNDLE, "-o", str(file), "--replace").code == 0
    assert file.read_text().startswith("# ")


def test_a_folder_that_is_no_data_set_is_never_replaced(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.tex").write_text("years")
    assert call("report", BUNDLE, "--format", "progsnap2", "-o", str(folder), "--replace").code == ExitCode.USAGE
    assert (folder / "thesis.tex").read_text() == "years"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["-o", "page.pdf"], "--format"),
        (["--format", "progsnap2"], "-o FOLDER"),
        (["--format", "html", "--json"], "-o FILE"),
        (["-o", "no/such/folder/page.md"], "-o"),
    ],
)
def test_what_cannot_be_written_is_refused_with_a_hint(call: Call, words: list[str], hint: str) -> None:
    said = call("report", BUNDLE, *words)
    assert said.code in {ExitCode.USAGE, ExitCode.PACKAGE}
    assert hint in said.err or hint in said.out


def test_for_the_candidate_nothing_private_and_no_card(call: Call, session: SessionFolder) -> None:
    whole = call("report", session.id, "--who", "Alan").out
    for word in ("squares-in-half", "only for raters", "test_mixed_dtypes", "## Scorecards"):
        assert word in whole.replace("\\_", "_"), word
    said = call("report", session.id, "--for-candidate", "--who", "Alan").out.replace("\\_", "_")
    for word in ("squares-in-half", "only for raters", "test_mixed_dtypes", "Scorecards", "Hidden checks (private)"):
        assert word not in said, word
    assert "RMSNorm.forward" in said


@pytest.mark.parametrize("form", ["html", "md", "json", "junit", "ctrf"])
def test_another_s_card_is_withheld_until_one_s_own_is_submitted(
    call: Call, session: SessionFolder, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "page"
    cards = list(session.cards.glob("*.jsonl"))
    said = call("report", session.id, "--who", "Barbara", "--format", form, "-o", str(file), "--json")
    assert (json.loads(said.out)["withheld"], json.loads(said.out)["cards"]) == (len(cards), 0)
    assert "only for raters" not in file.read_text()
    assert "Alan" not in file.read_text()


def test_blind_has_no_name_in_it(call: Call, session: SessionFolder) -> None:
    assert "Example" in call("report", session.id).out
    for words in (["--json"], []):
        said = call("report", session.id, "--blind", *words).out
        assert not re.search(r"\bExample\b", said)
        assert session.id not in said


def test_a_damaged_record_is_refused_and_shown_only_with_the_complaint(call: Call, session: SessionFolder) -> None:
    content = bytearray(session.events.read_bytes())
    content[len(content) // 2] ^= 1
    session.events.write_bytes(content)
    refused = call("report", session.id)
    assert refused.code == ExitCode.PACKAGE
    assert "events.jsonl" in refused.err
    said = call("report", session.id, "--damaged")
    assert said.code == 0
    assert "**This record is damaged: events.jsonl" in said.out
    assert json.loads(call("report", session.id, "--damaged", "--json").out)["problem"]


def test_a_session_that_is_not_over_has_no_report(call: Call, write_session: Write) -> None:
    write_session("one", *BEGUN)
    said = call("report", "one")
    assert said.code == ExitCode.USAGE
    assert "not over" in said.err


def test_a_candidate_s_terminal_gives_no_report(
    call: Call, session: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proctor.cli.report.session_inside", lambda: "here")
    said = call("report", session.id)
    assert said.code == ExitCode.USAGE
    assert "reviewers" in said.err
