"""The specification as Markdown."""

import subprocess
import sys

from tests.tui.looking import sees, text
from tests.tui.scenes import FakeLink, Scene

_DRAW = """
import asyncio, sys
from textual.app import App
from proctor.tui.widgets.spec_text import SpecText

class Page(App):
    def compose(self):
        yield SpecText("```\\na formula: y = x\\n```\\n\\n```python\\nx = 1\\n```\\n\\n    indented\\n")

async def draw():
    async with Page().run_test() as pilot:
        await pilot.pause()

asyncio.run(draw())
print(len([name for name in sys.modules if name.startswith("pygments.lexers.")]))
"""


def test_code_without_a_language_loads_no_lexers_to_guess_by() -> None:
    """A handful of them serve Python; guessing would load all of some two hundred."""
    done = subprocess.run([sys.executable, "-c", _DRAW], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 20


async def test_code_is_shown_with_and_without_a_language() -> None:
    """Every line of it."""
    scene = Scene().work()

    class Told(FakeLink):
        async def act(self, do: str, /, **args: object) -> dict[str, object]:
            if do == "materials":
                return {"spec": "# Task\n\n```\ny = f(x)\n```\n\n```python\nimport torch\n```\n\n- one\n"}
            return await super().act(do, **args)

    scene.link = Told(scene)
    async with scene.app(ascii_only=True).run_test(notifications=True, size=(80, 24)) as pilot:
        await sees(pilot, "y = f(x)", "import torch", "- one")
        assert "•" not in text(pilot)
