"""`proctor watch`: a session as its interviewer sees it, in a cockpit or as plain lines, here or from elsewhere."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from typing import Final

from proctor.cli.door import Door
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser, add_session
from proctor.cli.rehearse import USUAL_SPEED, Manner, notice, rehearsed_link
from proctor.cli.terminal import can_show_screens
from proctor.cli.watch_choice import chosen_door
from proctor.cli.watch_linear import LinearWatch
from proctor.cli.watch_report import JsonReport, PlainReport, Report
from proctor.cli.who import add_who, own_name
from proctor.errors import ExitCode, UsageError
from proctor.link.launch import ensure_host
from proctor.link.live import LiveLink
from proctor.tui.cockpit.link import WatchLink

EXAMPLE: Final = "example"
"""What `--rehearse` plays when no recording is named."""


def _arguments(parser: Parser) -> None:
    add_session(parser)
    add_who(parser)
    lines = parser.add_argument_group("as plain lines, for screen readers and logs")
    lines.add_argument(
        "--linear", action="store_true", help="no screen: lines that follow each other (also with --json)"
    )
    lines.add_argument("--once", action="store_true", help="only say where everything stands")
    lines.add_argument("--from-start", action="store_true", help="begin with everything that happened before")
    elsewhere = parser.add_argument_group("across machines (docs/WATCHING.md)")
    elsewhere.add_argument("--socket", metavar="PATH", help="a socket that ssh -L forwards from the session's machine")
    elsewhere.add_argument("--where", action="store_true", help="print the socket to forward, and nothing else")
    rehearsal = parser.add_argument_group("to practise")
    rehearsal.add_argument(
        "--rehearse",
        nargs="?",
        const=EXAMPLE,
        metavar="RECORD",
        help="play a finished session or an exported file as if live (default: the example)",
    )
    rehearsal.add_argument("--speed", type=float, help=f"how many times as fast (default: {USUAL_SPEED:g})")
    rehearsal.add_argument("--real-time", action="store_true", help="as fast as it was, with every wait")
    rehearsal.add_argument("--with-notes", action="store_true", help="with what was noted and written back then")


def _run(options: Namespace) -> int:
    who = own_name(options.who)
    if options.rehearse is not None:
        return _rehearsed(options, who)
    for name in ("speed", "real_time", "with_notes"):
        if getattr(options, name):
            raise UsageError(f"--{name.replace('_', '-')} goes with --rehearse", hint="add --rehearse, or leave it out")
    screen = _on_screen(options) and not options.where
    door = chosen_door(options, who, may_ask=screen)
    if door is None:
        return ExitCode.DONE
    if options.where:
        return _where(door, as_json=options.json)
    link = LiveLink(door.socket, name=who, screen=not options.once, picture=screen)
    if screen:
        return _cockpit(link, door.session, who, revive=_revival(door))
    return _lines(link, options, who, door)


def _on_screen(options: Namespace) -> bool:
    """Whether a cockpit is wanted and can be drawn."""
    return not _wants_lines(options) and can_show_screens()


def _wants_lines(options: Namespace) -> bool:
    return bool(options.linear or options.json or options.once or options.from_start)


def _where(door: Door, *, as_json: bool) -> int:
    if as_json:
        print_json({"session": door.session, "socket": str(door.socket)})
    else:
        print_lines([str(door.socket)])
    return ExitCode.DONE


def _cockpit(
    link: WatchLink, session: str, who: str, notice: str = "", revive: Callable[[], object] | None = None
) -> int:
    from proctor.tui import run_cockpit  # noqa: PLC0415 drawing is slow to load, and lines draw nothing

    return run_cockpit(link, session_name=session, who=who, notice=notice, revive=revive)


def _revival(door: Door | None) -> Callable[[], object] | None:
    """What starts a host that is gone, where its record is at hand."""
    folder = door.folder if door is not None else None
    return partial(ensure_host, folder.path) if folder is not None else None


def _lines(link: WatchLink, options: Namespace, who: str, door: Door | None = None) -> int:
    if not _wants_lines(options):
        print("This is no terminal that a screen can be drawn on; going on with lines.", file=sys.stderr)
    report: Report = JsonReport() if options.json else PlainReport()
    watch = LinearWatch(link, report, who, once=options.once, from_start=options.from_start)
    revival = _revival(door)

    async def revive() -> None:
        if revival is not None:
            await asyncio.to_thread(revival)

    asyncio.run(watch.run(revive))
    return ExitCode.DONE


def _rehearsed(options: Namespace, who: str) -> int:
    words = "" if options.rehearse == EXAMPLE else str(options.rehearse)
    if options.socket or options.where:
        raise UsageError("--rehearse plays a recording; there is no socket to it", hint="leave one out")
    screen = _on_screen(options)
    speed = USUAL_SPEED if options.speed is None else options.speed
    manner = Manner(speed, real_time=options.real_time, told=options.with_notes, waits=screen)
    with rehearsed_link(words, manner, who) as link:
        if screen:
            return _cockpit(link, "rehearsal", who, notice(manner))
        if not options.json:
            print_lines([notice(manner)])
        return _lines(link, options, who)


WATCH: Final = Handler(_arguments, _run)
