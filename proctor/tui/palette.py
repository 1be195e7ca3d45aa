"""The command palette: what a candidate may do here, and why not where it cannot be done now. Nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from proctor.tui.keys import KEY_ACTS, key_text, label_of, why_not
from proctor.tui.themes import TITLES
from proctor.tui.view import View

if TYPE_CHECKING:
    from proctor.tui.app import CandidateApp


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the palette; `help` says why not, where it cannot be done now."""

    title: str
    help: str
    act_id: str = ""
    theme: str = ""


def commands(view: View) -> Iterator[Command]:
    """The rows for what is on the screen."""
    for act in KEY_ACTS:
        if not act.label:
            continue
        why = why_not(act, view.session, connected=view.connected)
        key = f" ({key_text(act, switch_key=view.switch_key)})" if act.key else ""
        yield Command(f"{label_of(act, view.session)}{key}", f"not now: {why}" if why else act.help, act.id)
    for theme, title in TITLES.items():
        yield Command(f"Theme: {title}", "how this screen looks", theme=theme)


class CandidateCommands(Provider):
    """Feeds the palette from the table of keys."""

    async def discover(self) -> Hits:
        """Everything, in the order of the table."""
        for command, run in self._rows():
            yield DiscoveryHit(command.title, run, help=command.help)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for command, run in self._rows():
            score = matcher.match(command.title)
            if score > 0:
                yield Hit(score, matcher.highlight(command.title), run, help=command.help)

    def _rows(self) -> Iterator[tuple[Command, Callable[[], None]]]:
        app = cast("CandidateApp", self.app)
        for command in commands(app.view):
            yield command, partial(app.choose, command.act_id, command.theme)
