"""`proctor join`: the candidate's screen of a session, in tmux where there is one."""

import os
import shutil
import threading
from argparse import SUPPRESS, Namespace
from typing import Final

from proctor.cli.choice import chosen_session
from proctor.cli.clock_words import clock_line
from proctor.cli.output import print_json, print_lines
from proctor.cli.overview import summary_of
from proctor.cli.parsing import Handler, Parser, add_session, session_words
from proctor.cli.render import wrapped
from proctor.cli.standing import Standing, standing
from proctor.cli.terminal import can_show_screens, has_tmux, run_full_screen
from proctor.errors import EnvironmentFault, ExitCode, UsageError
from proctor.link.environment import own_environment
from proctor.link.launch import ensure_host
from proctor.link.places import Places
from proctor.link.plain import PlainLink
from proctor.record.store import SessionFolder
from proctor.session.phases import Phase

_OPEN_TERMINAL_S: Final = 20.0
_OUTER_TMUX: Final = frozenset({"TMUX", "TMUX_PANE"})
"""With these set, tmux would refuse to open the session's own tmux inside the caller's."""


def load_screens() -> None:
    """Begin to load what draws the screens, if this process is to draw them: while a host starts, there is time."""
    threading.Thread(target=_load_unless_tmux, name="load-screens", daemon=True).start()


def _load_unless_tmux() -> None:
    if not has_tmux():
        from proctor.tui import load  # noqa: PLC0415 drawing is slow to load, and most commands draw nothing

        load()


def open_screen(folder: SessionFolder) -> int:
    """Show the candidate's screen until it is left, and say how to come back. Needs a terminal."""
    tmux = has_tmux()
    if not tmux:
        load_screens()
    places = ensure_host(folder.path)
    if tmux:
        _attach(places, folder)
    else:
        _draw(places, folder, inside_tmux=False)
    print_lines(_closing_lines(standing(folder)))
    return ExitCode.DONE


def _attach(places: Places, folder: SessionFolder) -> None:
    size = shutil.get_terminal_size()
    asked = {"env": own_environment(), "columns": size.columns, "lines": size.lines}
    with PlainLink(places.socket("candidate")) as link:
        command = link.act("terminal", asked, timeout_s=_OPEN_TERMINAL_S)["attach"]
    environment = {name: value for name, value in os.environ.items() if name not in _OUTER_TMUX}
    code = run_full_screen(command, environment)
    if code and standing(folder).session.phase is not Phase.DONE:
        raise EnvironmentFault(
            f"the screen ended unexpectedly (tmux ended with {code}); the session itself is not touched by that",
            hint=f"come back with: proctor join {folder.id}   (without tmux: PROCTOR_NO_TMUX=1)",
        )


def _draw(places: Places, folder: SessionFolder, *, inside_tmux: bool) -> int:
    from proctor.tui import run  # noqa: PLC0415 drawing is slow to load, and most commands draw nothing

    terms = summary_of(folder).terms
    name = terms.candidate if terms else ""
    return run(
        places.socket("candidate"), workspace=folder.workspace, session=folder.id, inside_tmux=inside_tmux, name=name
    )


def _closing_lines(found: Standing) -> list[str]:
    if found.session.phase is Phase.DONE:
        return [
            f"Session {found.folder.id} is over. Thank you.",
            f"The record: {found.folder.path}",
            f"The revision: proctor diff {found.folder.id}",
        ]
    words = f"The session goes on without this screen: {clock_line(found)}."
    return [*wrapped(words), f"Come back with: proctor join {found.folder.id}"]


def _arguments(parser: Parser) -> None:
    add_session(parser)
    parser.add_argument("--screen", action="store_true", help=SUPPRESS)


def _run(options: Namespace) -> int:
    folder = chosen_session(session_words(options), finished_too=True)
    if options.json:
        from proctor.cli.reports import status_report  # noqa: PLC0415 a screen reports nothing and is in a hurry

        ensure_host(folder.path)
        print_json(status_report(standing(folder)))
        return ExitCode.DONE
    if not can_show_screens():
        raise UsageError(
            "this is no terminal that a screen can be drawn on",
            hint=f"use plain commands: proctor status {folder.id}, proctor begin, check, submit; see proctor --help",
        )
    if options.screen:
        return _draw(ensure_host(folder.path), folder, inside_tmux="TMUX" in os.environ)
    return open_screen(folder)


JOIN: Final = Handler(_arguments, _run)
