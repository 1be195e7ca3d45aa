"""`proctor start`: create a session, start its host, and open the candidate's screen or say how to go on without."""

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import Final, get_args

from proctor.catalog.library import find
from proctor.catalog.package import Exercise
from proctor.cli.clock_words import clock_line
from proctor.cli.frameworks import chosen_framework, framework_argument
from proctor.cli.join import load_screens, open_screen
from proctor.cli.levels import USUAL_LEVEL, chosen_level
from proctor.cli.lobby_words import lobby_lines
from proctor.cli.next_words import next_lines
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.render import wrapped
from proctor.cli.reports import status_report
from proctor.cli.standing import Standing, standing
from proctor.cli.terminal import can_show_screens, has_tmux
from proctor.errors import ExitCode, HostUnreachable, UsageError
from proctor.host.create import create
from proctor.host.environments import place_of
from proctor.link.launch import ensure_host
from proctor.record.store import SessionFolder, sessions_root
from proctor.session.durations import length_text, parse_duration_s
from proctor.session.focus import LONGEST_S
from proctor.session.keeping import USUAL_DAYS, parse_keep_days
from proctor.session.plain_text import shown_line
from proctor.session.public_words import PUBLIC_MEANING
from proctor.session.terms import Accommodation, Screen

_LONGEST_CONTACT: Final = 120
_SCREENS: Final[tuple[Screen, ...]] = get_args(Screen)


def accommodation(extra_time: str, breaks: str) -> Accommodation:
    """What `--extra-time 25%` and `--breaks 10m` agree on; UsageError if they are no such amounts."""
    number = extra_time.strip().removesuffix("%").strip()
    try:
        percent = float(number or 0)
    except ValueError:
        raise UsageError(f"{extra_time!r} is not a share of time", hint="write it like 25%") from None
    breaks_s = parse_duration_s(breaks) if breaks.strip() else 0.0
    try:
        return Accommodation(extra_time_percent=percent, breaks_s=breaks_s)
    except ValueError as error:
        raise UsageError(
            f"this cannot be agreed: {error}", hint="for example: --extra-time 25% --breaks 10m"
        ) from error


def focus_s(words: str) -> float:
    """Seconds of the focus time that `--focus 10` agrees on; UsageError if that is no such amount."""
    seconds = parse_duration_s(words) if words.strip() else 0.0
    if seconds > LONGEST_S:
        raise UsageError(f"focus time is at most {length_text(LONGEST_S)} in all", hint="for example: --focus 10")
    return seconds


def screen(words: str) -> Screen | None:
    """What `--screen` agrees on; without it, and without tmux, there is no picture that could be taken."""
    given = next((known for known in _SCREENS if known == words), None)
    return given or (None if has_tmux() else "off")


def contact(words: str) -> str:
    """Whom `--contact` names, on one line; UsageError for what no screen has room for."""
    named = shown_line(words)
    if len(named) > _LONGEST_CONTACT:
        raise UsageError(f"a contact has at most {_LONGEST_CONTACT} letters", hint='for example: --contact "a@b.org"')
    return named


def account_name() -> str:
    """The name of the account that calls, for a candidate who gave none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "candidate"


def _tell_of_public(exercise: Exercise) -> None:
    """Say it to whoever prepares the session; the brief and the cockpit say it again."""
    if exercise.is_public:
        lines = wrapped(" ".join(PUBLIC_MEANING), first="For the interviewer: ", rest="  ")
        print("\n".join(lines), file=sys.stderr)


def _host(folder: SessionFolder) -> None:
    """Start the host; if that fails, the session is there all the same and can be joined later."""
    try:
        ensure_host(folder.path)
    except HostUnreachable:
        print(f"proctor: session {folder.id} was created, but has no host yet", file=sys.stderr)
        raise


def _plain_lines(found: Standing) -> Iterator[str]:
    terms = found.session.terms
    yield f"Session: {found.folder.id}"
    yield f"Exercise: {terms.title} ({terms.exercise}, {terms.level})"
    yield f"Folder: {found.folder.path}"
    yield f"Workspace: {found.folder.workspace}"
    yield f"Phase: {clock_line(found)}"
    yield from lobby_lines(found.session)
    yield from next_lines(found.session, found.folder.id)


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "exercise", metavar="EXERCISE", help="such as layer/practice-rms-norm, practice-rms-norm, or a folder"
    )
    parser.add_argument("--level", metavar="LEVEL", default="", help=f"junior, mid or senior (default: {USUAL_LEVEL})")
    framework_argument(parser)
    parser.add_argument("--candidate", metavar="NAME", default="", help="who takes it (default: this account's name)")
    parser.add_argument(
        "--extra-time", metavar="PERCENT", default="", help="agreed extra time in both phases, such as 25%%"
    )
    parser.add_argument(
        "--breaks", metavar="LENGTH", default="", help="agreed stop-the-clock breaks in all, such as 10m"
    )
    parser.add_argument(
        "--interviewer-opens",
        action="store_true",
        default=None,
        help="the interviewer confirms before the clock can start",
    )
    parser.add_argument(
        "--focus",
        metavar="LENGTH",
        default="",
        help="agreed focus time in all, such as 10m: the candidate starts it, and nobody watches meanwhile",
    )
    parser.add_argument(
        "--screen",
        choices=_SCREENS,
        default="",
        help="the picture of the editor's window: shown to who watches and recorded, live (shown only), or off "
        "(default: recorded; practice: live; without tmux: off)",
    )
    parser.add_argument(
        "--keep",
        metavar="DAYS",
        default="",
        help="for how long it is kept after the end, such as 90d; 0: until somebody deletes it "
        f"(default: {USUAL_DAYS}d; practice: 0)",
    )
    parser.add_argument(
        "--contact",
        metavar="TEXT",
        default="",
        help="whom the candidate asks for a copy or for deletion, such as an address",
    )
    parser.add_argument("--no-tui", action="store_true", help="open no screen; go on with plain commands")


def _run(options: Namespace) -> int:
    exercise = chosen_framework(find(options.exercise), options.framework)
    place_of(exercise)
    folder = create(
        exercise,
        sessions_root(),
        level=chosen_level(exercise, options.level),
        candidate=options.candidate.strip() or account_name(),
        accommodation=accommodation(options.extra_time, options.breaks),
        interviewer_opens=options.interviewer_opens,
        focus_s=focus_s(options.focus),
        screen=screen(options.screen),
        keep_days=parse_keep_days(options.keep) if options.keep.strip() else None,
        contact=contact(options.contact),
    )
    _tell_of_public(exercise)
    opens_screen = not (options.json or options.no_tui) and can_show_screens()
    if opens_screen:
        load_screens()
    _host(folder)
    if options.json:
        print_json(status_report(standing(folder)))
        return ExitCode.DONE
    if opens_screen:
        return open_screen(folder)
    if not options.no_tui:
        print("This is no terminal that a screen can be drawn on; going on with plain commands.", file=sys.stderr)
    print_lines(_plain_lines(standing(folder)))
    return ExitCode.DONE


START: Final = Handler(_arguments, _run)
