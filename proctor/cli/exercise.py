"""`proctor exercise ...`: what authors do with one package; each second word has a module of its own."""

from argparse import Namespace
from typing import Final

from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser, Part, part_lines
from proctor.errors import ExitCode

PARTS: Final[tuple[Part, ...]] = (
    Part("check", "grade one solution with all checks of a level", "proctor.cli.exercise_check:CHECK"),
    Part("new", "make a first package of an exercise of your own", "proctor.cli.exercise_new:NEW"),
    Part("verify", "prove that exercises tell right work from wrong", "proctor.cli.exercise_verify:VERIFY"),
    Part("environment", "make the environment of a framework", "proctor.cli.exercise_environment:ENVIRONMENT"),
    Part("bundle", "make a candidate part and a sealed company part", "proctor.cli.exercise_bundle:BUNDLE"),
    Part("install", "install a candidate part that you were sent", "proctor.cli.exercise_install:INSTALL"),
    Part("unseal", "open a company part beside its candidate part", "proctor.cli.exercise_unseal:UNSEAL"),
)


def _arguments(_parser: Parser) -> None:
    """No words of its own."""


def _explain(options: Namespace) -> int:
    if options.json:
        print_json([{"command": f"exercise {part.name}", "help": part.help} for part in PARTS])
    else:
        print_lines(["usage: proctor exercise COMMAND [OPTIONS]", "", *part_lines(EXERCISE), ""])
        print_lines(["One of them in detail: proctor exercise COMMAND --help"])
    return ExitCode.DONE


EXERCISE: Final = Handler(_arguments, _explain, PARTS)
