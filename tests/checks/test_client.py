"""The host's side: light to import, and never left waiting by an engine that goes away."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from proctor.checks import client
from proctor.checks.engine.control import frame
from proctor.checks.request import Ready, Reply, RunFinished
from proctor.errors import EnvironmentFault
from tests.checks.engines import SCALE, SCALES, request

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def fake_engine(address: Path, answer: Answer) -> AsyncIterator[None]:
    server = await asyncio.start_unix_server(answer, path=address)
    async with server:
        yield


async def replies_of(address: Path) -> list[Reply]:
    return [reply async for reply in client.run(address, request(SCALE, SCALES))]


async def test_an_engine_that_goes_away_ends_the_run_with_a_fault(tmp_path: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(4)
        writer.write(frame(Ready(isolation=1, isolation_note="note")))
        writer.close()

    async with fake_engine(tmp_path / "e", answer):
        ready, end = await replies_of(tmp_path / "e")
    assert ready == Ready(isolation=1, isolation_note="note")
    assert isinstance(end, RunFinished)
    assert "ended before the run did" in end.fault


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x01\xc1", b"\x00\x00"])
async def test_bytes_that_are_no_reply_end_the_run_with_a_fault(tmp_path: Path, data: bytes) -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        writer.close()

    async with fake_engine(tmp_path / "e", answer):
        (end,) = await replies_of(tmp_path / "e")
    assert isinstance(end, RunFinished)
    assert end.fault


async def test_waiting_for_an_engine_that_never_gets_ready_ends_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="did not get ready") as caught:
        await client.wait_ready(tmp_path / "nobody", limit_s=0.1)
    assert "log" in caught.value.hint


def test_the_client_imports_neither_torch_nor_pytest() -> None:
    code = "import proctor.checks.client, sys; print([m for m in ('torch', 'pytest', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_ROOT)
    assert done.stdout.strip() == "[]"


_ROOT = Path(__file__).parents[2]
