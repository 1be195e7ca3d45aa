"""`proctor score` as a reviewer types it: piece by piece, alone until submitted, corrected, closed, shuffled."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from proctor.cli.main import main
from proctor.errors import ExitCode
from proctor.record.store import SessionFolder
from tests.cli.conftest import Call, Write
from tests.cli.written import BEGUN, FINISHED

_EXAMPLE = Path(__file__).parents[2] / "sessions" / "example" / "example.bundle"
_OWN_WORDS = "nobody may read this before"
CRITERIA = (
    "Correctness",
    "Gradients and numerics",
    "Efficiency",
    "Framework practice",
    "Documentation",
    "Debugging and testing",
    "Limits and unfinished work",
    "Response to feedback",
)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example, taken in once."""
    root = tmp_path_factory.mktemp("example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROCTOR_SESSIONS", str(root / "s"))
        patch.setenv("PROCTOR_RUNTIME", str(root / "r"))
        patch.delenv("PROCTOR_SESSION", raising=False)
        assert main(["import", str(_EXAMPLE), "--with-private"]) == 0
    (folder,) = (path for path in (root / "s").iterdir() if SessionFolder(path).exists())
    return folder


@pytest.fixture
def session(imported: Path, own_place: Path, capsys: pytest.CaptureFixture[str]) -> SessionFolder:
    """The example among one's own sessions, as if nobody had scored it."""
    capsys.readouterr()
    own_place.mkdir(parents=True, exist_ok=True)
    folder = SessionFolder(Path(shutil.copytree(imported, own_place / imported.name)))
    shutil.rmtree(folder.cards, ignore_errors=True)
    folder.seals.unlink(missing_ok=True)  # it covers cards that came along
    return folder


def whole(*scores: int, text: str = _OWN_WORDS, **changes: Any) -> dict[str, Any]:
    given = zip(CRITERIA, scores or (3, 2, 3, 3, 4, 4, 3, 2), strict=True)
    ratings = {name: {"score": score, "cites": ["submitted"], "note": text} for name, score in given}
    return {"ratings": ratings, "strengths": text, "concerns": text, "overall": text, **changes}


def fill(call: Call, path: Path, who: str, card: dict[str, Any]) -> None:
    file = path / f"{who}.json"
    file.write_text(json.dumps(card))
    assert call("score", "--who", who, "--from", str(file)).code == 0


def submit(call: Call, path: Path, who: str, *scores: int) -> None:
    fill(call, path, who, whole(*scores))
    assert call("score", "--who", who, "--submit", "--yes").code == 0


@pytest.mark.usefixtures("session")
def test_the_rubric_is_printed_with_anchors_and_what_the_checks_said(call: Call) -> None:
    said = call("score", "--rubric")
    assert said.code == 0
    assert all(name in said.out for name in CRITERIA)
    assert "Common shapes are right" in said.out
    assert "test_double_backward, hidden" in said.out
    assert all(len(line) <= 80 for line in said.out.splitlines())
    report = json.loads(call("score", "--rubric", "--json").out)
    assert report["anchored"]
    assert [len(one["anchors"]) for one in report["criteria"]] == [4] * 8


def test_without_the_private_part_there_are_criteria_and_no_anchors_and_it_says_so(
    call: Call, session: SessionFolder, tmp_path: Path
) -> None:
    (session.exercise / "private" / "rubric.toml").unlink()
    session.seals.unlink(missing_ok=True)
    said = call("score", "--rubric")
    assert "without anchors" in " ".join(said.out.split())
    assert "Correctness" in said.out
    submit(call, tmp_path, "Grace")


@pytest.mark.usefixtures("session")
def test_a_card_is_written_piece_by_piece_and_says_what_it_lacks(call: Call) -> None:
    words = ["score", "--who", "Grace"]
    said = call(*words, "--criterion", "corr", "--score", "3", "--cite", "submitted", "--cite", "test_gradients")
    assert "3  Correctness [submitted" in said.out
    assert "Gradients and numerics: no score" in said.out
    call(*words, "--criterion", "3", "--score", "0", "--note", "never ran it")
    call(*words, "--strengths", "Clear.", "--overall-score", "3")
    draft = json.loads(call(*words, "--json").out)["draft"]
    assert draft["ratings"]["Correctness"]["score"] == 3
    assert [cite["kind"] for cite in draft["ratings"]["Correctness"]["cites"]] == ["snapshot", "check"]
    assert draft["ratings"]["Efficiency"]["reason"] == "no evidence"
    assert (draft["strengths"], draft["overall_score"]) == ("Clear.", 3)
    refused = call(*words, "--submit", "--yes")
    assert refused.code == ExitCode.USAGE
    assert "Gradients and numerics: no score" in refused.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--score", "3"], "of which criterion?"),
        (["--criterion", "Beauty", "--score", "3"], "no criterion"),
        (["--criterion", "Gradients and numerics", "--score", "7"], "invalid choice"),
        (["--criterion", "Gradients and numerics", "--cite", "99:99"], "nothing that was recorded"),
        (["--correct"], "says why"),
        (["--correct", "--why", "x"], "not complete"),
        (["--answer", "A"], "belongs to --shuffle"),
        (["--from", "nowhere.json"], "cannot be read"),
    ],
)
@pytest.mark.usefixtures("session")
def test_a_slip_is_named_and_changes_nothing(call: Call, words: list[str], said: str) -> None:
    refused = call("score", "--who", "Grace", *words)
    assert refused.code == ExitCode.USAGE
    assert said in refused.err
    assert "hint:" in refused.err
    assert json.loads(call("score", "--who", "Grace", "--json").out)["draft"] is None


def test_a_file_that_is_no_card_is_refused(call: Call, session: SessionFolder, tmp_path: Path) -> None:
    for text in (
        "{",
        "[]",
        '{"ratings": {"Gradients and numerics": {"score": "3"}}}',
        '{"ratings": {"Gradients and numerics": {"score": 9}}}',
    ):
        (tmp_path / "card.json").write_text(text)
        refused = call("score", session.id, "--from", str(tmp_path / "card.json"))
        assert refused.code == ExitCode.USAGE
        assert refused.err.startswith("proctor: error:")


def test_an_exported_file_is_to_be_taken_in_first(call: Call) -> None:
    refused = call("score", str(_EXAMPLE))
    assert refused.code == ExitCode.USAGE
    assert "proctor import" in refused.err


def test_a_session_that_goes_on_cannot_be_scored(call: Call, write_session: Write) -> None:
    write_session("one", *BEGUN)
    assert call("score", "one", "--rubric").code == ExitCode.USAGE


@pytest.mark.usefixtures("session")
def test_nobodys_card_is_read_before_ones_own_by_any_way_of_asking(call: Call, tmp_path: Path) -> None:
    submit(call, tmp_path, "Grace")
    fill(call, tmp_path, "Alan", whole(*[1] * 8, text="Alan's own words"))
    asked = (
        ["score", "--show"],
        ["score", "--json"],
        ["score", "--show", "--json"],
        ["score", "--rubric", "--json"],
        ["score", "--blind", "--show", "--json"],
        ["score", "--shuffle", "practice-rms-norm", "--json"],
        ["status"],
        ["sessions", "--json"],
        ["report"],
        ["report", "--format", "json"],
        ["compare", "practice-rms-norm", "--json"],
        ["compare", "practice-rms-norm"],
    )
    for words in asked:
        who = [] if words[0] in {"status", "sessions"} else ["--who", "Alan"]
        said = call(*words, *who)
        assert _OWN_WORDS not in said.out + said.err, words
    report = json.loads(call("score", "--who", "Alan", "--json").out)
    assert (report["cards"], report["earlier"], report["agreement"], report["withheld"]) == ([], [], None, 1)
    assert call("score", "--who", "Alan", "--submit", "--yes").code == 0
    report = json.loads(call("score", "--who", "Alan", "--json").out)
    assert [card["who"] for card in report["cards"]] == ["Alan", "Grace"]
    assert report["withheld"] == 0
    assert {row["spread"] for row in report["agreement"]["criteria"]} == {1, 2, 3}
    assert report["agreement"]["alpha"]["items"] == 8
    for words in (["score", "--show"], ["report"], ["report", "--format", "json"]):
        assert _OWN_WORDS in call(*words, "--who", "Alan").out, words


@pytest.mark.usefixtures("session")
def test_a_correction_is_a_version_with_a_reason(call: Call, tmp_path: Path) -> None:
    submit(call, tmp_path, "Grace")
    assert "has submitted a card already" in call("score", "--who", "Grace", "--submit", "--yes").err
    call("score", "--who", "Grace", "--criterion", "Gradients and numerics", "--score", "4")
    said = call("score", "--who", "Grace", "--correct", "--why", "I saw the second run", "--json")
    report = json.loads(said.out)
    assert (report["own"]["version"], report["own"]["why"]) == (2, "I saw the second run")
    cards = (report["own"], *report["earlier"])
    assert [card["ratings"]["Gradients and numerics"]["score"] for card in cards] == [4, 2]


@pytest.mark.usefixtures("session")
def test_closing_is_for_who_has_submitted_or_says_to_be_the_coordinator(call: Call, tmp_path: Path) -> None:
    submit(call, tmp_path, "Grace")
    refused = call("score", "--who", "Katherine", "--close")
    assert refused.code == ExitCode.USAGE
    assert "--close --yes" in refused.err
    closed = call("score", "--who", "Katherine", "--close", "--yes")
    assert closed.code == 0
    assert _OWN_WORDS in closed.out
    assert "Scoring was closed by Katherine" in closed.out
    late = call("score", "--who", "Alan", "--criterion", "Gradients and numerics", "--score", "1")
    assert late.code == ExitCode.USAGE
    assert "closed" in late.err


def test_a_changed_card_is_refused(call: Call, session: SessionFolder, tmp_path: Path) -> None:
    submit(call, tmp_path, "Grace")
    (path,) = session.cards.glob("*.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"score":3', b'"score":4', 1))
    refused = call("score", "--who", "Grace", "--show")
    assert refused.code == ExitCode.PACKAGE
    assert path.name in refused.err


def test_cards_travel_with_the_session_and_stay_apart(
    call: Call, session: SessionFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts do not travel."""
    submit(call, tmp_path, "Grace")
    fill(call, tmp_path, "Alan", whole(text="only a draft"))
    bundle = tmp_path / "out.bundle"
    assert call("export", session.id, "-o", str(bundle), "--with-private").code == 0
    monkeypatch.setenv("PROCTOR_SESSIONS", str(tmp_path / "elsewhere"))
    taken = call("import", str(bundle), "--with-private")
    assert taken.code == 0, taken.err
    report = json.loads(call("score", "--who", "Alan", "--json").out)
    assert (report["draft"], report["cards"], report["withheld"]) == (None, [], 1)
    assert json.loads(call("score", "--who", "Grace", "--json").out)["own"]["strengths"] == _OWN_WORDS


@pytest.fixture
def three(session: SessionFolder) -> list[str]:
    """Three answers to one exercise."""
    folders = [session, *(SessionFolder(session.path.with_name(f"other-{n}")) for n in (1, 2))]
    for folder in folders[1:]:
        shutil.copytree(session.path, folder.path)
    return [folder.id for folder in folders]


def _shuffled(call: Call, *words: str) -> Any:
    return json.loads(call("score", "--shuffle", "practice-rms-norm", "--who", "Grace", *words, "--json").out)


def test_shuffled_answers_come_criterion_by_criterion_without_names(call: Call, three: list[str]) -> None:
    report = _shuffled(call)
    assert [item["criterion"] for item in report["items"]] == [name for name in CRITERIA for _ in three]
    assert {item["answer"] for item in report["items"]} == {"A", "B", "C"}
    assert not any(session in json.dumps(report) for session in three)
    said = call("score", "--shuffle", "practice-rms-norm", "--who", "Grace").out
    first = report["items"][0]["answer"]
    assert f"Answer {first}:" in said
    assert f"--answer {first} --code final" in said
    assert not any(session in said for session in three)
    assert "Example" not in said
    code = call("score", "--shuffle", "practice-rms-norm", "--who", "Grace", "--answer", first, "--code", "final").out
    assert "class RMSNorm" in code


def test_shuffling_goes_on_where_it_was_left_and_submits_what_is_complete(
    call: Call, three: list[str], tmp_path: Path
) -> None:
    first, second = _shuffled(call)["items"][:2]
    words = ["score", "--shuffle", "practice-rms-norm", "--who", "Grace", "--answer", first["answer"]]
    assert call(*words, "--criterion", "Correctness", "--score", "3", "--cite", "final").code == 0
    report = _shuffled(call)
    assert report["items"][0]["done"]
    assert (report["next"]["answer"], report["next"]["criterion"]) == (second["answer"], "Correctness")
    (tmp_path / "card.json").write_text(json.dumps(whole()))
    assert call(*words, "--from", str(tmp_path / "card.json")).code == 0
    assert _shuffled(call)["complete"] == [first["answer"]]
    assert _shuffled(call, "--submit") == {"submitted": [first["answer"]]}
    report = _shuffled(call)
    assert report["left_out"] == 1
    assert first["answer"] not in {item["answer"] for item in report["items"]}
    assert len(report["items"]) == 2 * len(CRITERIA)
    cards = [json.loads(call("score", one, "--who", "Grace", "--json").out)["own"] for one in three]
    assert [card["blind"] for card in cards if card is not None] == [True]


def test_sessions_can_be_named_and_must_be_of_one_exercise(call: Call, three: list[str], write_session: Write) -> None:
    report = json.loads(call("score", "--shuffle", *three[:2], "--who", "Grace", "--json").out)
    assert {item["answer"] for item in report["items"]} == {"A", "B"}
    write_session("third", *FINISHED, exercise="layer/another")
    refused = call("score", "--shuffle", three[0], "third")
    assert refused.code == ExitCode.USAGE
    assert "2 exercises" in refused.err
    assert call("score", "--shuffle", "no-such-exercise").code == ExitCode.USAGE


@pytest.mark.usefixtures("session")
def test_blind_hides_session_and_candidate(call: Call, session: SessionFolder) -> None:
    for words in (["--show"], ["--rubric"], ["--json"], ["--code", "final"]):
        said = call("score", "--blind", *words).out
        assert session.id not in said
        assert "Example" not in said


def test_a_candidate_inside_the_session_is_refused(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proctor.cli.score.session_inside", lambda: "inside")
    assert call("score", "--show").code == ExitCode.USAGE


def test_a_card_that_was_printed_can_be_brought_to_another_machine(
    call: Call, session: SessionFolder, tmp_path: Path
) -> None:
    """For reviewers who each score on their own."""
    submit(call, tmp_path, "Grace", 1, 2, 3, 4, 1, 2, 3, 4)
    own = json.loads(call("score", "--who", "Grace", "--json").out)["own"]
    shutil.rmtree(session.cards)
    session.seals.unlink()
    (tmp_path / "own.json").write_text(json.dumps(own))
    brought = call("score", "--who", "Grace", "--from", str(tmp_path / "own.json"), "--submit", "--json")
    again = json.loads(brought.out)["own"]
    assert {name: again[name] for name in ("ratings", "strengths", "concerns", "overall")} == {
        name: own[name] for name in ("ratings", "strengths", "concerns", "overall")
    }


def test_sessions_in_a_folder_of_their_own_are_named_by_path(call: Call, three: list[str], own_place: Path) -> None:
    elsewhere = own_place.with_name("elsewhere")
    elsewhere.mkdir()
    moved = shutil.move(own_place / three[1], elsewhere / three[1])
    report = json.loads(call("score", "--shuffle", three[0], str(moved), "--who", "Grace", "--json").out)
    assert {item["answer"] for item in report["items"]} == {"A", "B"}
