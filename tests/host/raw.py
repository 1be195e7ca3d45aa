"""A client of a host that says exactly what a test wants said."""

import json
import socket
from typing import Any

from tests.host.conftest import Stage


class Raw:
    """A client that says exactly what it is told to say."""

    def __init__(self, stage: Stage, role: str, first: bytes) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(20)
        self.socket.connect(str(stage.places.socket("interviewer" if role == "interviewer" else "candidate")))
        self.file = self.socket.makefile("rb")
        self.socket.sendall(first)

    def read(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.file.readline())
        return told

    def ask(self, do: str, /, **args: object) -> None:
        self.socket.sendall(json.dumps({"t": "act", "id": 7, "do": do, "args": args}).encode() + b"\n")

    def act(self, do: str, /, **args: object) -> dict[str, Any]:
        self.ask(do, **args)
        while True:
            told = self.read()
            if told["t"] not in {"event", "screen"}:
                return told

    def events(self, quiet_s: float = 0.7) -> list[dict[str, Any]]:
        """Everything that is told until nothing comes for a moment."""
        told: list[dict[str, Any]] = []
        self.socket.settimeout(quiet_s)
        try:
            while True:
                told.append(self.read())
        except TimeoutError:
            self.file = self.socket.makefile("rb")
        finally:
            self.socket.settimeout(20)
        return told

    def close(self) -> None:
        self.file.close()
        self.socket.close()
