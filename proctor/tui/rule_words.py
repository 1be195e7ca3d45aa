"""Criteria and rules, as the pane shows them all through the work."""

from textual.content import Content

from proctor.session.agreement import (
    JUDGED,
    aid_lines,
    framework_lines,
    hidden_line,
    isolation_line,
    minutes_line,
    shell_line,
    watched_lines,
)
from proctor.session.company import company_line
from proctor.session.plain_text import shown, shown_line
from proctor.tui.materials import assumed_line
from proctor.tui.view import View
from proctor.tui.widgets.view_text import heading, stacked


def rules(view: View) -> Content:
    """What is judged, what is allowed, what is given."""
    session = view.session
    if session is None:
        return Content("")
    terms = session.terms
    lines: list[Content | str] = [heading("What is judged"), *criteria_lines(view), JUDGED]
    constraints = view.materials.constraints or terms.constraints
    if constraints:
        lines += ["", heading("Rules"), *(f"- {shown_line(rule)}" for rule in constraints)]
    entry = view.materials.entry or terms.entry
    lines += ["", heading("Your file"), f"The checks import {shown_line(entry)} from your workspace."]
    if framework := framework_lines(terms):
        lines += ["", heading("Framework"), *(f"- {shown_line(line)}" for line in framework)]
    if terms.aids:
        lines += ["", heading("Aids"), *(f"- {shown_line(line)}" for line in aid_lines(terms))]
    lines += ["", heading("Who watches"), company_line(session), *watched_lines(terms)]
    lines += ["", heading("Time and checks"), minutes_line(terms), hidden_line(terms, session.isolation)]
    lines += [isolation_line(session.isolation), shell_line(session.shell), *given_lines(view)]
    return stacked(lines)


def rule_facts(view: View) -> tuple[object, ...]:
    """All that `rules` reads; none of it changes with a save."""
    session = view.session
    if session is None:
        return (view.materials, *[None] * 6)
    people = session.present, session.controls, session.focus
    return view.materials, session.terms, session.isolation, session.shell, *people


def criteria_lines(view: View) -> list[Content | str]:
    """One line per criterion."""
    terms = view.session.terms if view.session else None
    named = [(criterion.name, criterion.text) for criterion in terms.criteria] if terms else []
    return [Content.assemble(f"- {shown_line(name)}: ", shown_line(text)) for name, text in named]


def given_lines(view: View) -> list[Content | str]:
    """Knowledge that is expected, and words explained for everybody else."""
    lines: list[Content | str] = []
    if view.materials.assumes:
        expected = (f"- {shown_line(assumed_line(assumed))}" for assumed in view.materials.assumes)
        lines += ["", heading("Expected knowledge"), *expected]
    if view.materials.glossary:
        words = (f"- {shown_line(word)}: {shown(meaning)}" for word, meaning in view.materials.glossary.items())
        lines += ["", heading("Words"), *words]
    return lines
