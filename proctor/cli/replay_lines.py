"""`proctor replay` without a screen: which words ask for it; what they print stands in a module that is loaded then."""

from argparse import Namespace
from typing import TYPE_CHECKING, Final

from proctor.cli.parsing import Parser

if TYPE_CHECKING:
    from proctor.record.reel import Reel
    from proctor.review.blind import Veil
    from proctor.review.film import Film

PREVIOUS: Final = "previous"
"""The base of a diff: the save before."""
_PLAIN: Final = ("linear", "marks", "checks", "since", "until", "at", "file", "diff", "json")


def add_plain_arguments(parser: Parser) -> None:
    """Let `proctor replay` take what it can show without a screen."""
    lines = parser.add_argument_group("as plain lines, for screen readers and logs")
    lines.add_argument("--linear", action="store_true", help="no screen: the whole session, told in lines")
    lines.add_argument(
        "--from", dest="since", metavar="TIME", help="told from there on (12:30, 1:02:03, a tag, a save)"
    )
    lines.add_argument("--to", dest="until", metavar="TIME", help="told up to there")
    lines.add_argument("--marks", action="store_true", help="only what is worth a jump")
    lines.add_argument("--checks", action="store_true", help="only what each check said of the saves")
    moment = parser.add_argument_group("what stood at a moment")
    moment.add_argument("--at", metavar="TIME", help="which moment (default: the end)")
    moment.add_argument("--file", metavar="PATH", help="print this file as it was then")
    moment.add_argument(
        "--diff",
        nargs="?",
        const=PREVIOUS,
        metavar="BASE",
        help=f"print what changed until then since BASE, a moment or {PREVIOUS} (the default)",
    )


def wants_plain(options: Namespace) -> bool:
    """Whether the words ask for something that is no screen."""
    return any(getattr(options, name) not in {None, False} for name in _PLAIN)


def run_plain(options: Namespace, film: "Film", reel: "Reel", veil: "Veil | None" = None) -> int:
    """Print what the words ask for: the report with `--json`, a moment, marks, checks, or else the whole telling.

    The candidate's name is left out where `veil` hides it. Raises UsageError for a moment or file that is not there.
    """
    from proctor.cli.replay_plain import print_plain  # noqa: PLC0415 slow to load, and a screen needs none of it
    from proctor.review.blind import NO_VEIL  # noqa: PLC0415 likewise

    return print_plain(options, film, reel, veil or NO_VEIL)
