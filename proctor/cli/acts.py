"""The acts of `session/verbs` as commands: the table says what each asks for, the host decides."""

import sys
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from proctor.cli.choice import chosen_session
from proctor.cli.door import Door, forwarded_door, local_door
from proctor.cli.lists import LISTING, completed, print_list
from proctor.cli.long_texts import FROM_FILES, add_file, text_of
from proctor.cli.outcome import print_outcome
from proctor.cli.parsing import Handler, Parser, add_session, session_words
from proctor.cli.terminal import ask
from proctor.cli.who import add_who, own_name
from proctor.errors import ExitCode, HostUnreachable, UsageError
from proctor.link.launch import ensure_host
from proctor.link.places import Places
from proctor.record.store import SessionFolder, sessions_root
from proctor.session.events import Role
from proctor.session.verbs import Arg, ArgKind, Verb, parsed

_READ_ONLY: Final = frozenset({"check", "history", *LISTING})
"""Acts that make sense on a finished session too, so that the newest one may be meant."""


class Given(msgspec.Struct, frozen=True):
    """An act as the command line gave it; `args` still in the person's words, as the host wants them."""

    session: str
    role: str
    args: dict[str, Any]
    who: str | None = None
    socket: str | None = None


def act_handler(verb: Verb) -> Handler:
    """The command of one verb."""
    return Handler(partial(_arguments, verb), partial(_run, verb))


def _arguments(verb: Verb, parser: Parser) -> None:
    for arg in verb.args:
        _add(parser, arg, may_miss=verb.name in LISTING)
        if (verb.name, arg.name) in FROM_FILES:
            add_file(parser, arg.name)
    add_session(parser)
    parser.add_argument("--as", dest="role", choices=verb.roles, help=f"as whom to act (default: {verb.roles[0]})")
    if "interviewer" in verb.roles:
        add_who(parser)
        parser.add_argument(
            "--socket", metavar="PATH", help="interviewer: a socket forwarded from the session's machine"
        )


def _add(parser: Parser, arg: Arg, *, may_miss: bool) -> None:
    if arg.kind is ArgKind.FLAG:
        parser.add_argument(f"--{arg.name}", action="store_true", help=arg.help)
    elif arg.positional:
        choices = f": {', '.join(arg.choices)}" if arg.choices else ""
        needed = arg.required and not may_miss
        parser.add_argument(
            arg.name, nargs=None if needed else "?", metavar=arg.name.upper(), help=f"{arg.help}{choices}"
        )
    else:
        default = f" (default: {arg.default})" if arg.default else ""
        parser.add_argument(
            f"--{arg.name}",
            choices=arg.choices or None,
            metavar=None if arg.choices else arg.name.upper(),
            help=f"{arg.help}{default}".replace("%", "%%"),
        )


def _run(verb: Verb, options: Namespace) -> int:
    given = _given(verb, options)
    lists = verb.name in LISTING and not given.args
    if not lists:
        parsed(verb, given.args)
    door = _door(verb, given)
    if lists:
        return print_list(verb.name, door, as_json=options.json)
    if verb.confirm and door.role == verb.roles[0] and not (options.yes or options.json) and not ask(verb.confirm):
        print("Nothing was done.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    args = completed(verb.name, given.args, door)
    with door.link() as link:
        result = link.act(verb.name, args)
    return print_outcome(verb, door, args, result, as_json=options.json)


def _door(verb: Verb, given: Given) -> Door:
    who = own_name(given.who)
    if given.socket is not None:
        if given.session or given.role == "candidate":
            raise UsageError("--socket already says which session, and as whom", hint="leave the other out")
        return forwarded_door(Path(given.socket), who)
    folder = chosen_session(given.session, finished_too=verb.name in _READ_ONLY)
    places = ensure_host(folder.path)
    role = _role(verb, given, places)
    return local_door(folder, places.socket(role), role, who)


def _given(verb: Verb, options: Namespace) -> Given:
    words = vars(options)
    args = {arg.name: words[arg.name] for arg in verb.args if words[arg.name] not in {None, False}}
    session = session_words(options)
    for arg in verb.args:
        if (text := text_of(arg.name, args.get(arg.name), words)) is not None:
            args[arg.name] = text
        may_miss = not arg.required or verb.name in LISTING
        if arg.positional and may_miss and not session and _is_session(args.get(arg.name)):
            session = args.pop(arg.name)
    return Given(session, options.role or "", args, words.get("who"), words.get("socket"))


def _is_session(word: str | None) -> bool:
    """Whether the one bare word of `history [FILE] [SESSION]` is a session's whole id, which no file is called."""
    if not word or "/" in word or "\n" in word or len(word) > 255:
        return False
    return SessionFolder(sessions_root() / word).exists()


def _role(verb: Verb, given: Given, places: Places) -> Role:
    """As whom: what was said, else the first role of the verb whose socket the caller can reach."""
    named = given.role or ("candidate" if given.args.get("self") else "")
    roles = [role for role in verb.roles if role == named] if named else verb.roles
    for role in roles:
        if places.socket(role).exists():
            return role
    raise HostUnreachable(
        f"no socket of this session can be reached as {' or '.join(roles)}", hint="is this the right account?"
    )
