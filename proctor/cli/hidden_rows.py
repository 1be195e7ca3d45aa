"""What the hidden checks said of the newest save, for an interviewer."""

from proctor.catalog.package import Exercise
from proctor.cli.grading_reports import graded_rows
from proctor.cli.reports import CheckRow
from proctor.cli.standing import Standing
from proctor.record.reading import read
from proctor.session.answers import answers_in


def hidden_rows(found: Standing) -> tuple[CheckRow, ...]:
    """A row for each hidden check that has a verdict on the newest content; none where there is none."""
    newest = found.session.newest
    if newest is None or not found.folder.private.exists():
        return ()
    said = answers_in(read(found.folder.private).envelopes).on_tree(newest.tree)
    checks = Exercise.load(found.folder.exercise).checks(found.session.terms.level, "hidden") if said else ()
    return graded_rows((check for check in checks if check.id in said), said)
