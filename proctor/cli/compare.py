"""`proctor compare`: finished sessions of one exercise side by side, without names unless they are asked for."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from proctor.cli.choice import recorded_place
from proctor.cli.output import print_json, print_lines
from proctor.cli.overview import Summary, summaries
from proctor.cli.parsing import Handler, Parser
from proctor.cli.render import count_text
from proctor.cli.tidy import leaving_tidily
from proctor.cli.who import add_who, own_name
from proctor.errors import EnvironmentFault, ExitCode, RecordError, UsageError
from proctor.record.store import sessions_root

if TYPE_CHECKING:
    from proctor.review.comparing import Comparison, Seen

_PAGES: Final = (".html", ".htm")


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "words",
        nargs="+",
        metavar="EXERCISE | SESSION",
        help="an exercise (all its finished sessions), or sessions and exported files of one exercise",
    )
    parser.add_argument("--names", action="store_true", help="say which session each column is, and whose")
    add_who(parser)
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="write it as a page instead: FILE.html")
    parser.add_argument("--replace", action="store_true", help="write over an existing file")


def _run(options: Namespace) -> int:
    from proctor.cli.compare_words import compare_lines  # noqa: PLC0415 --help needs none of it
    from proctor.review.comparing import compared  # noqa: PLC0415 likewise

    file = _file(options)
    found = _all_seen(options.words, own_name(options.who))
    comparison = compared(found, named=options.names)
    if file is not None:
        _write(file, comparison, as_json=options.json)
    elif options.json:
        print_json(comparison)
    else:
        print_lines(compare_lines(comparison))
    return ExitCode.DONE


def _all_seen(words: Sequence[str], who: str) -> list["Seen"]:
    """What is compared of each session. One that is damaged is left out, and said, where an exercise was named."""
    of_exercise = _of_exercise(words[0]) if len(words) == 1 else []
    places = [summary.folder.path for summary in of_exercise] or [recorded_place(word) for word in words]
    found: list[Seen] = []
    damaged = 0
    for place in dict.fromkeys(place.resolve() for place in places):
        try:
            found.append(_seen(place, who))
        except RecordError:
            if not of_exercise:
                raise
            damaged += 1
    if damaged:
        print(f"{count_text(damaged, 'session')} left out: damaged. See: proctor import", file=sys.stderr)
    exercises = {one.terms.exercise for one in found}
    if len(exercises) != 1:
        what = f"they are of {', '.join(sorted(exercises))}" if exercises else "none of them can be read"
        raise UsageError(f"these cannot be compared: {what}", hint="name finished sessions of one exercise")
    _refuse_twice([one.terms.session for one in found])
    return found


def _refuse_twice(sessions: Sequence[str]) -> None:
    if len(set(sessions)) < len(sessions):
        raise UsageError("one session is named twice, as a folder and as a file", hint="name each once")


def _of_exercise(word: str) -> list[Summary]:
    """All finished sessions of the exercise of that name; none if there is none."""
    named = [
        summary
        for summary in summaries(sessions_root())
        if summary.terms and (summary.terms.exercise == word or summary.terms.exercise.endswith(f"/{word}"))
    ]
    over = [summary for summary in named if summary.over]
    if named and not over:
        raise UsageError(f"no session of {word} is over yet", hint="see: proctor sessions")
    return over


def _seen(place: Path, who: str) -> "Seen":
    from proctor.record.reel import Reel  # noqa: PLC0415 --help needs none of it
    from proctor.review.comparing import seen  # noqa: PLC0415 likewise
    from proctor.review.film import Film  # noqa: PLC0415 likewise
    from proctor.review.reading import recording  # noqa: PLC0415 likewise

    with leaving_tidily(), recording(place) as recorded, Reel(recorded.record) as reel:
        return seen(Film(recorded), reel, who)


def _file(options: Namespace) -> Path | None:
    if not options.output:
        return None
    file = Path(options.output).expanduser().absolute()
    if file.suffix.lower() not in _PAGES:
        raise UsageError(f"{file.name} is no name for a page", hint="end it with .html, or use --json")
    if file.exists() and not options.replace:
        raise UsageError(f"there is already {file}", hint="to write over it: add --replace")
    return file


def _write(file: Path, comparison: "Comparison", *, as_json: bool) -> None:
    from proctor.review.comparison_page import comparison_page  # noqa: PLC0415 --help needs none of it

    try:
        file.write_text(comparison_page(comparison), encoding="utf-8")
    except OSError as fault:
        raise EnvironmentFault(f"cannot write {file}: {fault.strerror}", hint="name another with -o") from fault
    if as_json:
        print_json({"file": str(file)})
    else:
        print_lines([f"Written: {file}"])


COMPARE: Final = Handler(_arguments, _run)
