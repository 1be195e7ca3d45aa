"""What `proctor replay` prints without a screen: the telling, marks, strips, a file or diff at a moment, the report."""

from argparse import Namespace
from collections.abc import Iterator

from proctor.cli.output import print_json, print_lines, print_work
from proctor.cli.replay_lines import PREVIOUS
from proctor.cli.replay_report import replay_report
from proctor.cli.replay_strips import strip_lines
from proctor.cli.replay_words import ReplayWords
from proctor.errors import ExitCode, UsageError
from proctor.record.reel import Reel
from proctor.record.tree import shown
from proctor.review.before_after import before_after
from proctor.review.blind import Veil
from proctor.review.film import Film
from proctor.review.frames import Frame
from proctor.review.telling import told
from proctor.review.timeline import END, time_of


def print_plain(options: Namespace, film: Film, reel: Reel, veil: Veil) -> int:
    """Print it. Raises UsageError for a moment or file that is not there."""
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
