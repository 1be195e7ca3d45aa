"""`proctor score`: judge a finished session by its exercise's rubric, on a screen or piece by piece."""

import sys
from argparse import SUPPRESS, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from proctor.cli.choice import chosen_session
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, Parser
from proctor.cli.score_file import draft_from
from proctor.cli.score_reports import ScoreReport, rubric_report, score_report
from proctor.cli.score_words import rubric_lines, score_lines
from proctor.cli.terminal import ask, can_show_screens
from proctor.cli.who import add_who, own_name
from proctor.errors import ExitCode, IllegalMove, UsageError
from proctor.link.inside import session_inside
from proctor.review.cards.bench import BLIND_LABEL, Bench, bench, scored
from proctor.review.cards.draft import Draft
from proctor.review.cards.writing import close_scoring

SUBMITTING: Final = (
    "The card is sealed with the record: later changes are further versions, and the first stays readable. "
    "Other people's cards become visible to you."
)
_CLOSING: Final = "No first card can be submitted any more, and everybody sees all cards from then on."
_TEXTS: Final = ("strengths", "concerns", "overall")


def _arguments(parser: Parser) -> None:
    parser.add_argument("subjects", nargs="*", metavar="SESSION", help="default: the session around, or the newest")
    parser.add_argument("--session", dest="named", metavar="SESSION", help="the same, as an option")
    add_who(parser)
    parser.add_argument("--blind", action="store_true", help="hide who the candidate is, in texts and in code")
    parser.add_argument("--rubric", action="store_true", help="print criteria, anchors and what the checks said")
    parser.add_argument("--show", action="store_true", help="print your draft and card, and others' once you may")
    _draft_arguments(parser)
    parser.add_argument("--submit", action="store_true", help="make the draft your card; asks once")
    parser.add_argument("--correct", action="store_true", help="make the draft the next version of your card")
    parser.add_argument("--why", metavar="TEXT", default="", help="why it is corrected")
    parser.add_argument("--close", action="store_true", help="end scoring: no first cards, and everybody sees all")
    parser.add_argument(
        "--shuffle", action="store_true", help="several candidates' answers: name an EXERCISE, or several SESSIONs"
    )
    parser.add_argument("--answer", metavar="LETTER", default="", help="with --shuffle: the answer that is meant")
    parser.add_argument("--code", choices=("submitted", "final"), help="print what the candidate wrote")
    parser.add_argument("--with-names", action="store_true", help="with --shuffle: do not hide names")
    parser.add_argument("--next", action="store_true", help=SUPPRESS)


def _draft_arguments(parser: Parser) -> None:
    parser.add_argument("--criterion", metavar="NAME", help="which criterion: its name, its beginning or its number")
    parser.add_argument("--score", type=int, choices=range(5), help="1 to 4, or 0 for no evidence")
    parser.add_argument(
        "--cite", action="append", metavar="WHAT", help="snapshot, time or check; as often as needed, replaces earlier"
    )
    parser.add_argument("--note", metavar="TEXT", help="what you saw")
    parser.add_argument("--strengths", metavar="TEXT", help="what was good")
    parser.add_argument("--concerns", metavar="TEXT", help="what was not")
    parser.add_argument("--overall", metavar="TEXT", help="your judgement and recommendation in words")
    parser.add_argument("--overall-score", type=int, choices=range(5), help="1 to 4 if you choose to; 0 takes it back")
    parser.add_argument("--from", dest="source", metavar="FILE", help="a whole card as JSON")


def _run(options: Namespace) -> int:
    if session_inside() is not None:
        raise IllegalMove("score cards are for reviewers", hint="the task is shown by: proctor spec")
    _consistent(options)
    who = own_name(options.who)
    if options.shuffle:
        from proctor.cli.score_shuffle import run_shuffle  # noqa: PLC0415 only for several answers

        return run_shuffle(options, who, at_bench)
    place = _place(options)
    with bench(place, who, blind=options.blind, label=BLIND_LABEL) as at:
        return at_bench(options, at)


def _place(options: Namespace) -> Path:
    words = [*options.subjects, *([options.named] if options.named else [])]
    if len(set(words)) > 1:
        raise UsageError(f"{len(words)} sessions are named", hint="name one, or compare answers with --shuffle")
    named = words[0] if words else ""
    if named and Path(named).expanduser().is_file():
        return Path(named).expanduser()
    return chosen_session(named, finished_too=True).path


def _consistent(options: Namespace) -> None:
    if options.criterion is None and not (options.score is None and options.cite is None and options.note is None):
        raise UsageError("of which criterion?", hint="add: --criterion NAME; proctor score --rubric lists them")
    if options.correct and not options.why.strip():
        raise UsageError("a correction says why it was made", hint='add: --why "..."')
    if options.answer and not options.shuffle:
        raise UsageError("--answer belongs to --shuffle", hint="name the session instead")
    if options.submit and options.correct:
        raise UsageError("--submit is for the first card, --correct for later ones", hint="leave one out")


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
    if not at.missing() and not (options.yes or options.json) and not ask(SUBMITTING):
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


SCORE: Final = Handler(_arguments, _run)
