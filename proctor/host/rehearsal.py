"""The lobby's rehearsal as the host runs it: the scratch file, checked by the real engine on every save."""

import hashlib
import secrets
from contextlib import aclosing, suppress
from pathlib import Path

from proctor.checks.request import CheckFinished, Ready
from proctor.errors import ProctorError
from proctor.host import tour
from proctor.host.engine import Engine
from proctor.host.isolation import show_isolation
from proctor.host.recorder import Recorder
from proctor.record.careful_open import open_folder, read_regular
from proctor.session.events import TourChecked
from proctor.session.verdicts import Verdict

_MOST_BYTES = 64 << 10


class Rehearsal:
    """Checks the scratch file whenever its content is new (the untouched one is not worth a verdict)."""

    def __init__(self, recorder: Recorder, engine: Engine, workspace: Path) -> None:
        self._recorder = recorder
        self._engine = engine
        self._workspace = workspace
        self._seen = _digest(tour.START.encode())

    async def look(self) -> None:
        """Check the scratch file if it was saved."""
        content = _read(self._workspace)
        if content is None or _digest(content) == self._seen:
            return
        self._seen = _digest(content)
        self._recorder.record(await self._verdict(content))

    async def _verdict(self, content: bytes) -> TourChecked:
        try:
            async with aclosing(self._engine.run(tour.request(content, secrets.token_hex(6)))) as replies:
                async for reply in replies:
                    if isinstance(reply, Ready):
                        show_isolation(self._recorder, reply)
                    if isinstance(reply, CheckFinished):
                        return TourChecked(verdict=reply.verdict, message=reply.message, ms=reply.ms)
        except ProctorError as error:
            return TourChecked(verdict=Verdict.FAULT, message=str(error))
        return TourChecked(verdict=Verdict.FAULT, message="the engine gave no verdict")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(workspace: Path) -> bytes | None:
    """The scratch file, unless it is missing, large, or anything but a file: a link would lead out of the sandbox."""
    with suppress(OSError), open_folder(workspace) as folder:
        return read_regular(tour.FILE, within=folder, max_bytes=_MOST_BYTES)[0]
    return None
