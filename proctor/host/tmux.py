"""The private tmux server of a session, spoken to by commands; its socket is handed to nobody."""

import asyncio
from collections.abc import Mapping
from pathlib import Path


class Tmux:
    """One server, which may not run yet or any more. `environment` is what it starts its programs with."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.environment: Mapping[str, str] = {}

    @property
    def started(self) -> bool:
        """Whether a server was ever started (its socket exists)."""
        return self.socket.exists()

    async def alive(self) -> bool:
        """Whether it answers."""
        return self.started and (await self.ask("has-session", "-t", "=proctor"))[0] == 0

    async def clients(self) -> list[str]:
        """The candidate's own terminals; the client that takes the picture is none."""
        _code, said = await self.ask("list-clients", "-t", "=proctor", "-F", "#{client_control_mode} #{client_name}")
        return [line.partition(" ")[2] for line in said.splitlines() if line.startswith("0 ")]

    def command(self, *words: str) -> list[str]:
        """A command of this server, as a program to run."""
        return ["tmux", "-S", str(self.socket), *words]

    async def tell(self, *words: str) -> None:
        """Carry out a command; nothing is said of how it went."""
        await self.ask(*words)

    async def ask(self, *words: str) -> tuple[int, str]:
        """The exit status of a command, and what it says."""
        process = await asyncio.create_subprocess_exec(
            *self.command(*words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self.environment or None,
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode(errors="replace")
