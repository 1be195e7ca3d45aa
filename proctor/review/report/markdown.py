"""The report as Markdown: the facts of the page for a terminal or a note. What somebody wrote stays mere words."""

from collections.abc import Iterable, Iterator

from proctor.review.report import rows
from proctor.review.report.evidence_words import ABOUT, evidence_lines
from proctor.review.report.glance import Line, glance
from proctor.review.report.markdown_people import cards, private, record, talk
from proctor.review.report.markdown_revision import revision
from proctor.review.report.markdown_text import code, escaped, fenced, quoted, table
from proctor.review.report.model import Report
from proctor.review.report.rewriting import cleaned
from proctor.review.report.words import labels, length_or_none, moment_text, verdict_text, when_text
from proctor.session.chronicle.happening import short
from proctor.session.phases import TITLES, Phase


def markdown_page(report: Report) -> str:
    """The whole report."""
    return "\n".join(_lines(cleaned(report))) + "\n"


def _lines(report: Report) -> Iterator[str]:
    about = report.about
    yield f"# {escaped(about.title)}"
    yield ""
    hidden = " (the name is hidden)" if about.blind else ""
    yield f"{escaped(about.candidate)}{hidden}, {about.level} level, {escaped(about.framework)}, {about.created_at}"
    yield ""
    for label in labels(report):
        yield f"**{label[:1].upper()}{label[1:]}**"
        yield ""
    if report.problem:
        yield f"**This record is damaged: {escaped(report.problem)}**"
        yield ""
    yield from _facts("At a glance", glance(report))
    yield from revision(report)
    yield from _checks(report)
    yield from _course(report)
    yield from _facts("Derived evidence", evidence_lines(report.evidence), ABOUT)
    yield from talk(report)
    yield from private(report)
    yield from cards(report)
    yield from _fairness(report)
    yield from record(report)


def _facts(title: str, lines: Iterable[Line], about: str = "") -> Iterator[str]:
    yield f"## {title}"
    yield ""
    if about:
        yield about
        yield ""
    for line in lines:
        yield f"- **{escaped(line.term)}:** {escaped(line.text)}"
    yield ""


def _checks(report: Report) -> Iterator[str]:
    yield "## Checks"
    yield ""
    for name, found in rows.groups(report):
        yield f"### {name}"
        yield ""
        yield from table(
            ("Check", "Promise", "Start", "Handed in", "End", "First held", "Runs"),
            (
                (
                    code(check.id),
                    escaped(check.promise),
                    verdict_text(check.start),
                    verdict_text(check.submitted),
                    verdict_text(check.final),
                    moment_text(check.first_pass_s) or "never",
                    str(check.runs),
                )
                for check in found
            ),
        )
    for told in rows.told(report):
        yield f"{code(told.check)}, {told.when}: **{told.finding.verdict}**"
        yield ""
        if told.finding.message:
            yield from quoted(told.finding.message)
        if told.finding.output:
            yield from fenced(rows.few_lines(told.finding.output), "text")


def _course(report: Report) -> Iterator[str]:
    yield "## How the session went"
    yield ""
    yield "Moments are hours, minutes and seconds since the session was created."
    yield ""
    yield from table(
        ("Phase", "From", "To", "Used", "Of", "Stood", "Ended"),
        (
            (
                TITLES[phase.phase],
                moment_text(phase.start_s),
                moment_text(phase.end_s),
                length_or_none(phase.used_s),
                length_or_none(phase.limit_s),
                length_or_none(phase.paused_s or None),
                phase.ended_by,
            )
            for phase in report.course.phases
        ),
    )
    caption, moments = rows.moments(report)
    yield f"{caption}:"
    yield ""
    yield from table(
        ("At", "What happened", "Snapshot"),
        (
            (
                moment_text(moment.t_s),
                f"{escaped(moment.words)}{' (private)' if moment.private else ''}",
                code(short(moment.commit)),
            )
            for moment in moments
        ),
    )
    yield from _saves(report)


def _saves(report: Report) -> Iterator[str]:
    caption, saves = rows.shown_saves(report)
    yield f"{caption}:"
    yield ""
    yield from table(
        ("At", "Phase", "Snapshot", "Added", "Deleted", "Checks held", "Files"),
        (
            (
                moment_text(save.t_s),
                TITLES[Phase(save.phase)],
                " ".join((code(short(save.commit)), *save.tags)),
                str(save.added),
                str(save.deleted),
                f"{save.holding} of {save.judged}" if save.judged else "",
                ", ".join(map(code, save.paths)),
            )
            for save in saves
        ),
    )


def _fairness(report: Report) -> Iterator[str]:
    yield "## Fairness log"
    yield ""
    yield "Every accommodation, and everything that did not go by the script."
    yield ""
    yield from table(
        ("At", "About", "What"),
        (
            (
                when_text(line),
                line.sort,
                f"{escaped(line.words)}{' (private)' if line.private else ''}",
            )
            for line in report.fairness
        ),
    )
    if not report.fairness:
        yield "Nothing."
        yield ""
