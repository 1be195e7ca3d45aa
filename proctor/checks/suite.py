"""The checks of one exercise that run together, and how an engine is asked for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from proctor.checks.request import Limits, RunRequest, Shortcut, Visibility
from proctor.session.frameworks import TORCH_CARD, Card


@dataclass(frozen=True, slots=True)
class Suite:
    """All visible or all hidden checks of an exercise at one level; the two never run together."""

    entry: str
    level: str
    visibility: Visibility
    files: dict[str, bytes]
    ids: tuple[str, ...]
    limits: Limits
    shortcuts: tuple[Shortcut, ...] = ()
    given: tuple[bytes, ...] = ()
    framework: Card = TORCH_CARD

    def request(self, run: str, contents: Mapping[str, bytes], seed: int, order: Sequence[str] = ()) -> RunRequest:
        """A run of these checks (those in `order`, if given) on the work in `contents`."""
        return RunRequest(
            run=run,
            entry=self.entry,
            level=self.level,
            visibility=self.visibility,
            tree=dict(contents),
            checks=self.files,
            select=list(order or self.ids),
            seed=seed,
            limits=self.limits,
            shortcuts=self.shortcuts,
            given=self.given,
            framework=self.framework,
        )
