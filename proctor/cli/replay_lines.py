"""`proctor replay` without a screen: the session as plain lines, what stood at a moment, and the report for scripts."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Final

from proctor.cli.output import print_json, print_lines, print_work
from proctor.cli.parsing import Parser
from proctor.cli.replay_report import replay_report
from proctor.cli.replay_strips import strip_lines
from proctor.cli.replay_words import ReplayWords
from proctor.errors import ExitCode, UsageError
from proctor.record.reel import Reel
from proctor.record.tree import shown
from proctor.review.before_after import before_after
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.review.telling import told
from proctor.review.timeline import END, time_of

PREVIOUS: Final = "previous"
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


def run_plain(options: Namespace, film: Film, reel: Reel, veil: Veil = NO_VEIL) -> int:
    """Print what the words ask for: the report with `--json`, a moment, marks, checks, or else the whole telling.

    The candidate's name is left out where `veil` hides it. Raises UsageError for a moment or file that is not there.
    """
    _refuse_mixtures(options)
    if options.file is not None or options.diff is not None or options.at is not None:
        _print_moment(options, film, reel, veil)
    elif options.json:
        print_json(replay_report(film, reel, veil))
    else:
        print_lines(_lines(options, film, reel, ReplayWords(film, veil)))
    return ExitCode.DONE


def _refuse_mixtures(options: Namespace) -> None:
    if options.file is not None and options.diff is not None:
        raise UsageError("--file and --diff print different things", hint="ask for one of them")
    moment = any(getattr(options, name) is not None for name in ("at", "file", "diff"))
    span = options.marks or options.checks or options.since is not None or options.until is not None
    if moment and span:
        raise UsageError("a moment has no beginning, end, marks or strips", hint="leave out --at, --file and --diff")
    if moment and options.json:
        raise UsageError("--json prints the whole session", hint="leave out --at, --file and --diff")


def _lines(options: Namespace, film: Film, reel: Reel, words: ReplayWords) -> Iterator[str]:
    since_s = 0.0 if options.since is None else time_of(film, options.since)
    until_s = float("inf") if options.until is None else time_of(film, options.until, last=True)
    if options.checks:
        yield from strip_lines(film)
    elif options.marks:
        for mark in film.marks:
            if since_s <= mark.t_s <= until_s:
                yield from words.mark(mark)
    else:
        if options.since is None:
            yield from words.summary(before_after(film, reel))
            yield ""
        yield from words.told(told(film, since_s, until_s))


def _print_moment(options: Namespace, film: Film, reel: Reel, veil: Veil) -> None:
    t_s = time_of(film, options.at or END, last=True)
    frame = film.frame_at(t_s)
    if options.file is None and options.diff is None:
        files = reel.files(frame.tree) if frame else ()
        print_lines(ReplayWords(film, veil).moment(t_s, [shown(path) for path in files]))
        return
    if frame is None:
        raise UsageError("nothing was saved by then", hint="give a later moment")
    if options.diff is not None:
        patch = reel.patch(_base(options.diff, film, frame).tree, frame.tree)
        print_work(veil.patch(patch.decode(errors="surrogateescape")).encode(errors="surrogateescape"))
        return
    content = _content(options.file, reel, frame)
    print_work(veil.code(content.decode(errors="surrogateescape")).encode(errors="surrogateescape"))


def _base(words: str, film: Film, frame: Frame) -> Frame:
    if words == PREVIOUS:
        return film.frames[max(0, frame.number - 1)]
    base = film.frame_at(time_of(film, words, last=True))
    if base is None:
        raise UsageError(f"nothing was saved by {words}", hint="give a later moment, or: start")
    return base


def _content(path: str, reel: Reel, frame: Frame) -> bytes:
    files = reel.files(frame.tree)
    found = files.get(path) or next((entry for name, entry in files.items() if shown(name) == path), None)
    if found is None:
        names = ", ".join(shown(name) for name in files)
        raise UsageError(f"{path} was not in the work then", hint=f"it had: {names}")
    return reel.content(found.blob)
