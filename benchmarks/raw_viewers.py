"""Many viewers in one process: each reads a session's interviewer socket and notes when the picture shows a mark.

`python -m benchmarks.raw_viewers SOCKET COUNT MARK` prints `ready` once all are greeted, and at the end of its input
one JSON list per viewer: the instants (monotonic, ns) at which a picture with MARK came. With `--manner` they do harm:
`stalled` ones read nothing after the greeting, `flooding` ones ask for what there is not as fast as they can.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

from proctor.link import messages as m

_MANNERS: Final = ("reading", "stalled", "flooding")


async def _greeted(path: str, number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_unix_connection(path, limit=m.MAX_LINE_BYTES)
    writer.write(m.line(m.Hello(client=f"raw{number}", name=f"viewer {number}", screen=True, picture=True)))
    await reader.readline()
    return reader, writer


async def _read(path: str, number: int, mark: bytes, seen: list[int], ready: asyncio.Event) -> None:
    reader, _writer = await _greeted(path, number)
    ready.set()
    while text := await reader.readline():
        if mark in text:
            seen.append(time.monotonic_ns())


async def _stall(path: str, number: int, _mark: bytes, _seen: list[int], ready: asyncio.Event) -> None:
    reader, _writer = await _greeted(path, number)
    reader._transport.pause_reading()  # type: ignore[attr-defined]  # noqa: SLF001 a stream has no public way to stop reading
    ready.set()
    await asyncio.Event().wait()


async def _flood(path: str, number: int, _mark: bytes, _seen: list[int], ready: asyncio.Event) -> None:
    reader, writer = await _greeted(path, number)
    ready.set()
    asking = m.line(m.Act(id=1, do="files")) * 50
    with contextlib.suppress(OSError):
        while not writer.is_closing():
            writer.write(asking)
            await writer.drain()
            await reader.read(1 << 16)


Manner = Callable[[str, int, bytes, list[int], asyncio.Event], Coroutine[Any, Any, None]]
_DOING: Final[dict[str, Manner]] = dict(zip(_MANNERS, (_read, _stall, _flood), strict=True))


async def _run(path: str, count: int, mark: bytes, manner: Manner) -> None:
    seen: list[list[int]] = [[] for _ in range(count)]
    ready = [asyncio.Event() for _ in range(count)]
    viewers = [asyncio.create_task(manner(path, number, mark, seen[number], ready[number])) for number in range(count)]
    for event in ready:
        await event.wait()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for viewer in viewers:
        viewer.cancel()
    await asyncio.gather(*viewers, return_exceptions=True)
    for instants in seen:
        print(json.dumps(instants))


def main() -> None:
    """Read the words and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("socket")
    parser.add_argument("count", type=int)
    parser.add_argument("mark")
    parser.add_argument("--manner", choices=_MANNERS, default="reading")
    options = parser.parse_args()
    asyncio.run(_run(options.socket, options.count, options.mark.encode(), _DOING[options.manner]))


if __name__ == "__main__":
    main()
