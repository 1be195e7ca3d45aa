"""A whole evaluation of two interviewers and a candidate with plain commands; nothing private gets anywhere else."""

import json
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from proctor.link.messages import Hello, line
from tests.host.conftest import Stage, until
from tests.host.guarded_package import Canaries, write_guarded
from tests.host.lines import watching
from tests.host.raw import Raw
from tests.host.screens import Screen

pytestmark = pytest.mark.slow


class Eavesdropper:
    """A candidate's connection that keeps every byte it is sent, and asks for what it must not get."""

    def __init__(self, stage: Stage) -> None:
        self.heard = bytearray()
        self._raw = Raw(stage, "candidate", line(Hello(name="Ada", screen=True, picture=True)))
        self._raw.socket.settimeout(None)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while data := self._raw.file.readline():
            self.heard += data

    def asks(self, do: str, **args: object) -> None:
        """Ask, and wait for the answer, whatever it is."""
        number = len(self.heard)
        mark = f'"id":{number}'.encode()
        self._raw.socket.sendall(json.dumps({"t": "act", "id": number, "do": do, "args": args}).encode() + b"\n")
        until(lambda: mark in self.heard[number:], why=f"{do} is answered")

    def close(self) -> None:
        self._raw.socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=20)
        self._raw.close()


class Evaluation:
    """Two interviewers, Grace and Tom, and a candidate."""

    def __init__(self, stage: Stage, package: Path, canaries: Canaries) -> None:
        self.stage = stage
        self.words = canaries
        stage.start("--candidate", "Ada", "--focus", "5", exercise=str(package))

    def grace(self, verb: str, *words: str, code: int = 0) -> str:
        return self.stage.act(verb, *words, "--who", "Grace", *_as_interviewer(verb), code=code)

    def tom(self, verb: str, *words: str, code: int = 0) -> str:
        return self.stage.act(verb, *words, "--who", "Tom", *_as_interviewer(verb), code=code)

    def ada(self, verb: str, *words: str, code: int = 0) -> str:
        return self.stage.act(verb, *words, code=code)

    def private(self, kind: str) -> list[dict[str, Any]]:
        lines = (self.stage.folder / "private.jsonl").read_bytes().splitlines()
        return [told for text in lines if (told := json.loads(text[9:]))["kind"] == kind]

    def work(self) -> None:
        """From the lobby to the end of the main phase."""
        words = self.words
        self.ada("begin")
        (self.stage.workspace / "answer.py").write_text("def value():\n    return 2\n")
        self.ada("check")
        self.grace("note", words["note"], "--tag", words["tag"])
        self.tom("note", "-", code=2)
        self.grace("issue", words["issue"], "hinted", "--note", words["issue_note"])
        self.tom("issue", words["issue"], "found")
        self.grace("pause", "--reason", "technical", "--note", "the chair broke")
        self.tom("resume", code=2)
        self.grace("resume")
        self.ada("ask", "Is it two?")
        self.grace("answer", "It is.")
        self.grace("hint", "Look at the last line.")
        self.grace("controls", "release")
        self.ada("focus", "5")
        assert "focus time" in self.grace("focus", "--end", code=2)
        self.ada("focus", "--end")
        self.ada("submit")

    def feedback(self) -> None:
        """From the walk-through to the candidate's answer."""
        words = self.words
        self.ada("respond", "I doubled one.")
        self.ada("present", "answer.py:2")
        self.tom("draft", "--strength", words["draft_strength"])
        self.grace("draft", "--improvement", words["draft_improvement"])
        given = ("--improvement", "Name it.", "--prompted", f"{words['issue']},test_{words['shown']}")
        assert "sample" in self.grace("feedback", "--strength", words["strength_sample"], *given, code=2)
        self.grace("feedback", "--strength", "It is short.", *given)
        self.grace("reveal", f"test_{words['shown']}")
        self.ada("respond", "I would rather keep the name.")

    def revision(self) -> None:
        """To the end."""
        self.ada("revise")
        self.tom("observe", "questioned", "--note", self.words["observed"])
        (self.stage.workspace / "answer.py").write_text("def value():\n    return 1 + 1\n")
        self.ada("finish")


def _as_interviewer(verb: str) -> tuple[str, ...]:
    return ("--as", "interviewer") if verb in {"pause", "resume", "focus"} else ()


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def evaluation(stage: Stage, canaries: Canaries, tmp_path: Path) -> Evaluation:
    return Evaluation(stage, write_guarded(tmp_path / "layer" / "guarded", canaries), canaries)


def test_nothing_private_gets_to_the_candidate(evaluation: Evaluation, canaries: Canaries, tmp_path: Path) -> None:
    stage = evaluation.stage
    candidate, screen = Eavesdropper(stage), Screen(stage)
    with watching(stage.environment, "--who", "Tom", "--json", stage.session) as lines:
        lines.hear("watch.state")
        evaluation.work()
        for errand in ("materials", "private", "files", "history", "ping"):
            candidate.asks(errand)
        candidate.asks("file", path="answer.py")
        candidate.asks("reveal", check=f"test_{canaries['shown']}")
        until(screen.asks, why="the shell asks")
        screen.type(_search("quokkary"))
        until(lambda: "searched" in screen.shows("Editor"), why="the shell has searched")
        seen = {"sandbox": screen.shows("Editor").encode(), "screen": screen.shows("Work").encode()}
        evaluation.feedback()
        evaluation.revision()
        lines.hear("watch.over")
        assert lines.ended() == 0
    candidate.close()
    stage.run("export", stage.session, "--for-candidate", "-o", str(tmp_path / "theirs"))
    seen |= {
        "socket": bytes(candidate.heard),
        "workspace": b"".join(path.read_bytes() for path in stage.workspace.rglob("*") if path.is_file()),
        "record": _objects(stage.folder / "record.git"),
        "journal": (stage.folder / "events.jsonl").read_bytes(),
        "copy": _copied(tmp_path / "theirs", tmp_path / "clone"),
    }
    delivered = {canaries[name] for name in ("shown", "shown_promise", "shown_message")}
    found = {(place, word) for place, text in seen.items() for word in canaries.words.values() if word.encode() in text}
    assert {word for _place, word in found} <= delivered, found
    assert b"quokkary" not in seen["sandbox"]
    assert canaries["shown_promise"].encode() in seen["socket"], "what was revealed does reach the candidate"
    watched = "\n".join(lines.said)
    for name in ("note", "tag", "issue_note", "observed", "draft_strength", "draft_improvement"):
        assert canaries[name] in watched


def test_the_private_journal_holds_all_of_it(evaluation: Evaluation, canaries: Canaries) -> None:
    evaluation.work()
    evaluation.feedback()
    evaluation.revision()
    notes = evaluation.private("note.added")
    assert [(note["who"], note["data"]["text"], note["data"]["tag"]) for note in notes] == [
        ("Grace", canaries["note"], canaries["tag"])
    ]
    marks = evaluation.private("issue.marked")
    assert [(mark["who"], mark["data"]["state"]) for mark in marks] == [("Grace", "hinted"), ("Tom", "found")]
    draft = evaluation.private("feedback.drafted")[-1]["data"]
    assert (draft["strength"], draft["improvement"]) == (canaries["draft_strength"], canaries["draft_improvement"])
    prompted = evaluation.private("feedback.prompted")[0]["data"]["items"]
    assert set(prompted) == {canaries["issue"], f"test_{canaries['shown']}"}
    assert [one["data"]["how"] for one in evaluation.private("reception.observed")] == ["questioned"]
    told = json.loads(evaluation.grace("issue", "--json"))
    assert [(issue["state"], issue["prompted"]) for issue in told["issues"]] == [("found", True)]
    steered = [event for event in evaluation.stage.events() if event["kind"] in {"clock.paused", "hint.given"}]
    assert {event["who"] for event in steered} == {"Grace"}


def _search(word: str) -> str:
    """A shell's search through everything of its own; the word is put together so as not to be found in itself."""
    first, last = word[:3], word[3:]
    own = "$(ls -d /* | grep -vE '^/(usr|lib.*|bin|sbin|proc|sys|dev)$')"
    files = f'grep -rlaI -m1 "${{P}}{last}" {own} 2>/dev/null'
    processes = f"cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -a \"${{P}}{last}[0-9]\""
    return f"P={first}; {files}; {processes}; echo sear''ched"


def _objects(repository: Path) -> bytes:
    words = ["git", "-C", str(repository), "cat-file", "--batch", "--batch-all-objects"]
    return subprocess.run(words, capture_output=True, check=True).stdout


def _copied(bundle: Path, clone: Path) -> bytes:
    subprocess.run(["git", "clone", "-q", "--mirror", str(bundle), str(clone)], check=True)
    return _objects(clone) + bundle.read_bytes()
