"""The screens in a real terminal, over a real socket: started, suspended for an editor, left."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pexpect
import pytest

from proctor.link import messages as m
from proctor.link.machine import boot_ns
from proctor.tui.start import switch_key
from tests.tui.scenes import SPEC, Scene

_PROGRAM = """
import sys
from pathlib import Path
from proctor.errors import ProctorError
from proctor.tui import run
assert "textual" not in sys.modules
try:
    code = run(Path(sys.argv[1]), workspace=Path(sys.argv[2]), session="quiet-otter", inside_tmux=False, name="Ada")
except ProctorError as error:
    print("sent away:", error)
    code = error.exit_code
import gc
print("collects again:", gc.isenabled())
sys.exit(code)
"""


@asynccontextmanager
async def _host(folder: Path, scene: Scene, refusal: str = "") -> AsyncIterator[Path]:
    """A socket that speaks the protocol and tells a journal, on this machine's own clock."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hello = m.from_client.decode(await reader.readline())
        assert isinstance(hello, m.Hello)
        if refusal:
            writer.write(m.line(m.Refused(id=0, message=refusal)))
            writer.close()
            return
        ahead_ns = boot_ns() - scene.boot_ns
        welcome = m.Welcome(
            proto=1, session="s", role="candidate", seq=scene.session.seq, boot_ns=scene.boot_ns, pid=1, version="1"
        )
        assert ahead_ns > 0
        writer.write(m.line(welcome))
        for envelope in scene.journal:
            writer.write(m.line(m.Told(event=envelope)))
        while text := await reader.readline():
            act = m.from_client.decode(text)
            assert isinstance(act, m.Act)
            result: dict[str, Any] = {"spec": SPEC} if act.do == "materials" else {}
            writer.write(m.line(m.Done(id=act.id, result=result)))
        writer.close()

    server = await asyncio.start_unix_server(serve, folder / "s")
    try:
        yield folder / "s"
    finally:
        server.close()


def _terminal(socket: Path, workspace: Path, **environ: str) -> pexpect.spawn:
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(Path.cwd()), **environ}
    arguments = ["-c", _PROGRAM, str(socket), str(workspace)]
    return pexpect.spawn(sys.executable, arguments, env=environment, dimensions=(24, 80), encoding="utf-8", timeout=30)


async def _ends(child: pexpect.spawn) -> int:
    await asyncio.to_thread(child.expect, pexpect.EOF)
    await asyncio.to_thread(child.close)
    assert child.exitstatus is not None
    return child.exitstatus


async def test_a_person_comes_edits_and_leaves(tmp_path: Path) -> None:
    """Clock and keys are painted, `e` runs the named editor in the workspace and comes back, `q` leaves with 0."""
    workspace = tmp_path / "w"
    workspace.mkdir()
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "EDITING $1 in $(basename "$PWD")"\n', encoding="utf-8")
    editor.chmod(0o755)
    async with _host(tmp_path, Scene().work()) as socket:
        child = _terminal(socket, workspace, EDITOR=str(editor), VISUAL="")
        await asyncio.to_thread(child.expect, "RUNNING")
        await asyncio.to_thread(child.expect, "keeps")
        child.send("e")
        await asyncio.to_thread(child.expect, "EDITING rms_norm.py in w")
        await asyncio.to_thread(child.expect, "RUNNING")
        child.send("q")
        await asyncio.to_thread(child.expect, "collects again: True")
        assert await _ends(child) == 0


@pytest.mark.parametrize("refusal", ["this host speaks version 9"])
async def test_a_host_that_refuses_is_an_error_with_its_exit_code(tmp_path: Path, refusal: str) -> None:
    """The words reach the caller after the screen is gone."""
    async with _host(tmp_path, Scene(), refusal) as socket:
        child = _terminal(socket, tmp_path)
        await asyncio.to_thread(child.expect, f"sent away: {refusal}")
        assert await _ends(child) == 2


def test_the_switch_key_is_the_configured_one() -> None:
    """F12 where none is named."""
    assert switch_key({"PROCTOR_SWITCH_KEY": "M-e"}) == "M-e"
    assert switch_key({"PROCTOR_SWITCH_KEY": ""}) == switch_key({}) == "F12"
