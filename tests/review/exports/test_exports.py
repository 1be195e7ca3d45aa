"""What other programs read: the checks as JUnit and CTRF, the terminal as asciicast, the session as ProgSnap2."""

import csv
import dataclasses
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from proctor.errors import UsageError
from proctor.record.reel import Reel
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.exports.asciicast import asciicast
from proctor.review.exports.ctrf import ctrf_json
from proctor.review.exports.junit import junit_xml
from proctor.review.exports.progsnap2 import COLUMNS, NOTHING, progsnap2
from proctor.review.exports.progsnap_events import OWN
from proctor.review.film import Film, without_private
from proctor.review.recording import Recording
from proctor.session.screen import ScreenRecord
from proctor.session.verdicts import Verdict
from tests.review.conftest import an_hour
from tests.review.filmed import SUBMITTED, Filmed
from tests.review.report.reported import report, revised

VERDICTS = {f"check_{verdict.lower()}": verdict for verdict in Verdict}


def all_verdicts(path: Path) -> Recording:
    """Handed in with every verdict there is."""
    with Filmed(path, checks=()) as film:
        film.act("begin", "candidate").save({"layer.py": SUBMITTED}).tag("start")
        film.judged(**VERDICTS, figures={"time_ratio": 1.5})
        film.act("submit", "candidate").tag("submitted").tag("final").act("finish", "interviewer")
        return film.recording()


def test_junit_counts_what_counts_against_the_work(tmp_path: Path) -> None:
    root = ET.fromstring(junit_xml(report(all_verdicts(tmp_path / "record.git"))))  # noqa: S314 our own
    assert [suite.get("name") for suite in root] == ["layer/example submitted", "layer/example final"]
    for suite in root:
        cases = suite.findall("testcase")
        for counted, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(counted, "")) == len(suite.findall(f"testcase/{element}"))
        assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["9", "1", "3", "4"]
        assert len(cases) == len(Verdict)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("18", "2", "6")


def test_junit_keeps_our_own_word_and_the_figures(tmp_path: Path) -> None:
    root = ET.fromstring(junit_xml(report(all_verdicts(tmp_path / "record.git"))))  # noqa: S314 our own
    kinds = {
        case.get("name"): child.get("type") for case in root[0].iter("testcase") for child in case if child.get("type")
    }
    assert kinds == {name: str(verdict) for name, verdict in VERDICTS.items() if verdict is not Verdict.PASS}
    figures = {item.get("name"): item.get("value") for item in root[0].iter("property")}
    assert figures["check_pass.time_ratio"] == "1.5"


def test_ctrf_has_what_its_schema_requires(tmp_path: Path) -> None:
    document = json.loads(ctrf_json(report(all_verdicts(tmp_path / "record.git"))))
    assert {"reportFormat", "specVersion", "results"} <= set(document)
    assert (document["reportFormat"], bool(re.fullmatch(r"\d+\.\d+\.\d+", document["specVersion"]))) == ("CTRF", True)
    results = document["results"]
    assert {"tool", "summary", "tests"} <= set(results)
    summary = results["summary"]
    counted = {"passed": 2, "failed": 8, "skipped": 2, "pending": 2, "other": 4}
    assert {name: summary[name] for name in counted} == counted
    assert summary["tests"] == len(results["tests"]) == sum(counted.values())
    assert isinstance(summary["start"], int)
    assert summary["start"] <= summary["stop"]
    for test in results["tests"]:
        assert {"name", "status", "duration"} <= set(test)
        assert isinstance(test["duration"], int)
        assert test["suite"][1] in {"submitted", "final"}


def test_hidden_checks_are_exported_only_with_what_is_private(tmp_path: Path) -> None:
    recorded = revised(tmp_path / "record.git")
    for write in (junit_xml, ctrf_json):
        assert "secret" in write(report(recorded))
        assert "secret" not in write(report(without_private(recorded)))


def cast_of(recorded: Recording, veil: Veil = NO_VEIL) -> list[list[object]]:
    header, *events = (json.loads(line) for line in asciicast(Film(recorded), veil))
    assert header["version"] == 2
    return [[header["width"], header["height"]], *events]


def test_a_cast_has_rows_marks_and_times_that_ascend() -> None:
    recorded = an_hour()
    size, *events = cast_of(recorded)
    assert size == [80, 24]
    times = [float(str(event[0])) for event in events]
    assert times == sorted(times)
    marks = [str(event[2]) for event in events if event[1] == "m"]
    assert any(mark.startswith("Work began") for mark in marks)
    assert any("gives feedback" in mark for mark in marks)
    assert not any("asks early" in mark for mark in marks), "a private note is no mark"
    painted = [str(event[2]) for event in events if event[1] == "o"]
    assert len(painted) == 2
    assert "\x1b[2J" in painted[0]
    assert "vim" in painted[0]
    assert "\x1b[2;1H" in painted[1]
    assert "vim" not in painted[1]


def test_a_cast_lets_no_escape_of_the_record_pass_but_looks() -> None:
    row = "a\x1b[1;31mred\x1b[0m\x1b]0;title\x07\x1b[2J\x1b[10;10H\x1bPq\x1b\\b\r\n\x9b5nc\u202e"
    shown = (ScreenRecord(t_s=1.0, window="Editor", columns=20, lines=2, rows={0: row, -1: "x", 9: "y"}, whole=True),)
    events = cast_of(dataclasses.replace(an_hour(), screens=shown))
    painted = next(str(event[2]) for event in events if len(event) == 3 and event[1] == "o")
    ours = re.compile(r"\x1b\[(?:\?25[lh]|\?7l|H|2J|K|\d+;\d+H|[0-9;:]*m)")
    assert re.sub(r"\s+$", "", ours.sub("", painted)) == "aredb5nc"
    assert painted.count("\x1b[2J") == 1


def test_a_cast_begins_with_its_own_size_and_says_when_it_changes() -> None:
    shown = tuple(
        ScreenRecord(t_s=t_s, window="Editor", columns=columns, lines=10, rows={0: "x"}, whole=True)
        for t_s, columns in ((1.0, 40), (2.0, 100), (3.0, 100))
    )
    size, *events = cast_of(dataclasses.replace(an_hour(), screens=shown))
    assert size == [100, 10]
    assert [event[2] for event in events if event[1] == "r"] == ["40x10", "100x10"]


def test_a_blind_cast_has_no_name() -> None:
    shown = (ScreenRecord(t_s=1.0, window="Editor", columns=40, lines=1, rows={0: "\x1b[1mAda\x1b[0m's"}, whole=True),)
    recorded = dataclasses.replace(an_hour(), screens=shown)
    lines = list(asciicast(Film(recorded), Veil("Ada", "the candidate")))
    assert any("Ada" in line for line in asciicast(Film(recorded), NO_VEIL))
    assert not [line for line in lines if "Ada" in line]


def test_a_session_without_a_picture_has_no_cast() -> None:
    with pytest.raises(UsageError, match="no picture"):
        list(asciicast(Film(dataclasses.replace(an_hour(), screens=())), NO_VEIL))


def data_set(recorded: Recording) -> dict[str, bytes | None]:
    with Reel(recorded.record) as reel:
        return {str(part.path): part.content for part in progsnap2(Film(recorded), reel, NO_VEIL)}


def rows_of(found: dict[str, bytes | None], name: str = "MainTable.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((found[name] or b"").decode())))


def test_a_data_set_has_the_tables_and_every_content(tmp_path: Path) -> None:
    recorded = revised(tmp_path / "record.git")
    found = data_set(recorded)
    metadata = {row["Property"]: row["Value"] for row in rows_of(found, "DatasetMetadata.csv")}
    assert metadata["CodeStateRepresentation"] == "Directory"
    assert metadata["EventOrderScope"] == "Global"
    rows = rows_of(found)
    assert tuple(rows[0]) == COLUMNS
    assert [row["Order"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    folders = {path.split("/")[1] for path in found if path.startswith("CodeStates/")}
    assert {row["CodeStateID"] for row in rows} <= folders
    final = Film(recorded).tagged("final")
    assert final is not None
    assert (found[f"CodeStates/{final.tree}/layer.py"] or b"").startswith(b"import math")


def test_a_data_set_tells_saves_runs_and_interventions_in_order(tmp_path: Path) -> None:
    rows = rows_of(data_set(revised(tmp_path / "record.git")))
    kinds = [row["EventType"] for row in rows]
    assert (kinds[0], kinds[-1]) == ("Session.Start", "Session.End")
    assert rows[0]["CodeStateID"] == NOTHING
    assert kinds.index("File.Create") < kinds.index("File.Edit") < kinds.index("Submit") < kinds.index("Intervention")
    tests = [row for row in rows if row["EventType"] == "Run.Test"]
    assert {row["ExecutionResult"] for row in tests} == {"Success", "TestFailed"}
    assert {row["TestID"] for row in tests if row["X-Hidden"]} == {"secret"}
    feedback = next(row for row in rows if row["InterventionType"] == "feedback")
    assert feedback["InterventionMessage"] == "Strength: Clear.\nArea for improvement: Test more."
    assert feedback["EventInitiator"] == "InstructorDirectAction"
    own = {kind for kind in kinds if kind.startswith("X-")}
    assert own <= set(OWN)


def test_a_check_that_decides_nothing_is_no_test_run(tmp_path: Path) -> None:
    rows = rows_of(data_set(all_verdicts(tmp_path / "record.git")))
    opened = {row["X-Verdict"] for row in rows if row["EventType"] == "X-Check.Open"}
    assert opened == {"SKIP", "UNSURE", "DEFERRED", "FAULT"}


def test_without_what_is_private_a_data_set_has_no_hidden_check(tmp_path: Path) -> None:
    rows = rows_of(data_set(without_private(revised(tmp_path / "record.git"))))
    assert not [row for row in rows if row["X-Hidden"]]
