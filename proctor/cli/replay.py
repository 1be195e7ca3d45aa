"""`proctor replay`: a finished session once more, on a screen or as plain lines, for who was not in the room."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import Final, NamedTuple

from proctor.cli.choice import recorded_place
from proctor.cli.parsing import Handler, Parser, add_session, session_words
from proctor.cli.rehearse import example_place
from proctor.cli.terminal import can_show_screens
from proctor.cli.tidy import leaving_tidily
from proctor.cli.who import add_who, own_name
from proctor.errors import UsageError
from proctor.record.store import sessions_root
from proctor.session.phases import Phase

_SLOWEST: Final = 1 / 16
_FASTEST: Final = 64.0
_NO_OWN: Final = "There is no finished session here yet: this is the example that comes with proctor."


class _Place(NamedTuple):
    """What is replayed, and what has to be said about the choice."""

    path: Path
    notice: str = ""


def _arguments(parser: Parser) -> None:
    from proctor.cli.replay_lines import add_plain_arguments  # noqa: PLC0415 git is slow to load, and help needs none

    add_session(parser)
    add_who(parser)
    parser.add_argument("--example", action="store_true", help="replay the example that comes with proctor")
    parser.add_argument("--blind", action="store_true", help="hide the candidate's name, in the code too")
    parser.add_argument("--without-private", action="store_true", help="leave out what interviewers kept to themselves")
    parser.add_argument("--damaged", action="store_true", help="show what can be read of a damaged recording")
    parser.add_argument("--speed", type=float, default=1.0, help="how many times as fast (default: 1)")
    add_plain_arguments(parser)


def _run(options: Namespace) -> int:
    if not _SLOWEST <= options.speed <= _FASTEST:
        raise UsageError(f"the speed cannot be {options.speed:g}", hint=f"between 1/16 and {_FASTEST:g}")
    who = own_name(options.who)
    chosen = _place(options)
    with leaving_tidily():
        return _shown(options, chosen, who)


def _shown(options: Namespace, chosen: _Place, who: str) -> int:
    if _on_screen(options):
        from proctor.tui import run_replay  # noqa: PLC0415 drawing is slow to load, and lines draw nothing
        from proctor.tui.replay.wish import Wish  # noqa: PLC0415

        return run_replay(
            Wish(
                chosen.path,
                blind=options.blind,
                damaged=options.damaged,
                private=not options.without_private,
                at=options.at or "",
                speed=options.speed,
                who=who,
                notice=chosen.notice,
            )
        )
    return _lines(options, chosen)


def _on_screen(options: Namespace) -> bool:
    """Whether a screen is wanted and can be drawn; a moment to begin at asks for no lines by itself."""
    from proctor.cli.replay_lines import wants_plain  # noqa: PLC0415

    return can_show_screens() and not wants_plain(Namespace(**{**vars(options), "at": None}))


def _place(options: Namespace) -> _Place:
    """The session or file that was named, else the newest finished session, else the example."""
    words = session_words(options)
    if options.example:
        if words:
            raise UsageError(f"--example and {words} are two recordings", hint="name one")
        return _Place(example_place())
    if words:
        return _Place(recorded_place(words))
    from proctor.cli.overview import summaries  # noqa: PLC0415 as in `choice`

    over = next((found for found in summaries(sessions_root()) if found.phase is Phase.DONE), None)
    return _Place(over.folder.path) if over is not None else _Place(example_place(), _NO_OWN)


def _lines(options: Namespace, chosen: _Place) -> int:
    from proctor.cli.replay_lines import run_plain  # noqa: PLC0415 git and the catalogue are slow to load
    from proctor.tui.replay.opening import opened  # noqa: PLC0415
    from proctor.tui.replay.wish import Wish  # noqa: PLC0415

    if chosen.notice:
        print(chosen.notice, file=sys.stderr)
    wish = Wish(chosen.path, blind=options.blind, damaged=options.damaged, private=not options.without_private)
    with opened(wish) as found:
        if problem := found.film.recording.problem:
            print(f"DAMAGED: {problem}", file=sys.stderr)
        return run_plain(options, found.film, found.reel, found.veil)


REPLAY: Final = Handler(_arguments, _run)
"""A finished session once more."""
