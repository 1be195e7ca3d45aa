"""What `proctor score` does at one session: draft, rubric, submission, correction, closing."""

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from proctor.cli.output import print_json, print_lines
from proctor.cli.score_file import draft_from
from proctor.cli.score_reports import ScoreReport, rubric_report, score_report
from proctor.cli.score_words import rubric_lines, score_lines
from proctor.cli.terminal import ask, can_show_screens
from proctor.errors import ExitCode, IllegalMove
from proctor.review.cards.bench import Bench, scored
from proctor.review.cards.draft import Draft
from proctor.review.cards.writing import close_scoring

_SUBMITTING: Final = (
    "The card is sealed with the record: later changes are further versions, and the first stays readable. "
    "Other people's cards become visible to you."
)
_CLOSING: Final = "No first card can be submitted any more, and everybody sees all cards from then on."
_TEXTS: Final = ("strengths", "concerns", "overall")


def at_bench(options: Namespace, at: Bench) -> int:
    """Carry out what the options ask for at one session."""
    changed = _changed(options, at)
    for wanted, act in ((options.rubric, _rubric), (options.code, _code), (options.close, _close)):
        if wanted:
            return act(options, at)
    if options.submit or options.correct:
        return _submit(options, at)
    if changed or options.show or options.json or not can_show_screens():
        return _answer(options, score_report(at))
    from proctor.tui import run_score  # noqa: PLC0415 Textual costs a quarter of a second

    return run_score(at)


def _changed(options: Namespace, at: Bench) -> bool:
    changes: list[Callable[[Draft], Draft]] = []
    if options.source:
        changes.append(lambda draft: draft_from(Path(options.source), at, draft))
    if options.criterion is not None:
        changes.append(_rating(options, at))
    texts = {name: words for name in _TEXTS if (words := getattr(options, name)) is not None}
    if texts:
        changes.append(lambda draft: replace(draft, **texts))
    if options.overall_score is not None:
        changes.append(lambda draft: replace(draft, overall_score=options.overall_score or None))
    if changes:
        own = at.seen().own
        if own is None and at.desk.shelf().closed is not None:
            raise IllegalMove("scoring was closed, so no first card can be written", hint="see: proctor score --show")
        at.edit(lambda draft: _one_after_the_other(changes, draft))
    return bool(changes)


def _one_after_the_other(changes: list[Callable[[Draft], Draft]], draft: Draft) -> Draft:
    for change in changes:
        draft = change(draft)
    return draft


def _rating(options: Namespace, at: Bench) -> Callable[[Draft], Draft]:
    name = at.desk.rubric.find(options.criterion).name
    cites = at.cite(options.cite) if options.cite is not None else None

    def change(draft: Draft) -> Draft:
        rating = draft.rating(name)
        if options.score is not None:
            rating = scored(rating, options.score)
        if cites is not None:
            rating = replace(rating, cites=cites)
        if options.note is not None:
            rating = replace(rating, note=options.note)
        return draft.rated(name, rating)

    return change


def _rubric(options: Namespace, at: Bench) -> int:
    report = rubric_report(at)
    if options.json:
        print_json(report)
    else:
        print_lines(rubric_lines(report))
    return ExitCode.DONE


def _code(options: Namespace, at: Bench) -> int:
    from proctor.cli.score_code import print_code  # noqa: PLC0415 git is heavy, and only this reads files

    return print_code(at, options.code, as_json=options.json)


def _submit(options: Namespace, at: Bench) -> int:
    if not at.missing() and not (options.yes or options.json) and not ask(_SUBMITTING):
        return _nothing_done()
    at.submit(options.why if options.correct else "")
    return _answer(options, score_report(at))


def _close(options: Namespace, at: Bench) -> int:
    if not (options.yes or options.json) and not ask(_CLOSING):
        return _nothing_done()
    close_scoring(at.desk, at.who, coordinator=options.yes)
    return _answer(options, score_report(at))


def _nothing_done() -> int:
    print("Nothing was done.", file=sys.stderr)
    return ExitCode.INTERRUPTED


def _answer(options: Namespace, report: ScoreReport) -> int:
    if options.json:
        print_json(report)
    else:
        print_lines(score_lines(report))
    return ExitCode.DONE
