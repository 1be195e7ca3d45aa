"""`proctor check --all-snapshots`: every save of a finished session judged from its record, for reviewers."""

import asyncio
import sys
from argparse import Namespace
from dataclasses import dataclass

from proctor.catalog.package import Exercise
from proctor.catalog.promises import VISIBILITIES, Visibility
from proctor.checks.request import Ready
from proctor.cli.choice import chosen_session
from proctor.cli.look_back import LookBack, look_back, look_back_lines
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import session_words
from proctor.errors import ExitCode
from proctor.host.bench import passing_engine
from proctor.host.environments import place_of
from proctor.host.hidden import NotConfined
from proctor.host.recorder import Recorder
from proctor.host.rejudging import Rejudging, exercise_as_used, open_finished
from proctor.record.notes import write_notes
from proctor.record.store import SessionFolder


@dataclass
class Found:
    """What came of it: the isolation it was done under, and why hidden checks did not run, if they did not."""

    ready: Ready | None = None
    refused: str = ""


def check_all(options: Namespace) -> int:
    """Judge, print, and say with the exit code whether anything is left undecided."""
    folder = chosen_session(session_words(options), finished_too=True)
    recorder = open_finished(folder)
    try:
        exercise = exercise_as_used(folder, recorder.session.terms, options.exercise)
        wanted: tuple[Visibility, ...] = VISIBILITIES
        if options.hidden or options.visible:
            wanted = ("hidden",) if options.hidden else ("visible",)
        report = asyncio.run(_judged(folder, recorder, exercise, wanted, again=options.again))
        write_notes(folder)
    finally:
        recorder.close()
    if options.json:
        print_json(report)
    else:
        print_lines(look_back_lines(report))
    if report.refused:
        print(f"proctor: {report.refused}", file=sys.stderr)
    return ExitCode.PACKAGE if report.refused or report.undecided else ExitCode.DONE


async def _judged(
    folder: SessionFolder, recorder: Recorder, exercise: Exercise, wanted: tuple[Visibility, ...], *, again: bool
) -> LookBack:
    found = Found()
    async with passing_engine(folder.path, exercise.root, framework=place_of(exercise)) as engine:
        rejudging = Rejudging(folder, recorder, engine, again=again)
        for visibility in wanted:
            try:
                found.ready = await rejudging.judge(exercise, visibility, _told) or found.ready
            except NotConfined as error:
                if wanted == ("hidden",):
                    raise
                found.refused = f"the hidden checks did not run here: {error}. {error.hint}"
    if exercise.part is not None and exercise.hidden_count(recorder.session.terms.level) and "hidden" in wanted:
        found.refused = "the hidden checks are not on this machine. Name the whole package: --exercise EXERCISE"
    said = {visibility: rejudging.said(visibility) for visibility in wanted}
    return look_back(recorder.session, exercise, rejudging.saved, said, found.ready, found.refused)


def _told(count: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\rjudged {count} of {total} ", end="\n" if count == total else "", file=sys.stderr, flush=True)
