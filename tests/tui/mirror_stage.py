"""A mirror alone in an app, given canned views as a cockpit would give them."""

from dataclasses import replace
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message

from proctor.session.screen import Screen, ScreenRecord
from proctor.tui.cockpit.view import FileRow, Files, WatchView
from proctor.tui.materials import Materials
from proctor.tui.mirror.mirror import Mirror
from proctor.tui.themes import DARK, THEMES
from proctor.tui.view import View
from tests.tui.scenes import SPEC, Scene

MODULE = '''"""RMSNorm with a learned gain."""

import torch
from torch import Tensor, nn


class RMSNorm(nn.Module):
    """Divide each vector by its own root mean square."""

    def __init__(self, num_features: int, *, eps: float = 1e-6) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_features))

    def forward(self, x: Tensor) -> Tensor:
        # one pass over the last dimension
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self.weight
'''
DIFF = """diff --git a/rms_norm.py b/rms_norm.py
index 1111111..2222222 100644
--- a/rms_norm.py
+++ b/rms_norm.py
@@ -9,9 +9,9 @@ class RMSNorm(nn.Module):

     def __init__(self, num_features: int, *, eps: float = 1e-6) -> None:
         super().__init__()
-        self.epsilon = eps
+        self.eps = eps
         self.weight = nn.Parameter(torch.ones(num_features))

     def forward(self, x: Tensor) -> Tensor:
-        raise NotImplementedError
+        # one pass over the last dimension
+        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self.weight
"""
ROWS = (FileRow("pytest.ini", 40), FileRow("rms_norm.py", 700, 3, 2, changed=True), FileRow("notes/plan.md", 12))
FILES = Files(commit="b" * 40, rows=ROWS, path="rms_norm.py", text=MODULE, diff=DIFF)


def picture(columns: int = 120, lines: int = 40, *, text: str = "", cursor: tuple[int, int] | None = (8, 4)) -> Screen:
    """A terminal like vim's, with colours; row 4 begins with `text`."""
    rows = {row: f"\x1b[38;5;130m{row + 1:>4} \x1b[39m{line}" for row, line in enumerate(MODULE.splitlines())}
    rows |= dict.fromkeys(range(len(rows), lines - 2), "\x1b[94m~\x1b[39m")
    rows[lines - 2] = f"\x1b[7m{'rms_norm.py [+]':<{columns - 20}}{'5,9           All':<20}\x1b[27m"
    rows[lines - 1] = "-- INSERT --"
    rows[3] = f"\x1b[38;5;130m   4 \x1b[95mfrom\x1b[39m torch \x1b[95mimport\x1b[39m Tensor, nn {text}"
    kept = {row: said for row, said in rows.items() if row < lines}
    record = ScreenRecord(t_s=1.0, window="Editor", columns=columns, lines=lines, rows=kept, cursor=cursor, whole=True)
    return Screen().after(record)


def watched(scene: Scene, **changes: Any) -> WatchView:
    """What a cockpit shows of a session."""
    ascii_only = changes.pop("ascii_only", False)
    shared = View(name="quiet-otter", session=scene.session, materials=Materials(spec=SPEC), ascii_only=ascii_only)
    watch = WatchView(shared, picture=picture(), files=FILES, who="Grace", told=tuple(scene.journal))
    return replace(watch, **changes)


class MirrorApp(App[int]):
    """Keeps the messages of the mirror, and turns following off as a cockpit does."""

    CSS_PATH = None

    def __init__(self, view: WatchView, theme: str = DARK.name) -> None:
        super().__init__()
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme
        self.animation_level = "none"
        self.given = view
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        """Nothing else."""
        yield Mirror()

    def on_mount(self) -> None:
        """The first view."""
        self.give(self.given, t_s=0.0)

    def give(self, view: WatchView, *, t_s: float | None = None) -> None:
        """Another view."""
        self.given = view
        mirror = self.query_one(Mirror)
        mirror.view = view
        if t_s is not None:
            mirror.t_s = t_s

    @property
    def chosen(self) -> list[str]:
        """The files that were asked for."""
        return [said.path for said in self.heard if isinstance(said, Mirror.FileChosen)]

    def on_mirror_file_chosen(self, message: Mirror.FileChosen) -> None:
        """Remember."""
        self.heard.append(message)

    def on_mirror_base_chosen(self, message: Mirror.BaseChosen) -> None:
        """Remember."""
        self.heard.append(message)

    def on_mirror_wandered(self, message: Mirror.Wandered) -> None:
        """Do as a cockpit does."""
        self.heard.append(message)
        self.give(replace(self.given, follow=False))
