"""`proctor score --shuffle`: several candidates' answers to one exercise, criterion by criterion, in random order."""

import shlex
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

import msgspec

from proctor.catalog.library import find
from proctor.cli.output import print_json, print_lines
from proctor.cli.overview import Summary, summaries, summary_of
from proctor.cli.render import count_text, wrapped
from proctor.cli.score_reports import rubric_report
from proctor.cli.score_words import criterion_lines
from proctor.cli.terminal import ask, can_show_screens
from proctor.errors import ExitCode, ProctorError, UsageError
from proctor.record.store import SessionFolder, find_session, sessions_root
from proctor.review.cards.bench import Bench, bench
from proctor.review.cards.shuffle import Item, in_order, plan_for
from proctor.session.phases import Phase

CALLED: Final = "Candidate"
Act = Callable[[Namespace, Bench], int]


class ShuffledItem(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion of one answer; `done` once it has a score and something cited."""

    criterion: str
    answer: str
    done: bool


class ShuffleReport(msgspec.Struct, frozen=True, kw_only=True):
    """The order without names. `complete` answers lack nothing but their submission; `left_out` have no place here."""

    exercise: str
    who: str
    items: tuple[ShuffledItem, ...]
    following: ShuffledItem | None = msgspec.field(name="next")
    complete: tuple[str, ...]
    left_out: int
    unreadable: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The answers that lie before one person, by letter, and the order in which to take them."""

    exercise: str
    who: str
    benches: dict[str, Bench]
    items: tuple[Item, ...]
    left_out: int
    unreadable: dict[str, str]

    def done(self, item: Item) -> bool:
        """Whether this criterion of this answer has what it needs."""
        return self.benches[item.label].draft().rating(item.criterion).whole

    def following(self) -> Item | None:
        """The first that is not done."""
        return next((item for item in self.items if not self.done(item)), None)

    def complete(self) -> tuple[str, ...]:
        """The answers whose card could be submitted."""
        return tuple(label for label in sorted(self.benches) if not self.benches[label].missing())


def run_shuffle(options: Namespace, who: str, act: Act) -> int:
    """Show what is next, take a score for one answer, or submit what is complete."""
    found, exercise = _chosen(options)
    with ExitStack() as stack:
        table = _laid_out(options, who, found, exercise, stack)
        if options.answer:
            return _for_one(options, table, act)
        if options.submit:
            return _submit(options, table)
        if options.json:
            print_json(_report(table))
        elif can_show_screens() and not options.show:
            from proctor.tui import run_shuffled  # noqa: PLC0415 Textual costs a quarter of a second

            return run_shuffled(table.benches, table.items)
        else:
            print_lines(_next_lines(table, _words(options)))
    return ExitCode.DONE


def _chosen(options: Namespace) -> tuple[list[Summary], str]:
    """The sessions that are meant, and their exercise: all of an exercise, or those that are named."""
    words = [*options.subjects, *([options.named] if options.named else [])]
    if not words:
        raise UsageError("answers to which exercise?", hint="proctor score --shuffle EXERCISE")
    root = sessions_root()
    if len(words) == 1:
        known = [one for one in summaries(root) if one.terms is not None]
        name = _exercise(words[0], {one.terms.exercise for one in known if one.terms is not None})
        return [one for one in known if one.terms is not None and one.terms.exercise == name], name
    named = [summary_of(find_session(one, root)) for one in dict.fromkeys(words)]
    exercises = {one.terms.exercise for one in named if one.terms is not None}
    if len(exercises) != 1:
        raise UsageError(f"these are answers to {len(exercises)} exercises", hint="name sessions of one exercise")
    return named, exercises.pop()


def _exercise(words: str, known: set[str]) -> str:
    """An exercise that sessions were held of, also where its package is not here any more."""
    found = [name for name in known if words in {name, name.rsplit("/", 1)[-1]}]
    return found[0] if len(found) == 1 else find(words).name


def _laid_out(options: Namespace, who: str, found: list[Summary], exercise: str, stack: ExitStack) -> Table:
    """Only finished sessions that `who` may still write a first card for; what cannot be read is left out."""
    unreadable: dict[str, str] = {}
    over = [one.folder for one in found if one.phase is Phase.DONE]
    open_to = {folder.id: at for folder in over if (at := _opened(folder, who, stack, unreadable)) is not None}
    if not open_to:
        counted = f"{count_text(len(found), 'session')} of {exercise}: unfinished, closed, or scored by you"
        why = next((f"{session}: {said}" for session, said in unreadable.items()), counted)
        raise UsageError("there is no answer that you could still score first", hint=why)
    plan = plan_for(sessions_root(), who, exercise, open_to)
    benches = {plan.labels[session]: at for session, at in open_to.items()}
    if not options.with_names:
        benches = {label: at.blinded(f"{CALLED} {label}") for label, at in benches.items()}
    criteria = list(dict.fromkeys(name for at in benches.values() for name in at.criteria))
    items = tuple(item for item in in_order(plan, criteria, open_to) if item.criterion in benches[item.label].criteria)
    return Table(exercise, who, benches, items, len(found) - len(benches), unreadable)


def _opened(folder: SessionFolder, who: str, stack: ExitStack, unreadable: dict[str, str]) -> Bench | None:
    """A session that is open to a first card, held open until the stack is done with."""
    try:
        at = stack.enter_context(bench(folder.path, who))
        seen = at.seen()
    except ProctorError as error:
        unreadable[folder.id] = str(error)
        return None
    return at if seen.own is None and seen.closed is None else None


def _for_one(options: Namespace, table: Table, act: Act) -> int:
    label = options.answer.strip().upper()
    if label not in table.benches:
        raise UsageError(f"there is no answer {label}", hint=f"one of: {', '.join(sorted(table.benches))}")
    options.show = True
    return act(options, table.benches[label])


def _submit(options: Namespace, table: Table) -> int:
    complete = table.complete()
    if not complete:
        raise UsageError("no card is complete yet", hint="what is missing: proctor score --shuffle ... --answer A")
    what = f"Submit {count_text(len(complete), 'card')} ({', '.join(complete)})? Each is sealed with its record."
    if not (options.yes or options.json) and not ask(what):
        print("Nothing was done.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    for label in complete:
        table.benches[label].submit()
    if options.json:
        print_json({"submitted": list(complete)})
    else:
        print(f"Submitted: {', '.join(complete)}.")
    return ExitCode.DONE


def _report(table: Table) -> ShuffleReport:
    following = table.following()
    return ShuffleReport(
        exercise=table.exercise,
        who=table.who,
        items=tuple(_shown(table, item) for item in table.items),
        following=_shown(table, following) if following else None,
        complete=table.complete(),
        left_out=table.left_out,
        unreadable=table.unreadable,
    )


def _shown(table: Table, item: Item) -> ShuffledItem:
    return ShuffledItem(criterion=item.criterion, answer=item.label, done=table.done(item))


def _words(options: Namespace) -> str:
    """How to call this again."""
    subjects = " ".join(map(shlex.quote, [*options.subjects, *([options.named] if options.named else [])]))
    who = f" --who {shlex.quote(options.who)}" if options.who else ""
    return f"proctor score --shuffle {subjects}{who}{' --with-names' if options.with_names else ''}"


def _next_lines(table: Table, again: str) -> Iterator[str]:
    done = sum(table.done(item) for item in table.items)
    yield from wrapped(
        f"{table.exercise}: {count_text(len(table.benches), 'answer')}, {done} of {len(table.items)} done"
    )
    if table.left_out:
        yield from wrapped(f"{table.left_out} left out: unfinished, closed, scored by you already, or damaged.")
        for session, why in table.unreadable.items():
            yield from wrapped(f"{session}: {why}", first="  ", rest="    ")
    following = table.following()
    if following is None:
        yield from wrapped("Every criterion of every answer has a score. Strengths, concerns and overall, for each:")
        yield f'  {again} --answer A --strengths "..." --concerns "..." --overall "..."'
        yield f"  {again} --submit"
        return
    at = table.benches[following.label]
    number = at.criteria.index(following.criterion)
    yield ""
    yield f"Answer {following.label}:"
    yield from criterion_lines(rubric_report(at).criteria[number], number + 1)
    yield ""
    yield "Read it, then score it:"
    yield f"  {again} --answer {following.label} --code final"
    criterion = shlex.quote(following.criterion)
    yield f'  {again} --answer {following.label} --criterion {criterion} --score 1-4 --cite final --note "..."'
