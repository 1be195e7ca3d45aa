"""A rehearsal answers what a viewer asks from the record, up to where the playback is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from proctor.errors import ProctorError
from proctor.review.asked import Asked
from proctor.review.cues import cues
from proctor.review.happenings import Happenings
from proctor.review.head import Head, Pace
from proctor.review.player import Player
from proctor.review.reading import recording
from tests.review.conftest import Played, Watch

EXAMPLE = Path(__file__).resolve().parents[2] / "sessions" / "example" / "example.bundle"
ENTRY = "rms_norm.py"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Asked, Played]]:
    monkeypatch.setenv("PROCTOR_HOME", str(EXAMPLE.parents[2]))
    with recording(EXAMPLE) as recorded:
        watch = Watch()
        head = Head(Pace(1.0, whole=True), watch)
        player = Player(cues(recorded, talk=True, notes=False), head, Happenings(), waits=False)
        yield Asked(recorded, player), Played(player, watch)


async def test_files_are_those_of_the_newest_save_so_far(asked: tuple[Asked, Played]) -> None:
    errands, show = asked[0].errands, asked[1]
    assert await errands["files"]({}) == {"commit": "", "files": []}
    show.after(60.0)
    told = await errands["files"]({})
    assert [row["path"] for row in told["files"] if row["changed"]] == [ENTRY]
    text = await errands["file"]({"path": ENTRY})
    assert text["commit"] == told["commit"]
    assert "nn.Parameter" in text["text"]
    assert "nn.Parameter" not in (await errands["file"]({"path": ENTRY, "commit": "start"}))["text"]


async def test_changes_are_told_between_names_that_exist_by_now(asked: tuple[Asked, Played]) -> None:
    errands, show = asked[0].errands, asked[1]
    show.after(1000.0)
    told = await errands["changes"]({"from": "submitted", "path": ENTRY})
    assert "+        wide = " in told["diff"]
    assert [row["path"] for row in told["files"]] == [ENTRY]


@pytest.mark.parametrize("path", ["../private.jsonl", "/etc/passwd", "nothing.py", ""])
async def test_only_files_of_the_work_can_be_read(path: str, asked: tuple[Asked, Played]) -> None:
    asked[1].after(60.0)
    with pytest.raises(ProctorError):
        await asked[0].errands["file"]({"path": path})


async def test_texts_and_private_material_come_from_the_package(asked: tuple[Asked, Played]) -> None:
    assert "RMSNorm" in (await asked[0].errands["materials"]({}))["spec"]
    assert (await asked[0].errands["private"]({}))["issues"]
