"""A host's way to a check engine: start one, and have runs carried out; imports neither torch nor pytest."""

import asyncio
import os
import struct
import subprocess
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Final

import msgspec

import proctor
from proctor.checks.place import HERE, Place
from proctor.checks.request import Limits, Ready, Reply, RunFinished, RunRequest
from proctor.errors import EnvironmentFault

ADDRESS_BYTES_MAX: Final = 100
_LENGTH: Final = struct.Struct(">I")
_REPLY_BYTES_MAX: Final = 64 << 20
_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final[msgspec.msgpack.Decoder[Reply]] = msgspec.msgpack.Decoder(Reply)
_RETRY_S = 0.02


async def run(address: Path, request: RunRequest) -> AsyncGenerator[Reply, None]:
    """Have the engine at `address` carry out one run; yields its replies up to and including `RunFinished`.

    Closing the generator cancels the run. A lost engine ends it with a `RunFinished` that says so.
    Raises: EnvironmentFault if no engine answers at the address.
    """
    try:
        reader, writer = await asyncio.open_unix_connection(_fitting(address))
    except OSError as error:
        raise EnvironmentFault(
            f"no check engine answers at {address} ({error.strerror or error})", hint="start the session again"
        ) from error
    try:
        body = _ENCODER.encode(request)
        writer.write(_LENGTH.pack(len(body)) + body)
        await writer.drain()
        while True:
            reply = await _next(reader)
            yield reply
            if isinstance(reply, RunFinished):
                return
    except (asyncio.IncompleteReadError, ConnectionError):
        yield RunFinished(ms=0.0, fault="the check engine ended before the run did")
    finally:
        writer.close()


def spawn(  # noqa: PLR0913 - what an engine is to be, each named at the call
    address: Path,
    *,
    idle_s: float = 600.0,
    fork: bool = True,
    isolation_at_most: int = 3,
    guarded: Sequence[Path] = (),
    place: Place = HERE,
) -> subprocess.Popen[bytes]:
    """Start an engine that outlives its starter; it logs beside its address and ends after `idle_s` without a run.

    `fork=False` gives every judge and worker a process of its own from the start, which is how it always is on macOS.
    `isolation_at_most` keeps it from confining better than so; `guarded` are paths that it proves out of reach;
    `place` is where the framework that it serves is.
    """
    command = [sys.executable, "-m", "proctor.checks.engine", _fitting(address), "--idle-s", str(idle_s)]
    command += [] if fork else ["--no-fork"]
    command += ["--isolation-at-most", str(isolation_at_most), *(f"--guard={path}" for path in guarded)]
    command += place.words()
    package_root = str(Path(proctor.__file__).parent.parent)
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([package_root, inherited] if inherited else [package_root])
    with address.with_suffix(".log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env={**os.environ, "PYTHONPATH": path},
        )


async def wait_ready(address: Path, *, limit_s: float = 60.0) -> Ready:
    """Wait until the engine is warm.

    Raises: EnvironmentFault if it is not within `limit_s`.
    """
    try:
        async with asyncio.timeout(limit_s):
            while True:
                with suppress(EnvironmentFault):
                    async with aclosing(run(address, _NOTHING)) as replies:
                        async for reply in replies:
                            if isinstance(reply, Ready):
                                return reply
                await asyncio.sleep(_RETRY_S)
    except TimeoutError:
        raise EnvironmentFault(
            f"the check engine at {address} did not get ready within {limit_s:g} s",
            hint=f"see its log, {address.with_suffix('.log')}",
        ) from None


_NOTHING: Final = RunRequest(
    run="ready", entry="", level="mid", visibility="visible", tree={}, checks={}, select=[], seed=0, limits=Limits()
)


async def _next(reader: asyncio.StreamReader) -> Reply:
    size = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))[0]
    if size > _REPLY_BYTES_MAX:
        raise ConnectionError
    try:
        return _DECODER.decode(await reader.readexactly(size))
    except msgspec.MsgspecError:
        raise ConnectionError from None


def _fitting(address: Path) -> str:
    text = str(address)
    if len(os.fsencode(text)) > ADDRESS_BYTES_MAX:
        raise EnvironmentFault(
            f"the path of the engine's socket is too long ({len(text)} characters)",
            hint="move the sessions to a folder with a shorter path (PROCTOR_SESSIONS)",
        )
    return text
