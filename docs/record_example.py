"""`.venv/bin/python -m docs.record_example`: make the example recording in `sessions/example/` anew.

A real session of the practice exercise is held at the pace of people, in a folder that is removed afterwards: one types
in vim at a terminal, the other acts with plain commands. It takes about seven minutes and needs tmux and vim. Two
reviewers then write a score card each. What is left is the session as `proctor export --with-private` writes it: one
file with every save, both journals, the seals, the terminal's picture, the exercise and the cards.
"""

import json
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from benchmarks.pty_program import PtyProgram
from benchmarks.stage import EXERCISE, ROOT, Stage, stage
from docs.example_cards import CARDS

PLACE: Final = ROOT / "sessions" / "example"
BUNDLE: Final = "example.bundle"
_VIM: Final = "vim -u NONE -N -c 'syntax on' -c 'set ruler'"
_SWITCH: Final = "\x1b[24~"
_ESCAPE: Final = "\x1b"
_KEY_S: Final = (0.03, 0.13)
"""Between two keys of the person who types."""

_GAIN: Final = "        self.weight = nn.Parameter(torch.ones(num_features, device=device, dtype=dtype))"
_SCALE: Final = "        scale = torch.rsqrt(x.square().mean(dim=-1, keepdim=True) + self.eps)"
_RETURN: Final = "        return x * scale * self.weight"
_SIGNATURE: Final = "    def forward(self, x: Tensor) -> Tensor:"
_FORWARD_WORDS: Final = '        """Normalise x over its last dimension; shape and dtype stay as they are."""'
_REPR: Final = (
    "",
    "    def extra_repr(self) -> str:",
    '        """The arguments, for print(model)."""',
    '        return f"{self.num_features}, eps={self.eps}"',
)
_WORDS: Final = (
    '    """Divide each vector by its own root mean square, then scale every feature.',
    "",
    "    Args:",
    "        num_features: length of the last dimension.",
    "        eps: added to the mean square, inside the root.",
    "",
    "    Shapes: (..., num_features) to (..., num_features).",
    '    """',
)
_WIDE: Final = (
    "        wide = x if x.dtype == torch.float64 else x.float()",
    "        scale = torch.rsqrt(wide.square().mean(dim=-1, keepdim=True) + self.eps)",
    "        return (wide * scale * self.weight).to(x.dtype)",
)
_CHECKED: Final = (
    "        if x.shape[-1] != self.num_features:",
    '            raise ValueError(f"expected {self.num_features} features, got {x.shape[-1]}")',
)


class Scene:
    """Two people and their session."""

    def __init__(self, place: Stage, session: str, terminal: PtyProgram) -> None:
        self._place, self.session, self._terminal = place, session, terminal
        self._hand = random.Random(7)  # noqa: S311 how unevenly a person types is no secret

    def candidate(self, verb: str, *words: str) -> None:
        """A plain command of the candidate."""
        self._place.run(verb, *words, "--session", self.session, "--as", "candidate", "--yes")

    def interviewer(self, verb: str, *words: str) -> None:
        """A plain command of the interviewer."""
        self._place.run(verb, *words, "--session", self.session, "--as", "interviewer", "--who", "Interviewer", "--yes")

    def press(self, *keys: str, each_s: float = 0.8) -> None:
        """Single keys, with a look at the screen after each."""
        for key in keys:
            self._terminal.press(key.encode())
            self.wait(each_s)

    def type(self, *lines: str) -> None:
        """Lines as a person types them."""
        for number, line in enumerate(lines):
            for letter in ("\r" if number else "") + line:
                self._terminal.press(letter.encode())
                time.sleep(self._hand.uniform(*_KEY_S))
        self._terminal.paint()

    def command(self, words: str) -> None:
        """A command of vim."""
        self.press(_ESCAPE, each_s=0.3)
        self.type(words)
        self.press("\r", each_s=1.0)

    def replace(self, found: str, *lines: str) -> None:
        """Find a line and write others in its place."""
        self.command(f"/{found}")
        self.type("cc")
        self.type(*lines)
        self.press(_ESCAPE, each_s=0.6)

    def wait(self, seconds: float) -> None:
        """Nobody does anything."""
        time.sleep(seconds)
        self._terminal.paint()


def _lobby(scene: Scene) -> None:
    scene.wait(12.0)
    scene.interviewer("begin")
    scene.wait(5.0)
    scene.candidate("begin")


def _work(scene: Scene) -> None:
    scene.wait(6.0)
    scene.press("\t", "\x1b[B", "\x1b[B", "\x1b[6~", "\x1b[6~", each_s=3.0)
    scene.press(_SWITCH, each_s=4.0)
    scene.replace("the gain", _GAIN)
    scene.command(":w")
    scene.wait(4.0)
    scene.interviewer("note", "Begins with the gain, reads the specification twice", "--tag", "strength")
    scene.press(_SWITCH, each_s=5.0)
    scene.candidate("ask", "May the input have no batch dimension at all?")
    scene.press(_SWITCH, each_s=9.0)
    scene.interviewer("answer", "Yes: any number of leading dimensions, none included.")
    scene.replace("To do: this", _SCALE)
    scene.replace("return x", _RETURN)
    scene.command(":w")
    scene.wait(3.0)
    scene.interviewer("issue", "statistics-over-everything", "found")
    scene.press(_SWITCH, each_s=7.0)
    scene.press("3", "\x1b[B", "\x1b[B", "\x1b[B", each_s=1.5)
    scene.interviewer("pause", "--reason", "technical", "--note", "a call at the door")
    scene.wait(15.0)
    scene.interviewer("resume")
    scene.press(_SWITCH, each_s=2.0)
    scene.replace("Divide by the root", *_WORDS)
    scene.replace("def forward", _SIGNATURE, _FORWARD_WORDS)
    scene.command(":w")
    scene.wait(6.0)
    scene.candidate("focus", "45s")
    scene.command("G")
    scene.type("o")
    scene.type(*_REPR)
    scene.command(":w")
    scene.wait(48.0)
    scene.press(_SWITCH, each_s=6.0)
    scene.interviewer("note", "Does not come back to half precision; a check says so", "--tag", "concern")
    scene.interviewer("issue", "squares-in-half", "open")
    scene.wait(4.0)
    scene.candidate("submit")


def _feedback(scene: Scene) -> None:
    scene.wait(8.0)
    scene.candidate("present", "rms_norm.py:27")
    scene.wait(6.0)
    scene.candidate(
        "respond",
        "The gain is a parameter, the root is taken over the last dimension only, and eps stands inside of it. "
        "I left half precision as it is, because I ran out of ideas; I would test with random shapes next.",
    )
    scene.interviewer("draft", "--strength", "You read the specification twice")
    scene.wait(12.0)
    scene.interviewer(
        "feedback",
        *("--strength", "You worked from the specification: eps inside the root, one gain per feature, no shape lost."),
        *(
            "--improvement",
            "Think of what squares do in half precision: where would you widen, and where narrow again?",
        ),
        *("--prompted", "squares-in-half"),
    )
    scene.wait(9.0)
    scene.candidate("respond", "I agree. I would widen before squaring and come back at the very end.")
    scene.wait(3.0)
    scene.candidate("revise")


def _revision(scene: Scene) -> None:
    scene.wait(5.0)
    scene.press(_SWITCH, each_s=3.0)
    scene.command(":e!")
    scene.replace("scale = torch", *_CHECKED, *_WIDE)
    scene.command("/return x")
    scene.press("d", "d", each_s=0.3)
    scene.interviewer("observe", "acted-on", "--note", "widens before squaring")
    scene.command(":w")
    scene.wait(8.0)
    scene.press(_SWITCH, each_s=6.0)
    scene.interviewer("issue", "squares-in-half", "hinted")
    scene.wait(4.0)
    scene.candidate("finish")


@contextmanager
def _set() -> Iterator[tuple[Stage, Scene]]:
    with stage() as bare:
        place = Stage(bare.folder, {**bare.environment, "EDITOR": _VIM})
        words = ("--candidate", "Example", "--interviewer-opens", "--focus", "2m", "--screen", "recorded")
        told = json.loads(place.run("start", str(EXERCISE), "--no-tui", "--json", *words))
        command = ("join", told["session"])
        with place.at_terminal(*command) as terminal:
            terminal.wait_for(lambda screen: "LOBBY" in screen.text, what="the lobby")
            yield place, Scene(place, told["session"], terminal)


def main() -> int:
    """Hold the session and keep it; 0 when it was written."""
    with _set() as (place, scene):
        for act in (_lobby, _work, _feedback, _revision):
            print(act.__name__.strip("_"), flush=True)
            act(scene)
        scene.wait(6.0)
        shutil.rmtree(PLACE, ignore_errors=True)
        PLACE.mkdir(parents=True)
        _score(place, scene.session)
        print(place.run("export", scene.session, "--with-private", "--output", str(PLACE / BUNDLE)))
    size_bytes = sum(path.stat().st_size for path in PLACE.rglob("*") if path.is_file())
    print(f"wrote {PLACE.relative_to(ROOT)}: {size_bytes / 1e3:.0f} kB")
    return 0


def _score(place: Stage, session: str) -> None:
    """Both cards, each written without the other in sight."""
    for who, card in CARDS.items():
        file = place.folder / "card.json"
        file.write_text(json.dumps(card), encoding="utf-8")
        place.run("score", session, "--who", who, "--from", str(file))
        place.run("score", session, "--who", who, "--submit", "--yes")


if __name__ == "__main__":
    sys.exit(main())
