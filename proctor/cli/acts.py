"""The acts of `session/verbs.py` as commands: the table says what each asks for, the host decides."""

import sys
from argparse import Namespace
from functools import partial
from typing import Any, Final

import msgspec

from proctor.cli.choice import chosen_session
from proctor.cli.outcome import print_outcome
from proctor.cli.parsing import Handler, Parser, add_session, session_words
from proctor.cli.terminal import ask
from proctor.errors import ExitCode, HostUnreachable
from proctor.link.launch import ensure_host
from proctor.link.places import Places
from proctor.link.plain import PlainLink
from proctor.record.store import SessionFolder, sessions_root
from proctor.session.events import Role
from proctor.session.verbs import Arg, ArgKind, Verb, parsed

_READ_ONLY: Final = frozenset({"check", "history"})
"""Acts that make sense on a finished session too, so that the newest one may be meant."""


class Given(msgspec.Struct, frozen=True):
    """An act as the command line gave it; `args` still in the person's words, as the host wants them."""

    session: str
    role: str
    args: dict[str, Any]


def act_handler(verb: Verb) -> Handler:
    """The command of one verb."""
    return Handler(partial(_arguments, verb), partial(_run, verb))


def _arguments(verb: Verb, parser: Parser) -> None:
    for arg in verb.args:
        _add(parser, arg)
    add_session(parser)
    parser.add_argument("--as", dest="role", choices=verb.roles, help=f"as whom to act (default: {verb.roles[0]})")


def _add(parser: Parser, arg: Arg) -> None:
    if arg.kind is ArgKind.FLAG:
        parser.add_argument(f"--{arg.name}", action="store_true", help=arg.help)
    elif arg.positional:
        parser.add_argument(arg.name, nargs=None if arg.required else "?", metavar=arg.name.upper(), help=arg.help)
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
    parsed(verb, given.args)
    folder = chosen_session(given.session, finished_too=verb.name in _READ_ONLY)
    places = ensure_host(folder.path)
    role = _role(verb, given, places)
    if verb.confirm and role == verb.roles[0] and not (options.yes or options.json) and not ask(verb.confirm):
        print("Nothing was done.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    with PlainLink(places.socket(role)) as link:
        result = link.act(verb.name, given.args)
    return print_outcome(verb, folder, result, role=role, as_json=options.json)


def _given(verb: Verb, options: Namespace) -> Given:
    words = vars(options)
    args = {arg.name: words[arg.name] for arg in verb.args if words[arg.name] not in {None, False}}
    session = session_words(options)
    for arg in verb.args:
        if args.get(arg.name) == "-" and arg.positional:
            args[arg.name] = sys.stdin.read()
        if arg.positional and not arg.required and not session and _is_session(args.get(arg.name)):
            session = args.pop(arg.name)
    return Given(session=session, role=options.role or "", args=args)


def _is_session(word: str | None) -> bool:
    """Whether the one bare word of `history [FILE] [SESSION]` is a session's whole id, which no file is called."""
    return bool(word) and "/" not in str(word) and SessionFolder(sessions_root() / str(word)).exists()


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
