"""Which framework of an exercise is meant, and words about it."""

from collections.abc import Iterator

from proctor.catalog.package import Exercise
from proctor.cli.parsing import Parser
from proctor.cli.render import wrapped
from proctor.session.frameworks import loss_lines


def framework_argument(parser: Parser) -> None:
    """Have a command take `--framework`."""
    parser.add_argument("--framework", metavar="NAME", default="", help="such as jax (default: the exercise's first)")


def chosen_framework(exercise: Exercise, named: str) -> Exercise:
    """The exercise in the framework that was named, else in its first; UsageError if it is not offered in it."""
    return exercise.in_framework(named) if named else exercise


def framework_lines(exercise: Exercise) -> Iterator[str]:
    """The framework that an exercise is in, where its documentation is, and what is not asked for in it."""
    yield f"Framework: {exercise.card.title}"
    for title, address in exercise.card.documentation.items():
        yield f"  {title}: {address}"
    for line in loss_lines(exercise.card, exercise.left_out):
        yield from wrapped(line, first="Not looked at: ", rest="  ")
