"""How a proof is going: one line that changes on a terminal, a plain line now and then for whoever keeps a log."""

from time import monotonic
from typing import Final, TextIO

from proctor.authoring.trials import Trial
from proctor.cli.render import WIDTH, count_text

_LINE_EVERY_S: Final = 20.0


class Progress:
    """Says on `stream` what has been tried; nothing of it is part of the answer."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._changes = stream.isatty()
        self._name = ""
        self._said_s = 0.0

    def begin(self, name: str) -> None:
        """A package is being looked at."""
        self._name, self._said_s = name, monotonic()
        self._show(f"{name}: measuring its time")

    def measured(self) -> None:
        """Now its trials begin."""
        self._said_s = monotonic()

    def tell(self, done: int, total: int, trial: Trial) -> None:
        """So many trials are done."""
        words = f"{self._name}: {done} of {total} trials"
        if self._changes:
            self._show(f"{words}, {trial.claim.name} at {trial.level}")
        elif monotonic() - self._said_s >= _LINE_EVERY_S:
            self._said_s = monotonic()
            self._show(words)

    def end(self, problems: int) -> None:
        """The package is through."""
        if not self._changes:
            self._show(f"{self._name}: {count_text(problems, 'problem')}")

    def clear(self) -> None:
        """Leave the line to whoever speaks next."""
        if self._changes:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _show(self, words: str) -> None:
        if self._changes:
            self._stream.write(f"\r{words[: WIDTH - 1]}\x1b[K")
        else:
            self._stream.write(f"{words}\n")
        self._stream.flush()
