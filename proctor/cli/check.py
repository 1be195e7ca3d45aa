"""`proctor check`: the act on a session that goes on, or with `--all-snapshots` the whole record of a finished one."""

from argparse import Namespace
from typing import Final

from proctor.cli.acts import act_handler
from proctor.cli.parsing import Handler, Parser
from proctor.errors import UsageError
from proctor.session.verbs import Verb

_LOOKING_BACK: Final = ("hidden", "visible", "again", "exercise")


def check_handler(verb: Verb) -> Handler:
    """The command of the verb `check`, with what looks back over a record."""
    act = act_handler(verb)

    def arguments(parser: Parser) -> None:
        act.arguments(parser)
        _arguments(parser)

    def run(options: Namespace) -> int:
        if options.all_snapshots:
            from proctor.cli.check_all import check_all  # noqa: PLC0415 checking the newest save needs no record

            return check_all(options)
        given = [name for name in _LOOKING_BACK if getattr(options, name)]
        if given:
            raise UsageError(f"--{given[0]} goes with --all-snapshots", hint="add --all-snapshots, or leave it out")
        return act.run(options)

    return Handler(arguments, run)


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "--all-snapshots", action="store_true", help="judge every save of a finished session from its record"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--hidden", action="store_true", help="with --all-snapshots: the hidden checks only")
    which.add_argument("--visible", action="store_true", help="with --all-snapshots: the visible checks only")
    parser.add_argument("--again", action="store_true", help="with --all-snapshots: also what was judged already")
    parser.add_argument(
        "--exercise",
        metavar="EXERCISE",
        default="",
        help="with --all-snapshots: the whole package, where the session used its candidate part",
    )
