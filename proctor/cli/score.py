"""`proctor score`: judge a finished session by its exercise's rubric, on a screen or piece by piece."""

from argparse import Namespace
from pathlib import Path
from typing import Final

from proctor.cli.choice import chosen_session
from proctor.cli.parsing import Handler, Parser
from proctor.cli.score_acts import at_bench
from proctor.cli.who import add_who, own_name
from proctor.errors import IllegalMove, UsageError
from proctor.link.inside import session_inside
from proctor.review.cards.bench import BLIND_LABEL, bench


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


SCORE: Final = Handler(_arguments, _run)
