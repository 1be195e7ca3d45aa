"""How words on the command line become options; a slip is a `UsageError`, never a bare exit."""

import argparse
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from proctor.errors import UsageError


class Parser(argparse.ArgumentParser):
    """A parser whose errors go the way of all errors of proctor."""

    def error(self, message: str) -> NoReturn:
        """Raise `message` as a UsageError that points at this command's help."""
        raise UsageError(message, hint=f"see: {self.prog} --help")

    def long_options(self) -> tuple[str, ...]:
        """The options that its help shows, in their long form."""
        shown = (action for action in self._actions if action.help is not argparse.SUPPRESS)
        return tuple(name for action in shown for name in action.option_strings if name.startswith("--"))


@dataclass(frozen=True, slots=True)
class Handler:
    """What a command asks for, and what it does with it; `run` returns the exit code.

    A command that only stands in front of others (`proctor exercise check`) has those as `parts`; `run` is then what
    it does when none of them was named.
    """

    arguments: Callable[[Parser], None]
    run: Callable[[argparse.Namespace], int]
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """The second word of a command of two; `where` names its `Handler` and is loaded only when it is called."""

    name: str
    help: str
    where: str

    def handler(self) -> Handler:
        """Load what carries it out."""
        found = pkgutil.resolve_name(self.where)
        if not isinstance(found, Handler):
            raise TypeError(f"{self.where} is no handler")
        return found


def parser_of(name: str, summary: str, handler: Handler) -> Parser:
    """The parser of one command, with what every command takes."""
    parser = Parser(
        prog=f"proctor {name}",
        description=f"{summary[:1].upper()}{summary[1:]}.",
        epilog="\n".join(["commands:", *part_lines(handler)]) if handler.parts else None,
        formatter_class=argparse.RawDescriptionHelpFormatter if handler.parts else argparse.HelpFormatter,
        allow_abbrev=False,
    )
    handler.arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")
    parser.add_argument("--yes", action="store_true", help="ask nothing")
    return parser


def part_lines(handler: Handler) -> list[str]:
    """The second words of a command of two, a line each."""
    width = max((len(part.name) for part in handler.parts), default=0)
    return [f"  {part.name:<{width}}  {part.help}" for part in handler.parts]


def called(name: str, summary: str, handler: Handler, words: Sequence[str]) -> int:
    """Carry out one command, or the part of it that the first word names; returns the exit code."""
    if not (handler.parts and words and not words[0].startswith("-")):
        return handler.run(parsed_options(name, summary, handler, words))
    part = named_part(name, handler, words[0])
    return called(f"{name} {part.name}", part.help, part.handler(), words[1:])


def named_part(name: str, handler: Handler, word: str) -> Part:
    """The part of a command of two that `word` names."""
    found = [part for part in handler.parts if part.name == word]
    if not found:
        names = ", ".join(part.name for part in handler.parts)
        raise UsageError(f"there is no command {name} {word!r}", hint=f"one of: {names}")
    return found[0]


def parsed_options(name: str, summary: str, handler: Handler, words: Sequence[str]) -> argparse.Namespace:
    """The options of one command; `--help` prints them and leaves with 0.

    Options and bare words may come in any order, so that `extend 5 --reason x SESSION` means what it says.
    """
    if handler.parts and words and not words[0].startswith("-"):
        part = named_part(name, handler, words[0])
        return parsed_options(f"{name} {part.name}", part.help, part.handler(), words[1:])
    parser = parser_of(name, summary, handler)
    if any(word in {"-h", "--help"} for word in _before_dashes(words)):
        parser.print_help()
        parser.exit()
    return parser.parse_intermixed_args(words)


def add_session(parser: Parser) -> None:
    """Let a command take a session as `--session SESSION` or as its last bare word."""
    parser.add_argument(
        "session_word", nargs="?", metavar="SESSION", help="id, its beginning, or folder; needed if several are live"
    )
    parser.add_argument("--session", dest="session_option", metavar="SESSION", help="the same, as an option")


def session_words(options: argparse.Namespace) -> str:
    """The session that was named, in whichever way; empty if none was."""
    bare: str | None = options.session_word
    named: str | None = options.session_option
    if bare and named and bare != named:
        raise UsageError(f"two sessions are named: {bare} and {named}", hint="name one")
    return named or bare or ""


def wants_json(words: Sequence[str]) -> bool:
    """Whether a script reads the answer, known even when the words themselves are in error."""
    return "--json" in _before_dashes(words)


def _before_dashes(words: Sequence[str]) -> Sequence[str]:
    return words[: words.index("--")] if "--" in words else words
