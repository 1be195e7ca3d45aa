"""The candidate's terminal, opened as their client does and looked at through tmux."""

import subprocess

from proctor.link.plain import PlainLink
from tests.host.conftest import Stage


class Screen:
    """What the candidate's terminal shows."""

    def __init__(self, stage: Stage, **offered: str) -> None:
        self.socket = stage.places.tmux
        environment = {**stage.environment, "SHELL": "/bin/sh", "PS1": "$ ", **offered}
        with PlainLink(stage.places.socket("candidate")) as link:
            asked = {"env": environment, "columns": 100, "lines": 30}
            self.attach = link.act("terminal", asked, timeout_s=20)["attach"]

    def tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), *words], capture_output=True, text=True, check=False, timeout=20
        )
        return done.stdout

    def shows(self, window: str) -> str:
        return self.tmux("capture-pane", "-p", "-t", f"proctor:{window}")

    def asks(self) -> bool:
        """Whether the shell waits for a command; what is typed before that may be thrown away."""
        lines = self.shows("Editor").split("\n")
        words = [line.rstrip() for line in lines if line.strip()]
        return bool(words) and words[-1].endswith(("$", "#"))

    def type(self, text: str) -> None:
        self.press(text, "Enter")

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", "proctor:Editor", *keys)
