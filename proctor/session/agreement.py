"""How the agreement of a session reads: minutes, aids, what is recorded, what runs when. One sentence per line."""

from typing import Final

from proctor.session.durations import length_text
from proctor.session.frameworks import PYTORCH
from proctor.session.state import Isolation, Session
from proctor.session.terms import Terms

_RECORDED: Final = (
    "every save of the files in the workspace, with its time",
    "the results of the checks",
    "the clock, and what you and the interviewer do in this program",
    "what you write here, and the feedback",
    "what you have in front of you here: the pane, the row, or the editor's window",
    "the interviewer's own notes, which stay with them",
)
_PICTURE: Final = "the picture of your editor's window"
JUDGED: Final = (
    "Unfinished work is normal: few people get every check to hold. What counts is your process, your reasoning, "
    "and what you make of the feedback."
)
HIDDEN_FROM_LEVEL: Final = 2
"""Hidden checks run during the session only where candidate code is confined at least this well."""

_AID_NAMES: Final = {
    "web": "the web",
    "ai_assistant": "an AI assistant",
    "own_notes": "own notes",
    "own_code": "own code",
}
_AID_RULES: Final = {"yes": "allowed", "no": "not allowed", "declare": "allowed, say where you used it"}


def minutes_line(terms: Terms) -> str:
    """`15 min + 5 min revision`, extra time included and said."""
    line = f"{length_text(terms.work_limit_s)} + {length_text(terms.revision_limit_s)} revision"
    percent = terms.accommodation.extra_time_percent
    extra = f" ({percent:g} % extra time included)" if percent else ""
    breaks_s = terms.accommodation.breaks_s
    breaks = f", breaks of {length_text(breaks_s)} in all that stop the clock" if breaks_s else ""
    return line + extra + breaks


def aid_lines(terms: Terms) -> tuple[str, ...]:
    """One line per aid that the exercise speaks of."""
    return tuple(f"{_AID_NAMES.get(aid, aid)}: {_AID_RULES.get(rule, rule)}" for aid, rule in terms.aids.items())


def framework_lines(terms: Terms) -> tuple[str, ...]:
    """In which framework the work is done, and what of the exercise is left out for it; nothing for the usual one."""
    if terms.framework == PYTORCH and not terms.not_asked:
        return ()
    return (f"Framework: {terms.framework}", *(f"Not looked at: {line}" for line in terms.not_asked))


def recorded(terms: Terms) -> tuple[str, ...]:
    """What is kept, one thing per line."""
    if terms.screen == "recorded":
        return (*_RECORDED, f"{_PICTURE}, as it changes, to be looked at again later")
    return _RECORDED


def not_recorded(terms: Terms) -> str:
    """What is never kept."""
    picture = "" if terms.screen == "recorded" else f", {_PICTURE}"
    return f"Not recorded: keystrokes, camera, microphone{picture}, anything outside of this terminal."


def watched_lines(terms: Terms) -> tuple[str, ...]:
    """What an interviewer sees while the candidate works, and when nobody looks."""
    return (
        "Practice: nobody watches, unless you open `proctor watch` in a second terminal."
        if terms.practice
        else "The interviewer may watch while you work. Whoever does is counted at the top and named here.",
        f"To be seen: the pane you read here, your files as saved, the checks, the clock. {picture_line(terms)}",
        "Nobody who watches can type into your terminal or change its size.",
        focus_line(terms),
    )


def picture_line(terms: Terms) -> str:
    """What becomes of the picture of the editor's window."""
    if terms.screen == "off":
        return f"{_PICTURE.capitalize()} is neither shown nor kept."
    kept = "kept in the record" if terms.screen == "recorded" else "not kept"
    return f"{_PICTURE.capitalize()} is shown as you work in it, and {kept}."


def focus_line(terms: Terms) -> str:
    """How long the candidate may work unseen, and what that means."""
    if not terms.focus_s:
        return "No focus time is agreed; the interviewer can grant some, in which nobody watches."
    what = "What happens" if terms.screen == "recorded" else "What you save"
    return (
        f"Focus time: nobody watches for {length_text(terms.focus_s)} in all, whenever you start it. "
        f"{what} meanwhile can be looked at afterwards."
    )


def hidden_line(terms: Terms, isolation: Isolation | None) -> str:
    """Whether hidden checks exist, and when they run."""
    if not terms.hidden_checks:
        return "There are no hidden checks: you see everything that is checked."
    count = f"{terms.hidden_checks} hidden check{'s' if terms.hidden_checks > 1 else ''}"
    tests = f"Besides the {len(terms.checks)} checks you see there are {count}; they test only what the text says."
    if isolation is None and not terms.hidden_elsewhere:
        return f"{tests} Whether they run here, where you do not see their results, is being tried out."
    if terms.hidden_elsewhere or isolation is None or isolation.level < HIDDEN_FROM_LEVEL:
        return f"{tests} They do not run here; the company runs them later."
    return f"{tests} They run during the session, and you do not see their results unless one is shown to you."


def isolation_line(isolation: Isolation | None) -> str:
    """How well the candidate's code is kept apart on this machine."""
    if isolation is None:
        return "Isolation of your code: being tried out ..."
    return f"Isolation of your code: level {isolation.level} of 3, {isolation.note}"


def shell_line(shell: Isolation | None) -> str:
    """How well the candidate's editor and shell are kept apart on this machine."""
    if shell is None:
        return "Isolation of your editor and shell: being tried out ..."
    return f"Isolation of your editor and shell: level {shell.level} of 3, {shell.note}"


def start_line(session: Session) -> str:
    """What starting takes, and that nothing else starts the clock."""
    if session.terms.interviewer_opens and not session.opened:
        return "The interviewer confirms first; then you start the clock. No time is running."
    return "No time is running. The clock starts only when you confirm."
