"""`.venv/bin/python -m docs.screenshot`: make `docs/work.svg` anew, from the real screen of a real session.

A session of the practice exercise is started, begun and partly solved with plain commands, in a folder that is removed
afterwards; then the candidate's app connects to its host and Textual exports what it painted. Needs the environment
that `./install.sh test` makes.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from textual.pilot import Pilot

from proctor.link.live import LiveLink
from proctor.link.places import places_of
from proctor.session.board import Freshness
from proctor.session.state import Session
from proctor.tui.app import CandidateApp
from proctor.tui.view import View

ROOT: Final = Path(__file__).resolve().parents[1]
PICTURE: Final = Path(__file__).with_name("work.svg")
EXERCISE: Final = ROOT / "exercises" / "layer" / "practice-rms-norm"
COLUMNS: Final = 120
LINES: Final = 34
_PATIENCE_S: Final = 60.0
_FONT_FACES: Final = re.compile(r"\s*@font-face\s*\{.*?\}", re.DOTALL)

PARTLY_SOLVED: Final = '''"""RMSNorm with a learned gain."""

import torch
from torch import Tensor, nn


class RMSNorm(nn.Module):
    """Divide each vector by its own root mean square, then scale every feature.

    Args:
        num_features: Length of the last dimension of the input.
        eps: Added to the mean of the squares, inside the root.

    Shapes: (..., num_features) to (..., num_features).
    """

    def __init__(self, num_features: int, *, eps: float = 1e-6, device=None, dtype=None) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_features, device=device, dtype=dtype))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise x over its last dimension."""
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self.weight
'''
"""Averages half precision in half precision and has no `extra_repr`: two checks say so."""


def main() -> int:
    """Make the picture; 0 when it was written."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "PROCTOR_SESSIONS": str(Path(folder, "sessions")),
            "PROCTOR_RUNTIME": str(Path(folder, "run")),
            "PYTHONPATH": str(ROOT),
            "TZ": "UTC",
            "LANG": "C.UTF-8",
        }
        os.environ.pop("NO_COLOR", None)
        time.tzset()
        session = json.loads(_proctor("start", str(EXERCISE), "--no-tui", "--json", "--candidate", "Candidate"))
        try:
            picture = asyncio.run(_picture(Path(folder, "sessions", session["session"])))
        finally:
            _proctor("end", "--as", "interviewer", "--yes")
            _proctor("finish", "--as", "interviewer", "--yes")
            _until_gone(Path(folder, "sessions", session["session"]))
    PICTURE.write_text(_FONT_FACES.sub("", picture), encoding="utf-8")
    print(f"wrote {PICTURE.relative_to(ROOT)}")
    return 0


def _proctor(*words: str) -> str:
    """A plain command, as a person would type it; a check that fails is no error here."""
    command = [sys.executable, "-m", "proctor", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE_S)
    if done.returncode not in {0, 1}:
        raise SystemExit(f"proctor {' '.join(words)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


async def _picture(folder: Path) -> str:
    await asyncio.to_thread(_proctor, "begin", "--yes")
    await asyncio.to_thread(_proctor, "check")
    (folder / "workspace" / "rms_norm.py").write_text(PARTLY_SOLVED, encoding="utf-8")
    await asyncio.to_thread(_proctor, "check")
    link = LiveLink(places_of(folder).socket("candidate"), name="Candidate")
    view = View(name=folder.name, switch_key="F12")
    app = CandidateApp(link, view, workspace=folder / "workspace")
    async with app.run_test(size=(COLUMNS, LINES)) as pilot:
        await _until(pilot, lambda: _settled(app.view.session) and bool(app.view.materials.spec))
        await pilot.wait_for_scheduled_animations()
        await _until(pilot, lambda: "rms_norm.py" in app.export_screenshot())
        return app.export_screenshot(title="proctor")


def _settled(session: Session | None) -> bool:
    """Whether every check has spoken on the newest save, or was not to be run."""
    if session is None or session.board.run is not None or session.snapshots < len(("start", "save")):
        return False
    return all(row.freshness is Freshness.CURRENT for row in session.board.rows())


async def _until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + _PATIENCE_S
    while not holds():
        if time.monotonic() > deadline_s:
            raise SystemExit("the screen did not come to rest")
        await pilot.pause(0.05)


def _until_gone(folder: Path) -> None:
    """Wait for the host, which closes its record once nobody needs it."""
    deadline_s = time.monotonic() + _PATIENCE_S
    while places_of(folder).socket("candidate").exists() and time.monotonic() < deadline_s:
        if b'"kind":"host.stopped"' in (folder / "events.jsonl").read_bytes().splitlines()[-1]:
            return
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
