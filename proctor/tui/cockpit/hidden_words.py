"""The hidden checks in words: promise, verdict, output, whether that is for the newest work; and what was flagged."""

from textual.content import Content

from proctor.session.events import CheckEnded
from proctor.session.material import HiddenCheck
from proctor.session.plain_text import shown, shown_line
from proctor.session.verdicts import AGAINST, EXPLANATIONS
from proctor.tui.cockpit.entries import Entry
from proctor.tui.cockpit.view import WatchView
from proctor.tui.shapes import NOT_RUN, STALE, VERDICT_MARKS, WORD_CELLS
from proctor.tui.widgets.view_text import heading, stacked


def newest_said(watch: WatchView, check: str) -> CheckEnded | None:
    """What a hidden check said last: of the newest content, else of the newest save that it ran on."""
    session = watch.session
    if session is None:
        return None
    hidden = watch.observations.hidden
    trees = [session.board.newest_tree, *(save.snapshot.tree for save in reversed(session.saves))]
    return next((said for tree in trees if (said := hidden.on_tree(tree).get(check)) is not None), None)


def failing(watch: WatchView) -> tuple[HiddenCheck, ...]:
    """The hidden checks that count against the newest work they ran on."""
    said = ((check, newest_said(watch, check.id)) for check in watch.material.checks)
    return tuple(check for check, ended in said if ended is not None and ended.verdict in AGAINST)


def is_newest(watch: WatchView, said: CheckEnded) -> bool:
    """Whether it is about what the candidate has now."""
    return watch.session is not None and said.tree == watch.session.board.newest_tree


def hidden_facts(watch: WatchView) -> tuple[object, ...]:
    """All that the pane reads."""
    session = watch.session
    tree = session.board.newest_tree if session is not None else ""
    saves = session.saves if session is not None else ()
    revealed = session.talk.revealed if session is not None else ()
    return tree, saves, revealed, watch.observations.hidden, watch.observations.flags, watch.material


def hidden_lead(watch: WatchView) -> Content:
    """Where the hidden checks run, and what was flagged in the work."""
    if not watch.material.checks:
        lead = "This exercise has no hidden checks here."
    else:
        lead = f"{len(watch.material.checks)} hidden checks. The candidate sees none of it unless you reveal one (r)."
    flags = watch.observations.flags
    if not flags:
        return Content(lead)
    lines: list[Content | str] = [lead, "", heading("Worth a look (decides nothing)")]
    for flag in flags:
        place = shown_line(f"{flag.file}:{flag.line}")
        lines.append(Content.assemble((flag.sort, "bold $text-warning"), f" {place}  {shown_line(flag.what)}"))
        lines.append(Content.styled(f"  {shown_line(flag.why)}", "$text-muted"))
    return stacked([*lines, ""])


def hidden_entries(watch: WatchView) -> tuple[Entry, ...]:
    """A row and its detail for each hidden check."""
    return tuple(_entry(watch, check) for check in watch.material.checks)


def _entry(watch: WatchView, check: HiddenCheck) -> Entry:
    said = newest_said(watch, check.id)
    newest = said is not None and is_newest(watch, said)
    mark = NOT_RUN if said is None else VERDICT_MARKS[said.verdict] if newest else STALE
    row = Content.assemble(
        (mark.text(ascii_only=watch.shared.ascii_only).ljust(WORD_CELLS), f"bold {mark.style}"),
        f"  {shown_line(check.promise or check.id)}",
    )
    return Entry(check.id, row, stacked(_detail(watch, check, said, newest=newest)))


def _detail(watch: WatchView, check: HiddenCheck, said: CheckEnded | None, *, newest: bool) -> list[Content | str]:
    notes = [check.id, *([f"serves: {check.criterion}"] if check.criterion else [])]
    notes += ["advice only"] if check.advisory else []
    revealed = watch.session is not None and any(shown.check == check.id for shown in watch.session.talk.revealed)
    notes += ["REVEALED to the candidate"] if revealed else []
    lines: list[Content | str] = [
        Content.styled(shown_line(check.promise or check.id), "bold"),
        Content.styled(shown_line(", ".join(notes)), "$text-muted"),
    ]
    if said is None:
        return [*lines, "Not run yet: hidden checks follow the visible ones, and always run on what was submitted."]
    mark = VERDICT_MARKS[said.verdict]
    which = "for the newest work" if newest else "for an EARLIER save; the work has changed since"
    lines.append(Content.assemble((mark.word, f"bold {mark.style}"), f"  {which} ({said.commit[:7]})"))
    lines += [shown(said.message).strip()] if said.message else [EXPLANATIONS[said.verdict]]
    if said.output.strip():
        lines += ["", Content.styled("Printed:", "bold"), shown(said.output).rstrip()]
    return lines
