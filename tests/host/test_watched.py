"""What interviewers are told and may ask, over the real sockets of a real host."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from proctor.link.messages import ALL_EVENTS, NO_EVENTS, Hello, line
from tests.host.conftest import Stage, a_stage, until
from tests.host.raw import Raw

WORK_KINDS = {"snapshot.taken", "run.started", "check.ended", "run.ended"}


class Room:
    """A session in WORK and the connections of its people."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.clients: list[Raw] = []
        stage.start()
        stage.act("begin")

    def joined(self, role: str, name: str = "", *, from_seq: int = NO_EVENTS, picture: bool = False) -> Raw:
        client = Raw(self.stage, role, line(Hello(name=name, from_seq=from_seq, screen=True, picture=picture)))
        assert client.read()["t"] == "welcome"
        self.clients.append(client)
        return client

    def save(self, text: str) -> None:
        """Save the module under work, and wait until the host has seen it."""
        before = self.stage.status()["snapshots"]
        entry = next(self.stage.workspace.glob("*.py"))
        entry.write_text(f"# {text}\n{entry.read_text()}")
        until(lambda: self.stage.status()["snapshots"] > before, why="the save was seen")

    def close(self) -> None:
        for client in self.clients:
            client.close()

    def private(self, kind: str) -> list[dict[str, Any]]:
        lines = (self.stage.folder / "private.jsonl").read_bytes().splitlines()
        return [event for event in (json.loads(text[9:]) for text in lines) if event["kind"] == kind]


@pytest.fixture
def room(stage: Stage) -> Iterator[Room]:
    with closing(Room(stage)) as made:
        yield made


@pytest.fixture(scope="module")
def calm_room(tmp_path_factory: pytest.TempPathFactory, engine: Path) -> Iterator[Room]:
    """One session for everything that is refused: nothing may come of it."""
    with a_stage(tmp_path_factory.mktemp("calm"), engine) as stage, closing(Room(stage)) as made:
        yield made


def kinds(told: list[dict[str, Any]]) -> list[str]:
    return [one["event"]["kind"] for one in told if one["t"] == "event"]


def test_focus_time_withholds_the_work_from_interviewers_and_only_from_them(room: Room) -> None:
    interviewer = room.joined("interviewer", "Ada")
    assert interviewer.act("focus", time="5")["t"] == "ok"
    candidate, early = room.joined("candidate", from_seq=ALL_EVENTS), room.joined("interviewer", from_seq=ALL_EVENTS)
    room.save("unwatched")
    late = room.joined("interviewer", from_seq=ALL_EVENTS)
    seen = kinds(candidate.events())
    assert seen.count("snapshot.taken") == 2
    for viewer in (early, late):
        told = viewer.events()
        assert kinds(told).count("snapshot.taken") == 1, "the one before focus time stays visible"
        assert kinds(told).count("focus.withheld") >= 1
        seqs = [one["event"]["seq"] for one in told if one["t"] == "event" and not one.get("private")]
        assert seqs == list(range(1, len(seqs) + 1)), "numbers stay whole"
        assert b"unwatched" not in json.dumps(told).encode()


def test_whoever_comes_back_after_focus_time_is_told_everything(room: Room) -> None:
    room.joined("interviewer", "Ada").act("focus", time="5")
    room.save("later seen")
    candidate = room.joined("candidate")
    assert candidate.act("focus", end=True)["t"] == "ok"
    told = room.joined("interviewer", from_seq=ALL_EVENTS).events()
    assert "focus.withheld" not in kinds(told)
    assert kinds(told).count("snapshot.taken") == 2


def test_nobody_may_ask_for_the_work_during_focus_time(room: Room) -> None:
    viewer = room.joined("interviewer", "Ada")
    assert viewer.act("files")["t"] == "ok"
    viewer.act("focus", time="5")
    for errand in ("files", "file", "changes"):
        told = viewer.act(errand, path="rms_norm.py")
        assert told["t"] == "refused"
        assert "focus time" in told["message"]
    assert viewer.act("ping")["t"] == "ok"
    assert viewer.act("private")["t"] == "ok"


def test_files_and_changes_as_a_viewer_reads_them(room: Room) -> None:
    room.save("one line more")
    viewer = room.joined("interviewer")
    files = viewer.act("files")["result"]
    changed = [row for row in files["files"] if row["changed"]]
    assert [(row["added"], row["deleted"]) for row in changed] == [(1, 0)]
    path = changed[0]["path"]
    text = viewer.act("file", path=path)["result"]
    assert text["commit"] == files["commit"]
    assert text["text"].startswith("# one line more\n")
    assert not viewer.act("file", path=path, commit="start")["result"]["text"].startswith("# one")
    diff = viewer.act("changes", path=path)["result"]
    assert "+# one line more" in diff["diff"]
    assert viewer.act("changes", **{"from": "start"})["result"]["files"] == [{"path": path, "added": 1, "deleted": 0}]


@pytest.mark.parametrize("path", ["../private.jsonl", "/etc/passwd", "", "nothing.py", "\0"])
def test_only_files_of_the_work_can_be_read(calm_room: Room, path: str) -> None:
    viewer = calm_room.joined("interviewer")
    assert viewer.act("file", path=path)["t"] == "refused"
    assert viewer.act("file", path=path, commit="start")["t"] == "refused"


def test_what_is_private_is_for_interviewers(room: Room) -> None:
    candidate, viewer = room.joined("candidate"), room.joined("interviewer", "Ada")
    for act in ("private", "files", "file", "changes"):
        assert candidate.act(act)["t"] == "refused"
    assert candidate.act("note", text="mine")["t"] == "refused"
    assert viewer.act("private")["result"]["checks"]
    assert viewer.act("note", text="thinks aloud", tag="strength")["t"] == "ok"
    (noted,) = room.private("note.added")
    assert (noted["by"], noted["who"], noted["data"]["tag"]) == ("interviewer", "Ada", "strength")
    assert b"thinks aloud" not in (room.stage.folder / "events.jsonl").read_bytes()


def test_one_interviewer_holds_the_controls(room: Room) -> None:
    ada, bob = room.joined("interviewer", "Ada"), room.joined("interviewer", "Bob")
    assert ada.act("pause")["t"] == "ok"
    assert "Ada holds the controls" in bob.act("resume")["message"]
    assert bob.act("controls", do="take")["t"] == "refused", "she is here"
    assert bob.act("note", text="observers write notes too")["t"] == "ok"
    assert ada.act("controls", do="give", to="Bob")["t"] == "ok"
    assert bob.act("resume")["t"] == "ok"
    taken = [(event["data"]["name"], event.get("who")) for event in room.stage.events("controls.taken")]
    assert taken == [("Ada", "Ada"), ("Bob", "Ada")]
    bob.close()
    room.clients.remove(bob)
    until(lambda: room.stage.events("client.left"), why="Bob has left")
    assert ada.act("controls", do="take")["t"] == "ok", "who left does not keep them"


def test_a_reveal_shows_what_the_check_says_of_the_newest_work(room: Room) -> None:
    viewer = room.joined("interviewer", "Ada")
    hidden = viewer.act("private")["result"]["checks"]
    until(lambda: room.private("run.ended"), why="the hidden checks have run")
    assert viewer.act("reveal", check="no_such_check")["t"] == "refused"
    assert viewer.act("reveal", check=hidden[0]["id"])["t"] == "ok"
    (revealed,) = room.stage.events("check.revealed")
    assert revealed["data"]["promise"] == hidden[0]["promise"]
    assert revealed["data"]["verdict"]
    public = (room.stage.folder / "events.jsonl").read_text()
    assert not any(check["id"] in public for check in hidden[1:])


def test_feedback_says_privately_what_it_was_prompted_by(room: Room) -> None:
    viewer = room.joined("interviewer", "Ada")
    room.joined("candidate").act("submit")
    material = viewer.act("private")["result"]
    about = material["checks"][0]["id"]
    words = {"strength": "Reads closely.", "improvement": "Test small numbers first."}
    assert "no hidden check" in viewer.act("feedback", prompted="nothing", **words)["message"]
    assert viewer.act("feedback", prompted=about, **words)["t"] == "ok"
    (prompted,) = room.private("feedback.prompted")
    assert prompted["data"]["items"] == [about]
    assert about not in (room.stage.folder / "events.jsonl").read_text()


def test_the_candidates_screen_may_say_what_it_shows_but_not_without_end(room: Room) -> None:
    candidate = room.joined("candidate")
    told = [candidate.act("view", panes=["Spec"], scroll={"Spec": row}) for row in range(30)]
    taken = [one["result"]["taken"] for one in told]
    assert taken[0]
    assert sum(taken) < 10
    assert len(room.stage.events("view.changed")) == sum(taken)


@pytest.mark.parametrize("view", [{"panes": ["x" * 5000]}, {"panes": 7}, {"scroll": {"Spec": "far"}}])
def test_a_view_that_is_none_is_refused(calm_room: Room, view: dict[str, Any]) -> None:
    assert calm_room.joined("candidate").act("view", **view)["t"] == "refused"
    assert not calm_room.stage.events("view.changed")


def test_only_places_that_exist_can_be_presented(room: Room) -> None:
    candidate = room.joined("candidate")
    assert candidate.act("present", place="no_such_file.py:3")["t"] == "refused"
    path = next(room.stage.workspace.glob("*.py")).name
    assert candidate.act("present", place=f"{path}:3")["t"] == "ok"
    assert room.stage.events("work.presented")[-1]["data"] == {"file": path, "line": 3}


def test_a_lost_terminal_can_be_given_back_by_its_measured_length(room: Room) -> None:
    viewer, candidate = room.joined("interviewer", "Ada"), room.joined("candidate")
    assert "no lost connection" in viewer.act("credit")["message"]
    candidate.close()
    room.clients.remove(candidate)
    until(lambda: room.stage.events("client.left"), why="the candidate's screen is gone")
    assert "still away" in viewer.act("credit")["hint"]
    room.stage.status()  # takes longer than what counts as nothing
    room.joined("candidate")
    until(lambda: viewer.act("credit")["t"] == "ok", why="the loss has a length")
    (credited,) = room.stage.events("clock.credited")
    assert credited["data"]["cause"] == "connection"
    assert 0 < credited["data"]["seconds"] < 60


def test_a_flooding_viewer_is_let_go_and_the_candidate_notices_nothing(room: Room) -> None:
    flooder, candidate = room.joined("interviewer", "flood"), room.joined("candidate")
    flooder.socket.settimeout(5)
    ask = b'{"t":"act","id":1,"do":"ping"}\n' * 2000
    with pytest.raises((BrokenPipeError, ConnectionResetError, TimeoutError)):
        flooder.socket.sendall(ask * 200)
    assert candidate.act("ping")["t"] == "ok"
    until(lambda: room.stage.events("client.left"), why="the flooding viewer is gone")
