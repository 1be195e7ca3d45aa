"""`proctor exercise environment`: make the environment that a package names for one of its frameworks."""

import sys
from argparse import Namespace
from typing import Final

import msgspec

from proctor.catalog.library import find
from proctor.cli.frameworks import chosen_framework, framework_argument
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.errors import ExitCode
from proctor.host.environments import make_environment, place_of


class EnvironmentReport(msgspec.Struct, frozen=True, kw_only=True):
    """Where the framework of an exercise is; `interpreter` is empty where it is proctor's own."""

    exercise: str
    framework: str
    interpreter: str


def _arguments(parser: Parser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE", help="such as layer/masked-gem-pool, or a folder")
    framework_argument(parser)


def _run(options: Namespace) -> int:
    exercise = chosen_framework(find(options.exercise), options.framework)
    if exercise.variant.requirements:
        print(f"proctor: installing what {exercise.variant.requirements} lists ...", file=sys.stderr)
        make_environment(exercise)
    place = place_of(exercise)
    report = EnvironmentReport(exercise=exercise.name, framework=exercise.framework, interpreter=place.interpreter)
    if options.json:
        print_json(report)
    else:
        where = place.interpreter or f"{sys.executable}, proctor's own"
        print_lines([f"{exercise.name} in {exercise.card.title} runs in {where}."])
    return ExitCode.DONE


ENVIRONMENT: Final = Handler(_arguments, _run)
