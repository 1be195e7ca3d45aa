"""The one question before something that cannot be taken back."""

from typing import Final

from proctor.session.agreement import JUDGED
from proctor.session.durations import length_text
from proctor.session.phases import Phase
from proctor.session.state import Session
from proctor.session.verbs import BY_NAME
from proctor.tui.check_words import holding_text
from proctor.tui.screens.choose import ConfirmScreen

_UNSAVED: Final = "What is not saved in your editor is not part of it: save first."


def question(act_id: str, session: Session) -> ConfirmScreen:
    """What is asked before `begin`, `submit`, `revise` and `finish`."""
    terms = session.terms
    if act_id == "begin":
        text = f"{BY_NAME['begin'].confirm} You have {length_text(terms.work_limit_s)}.\n\n{JUDGED}"
        return ConfirmScreen("Start the clock?", text, "Yes, start the clock")
    if act_id == "submit":
        text = f"{BY_NAME['submit'].confirm} {_UNSAVED}\n\nChecks: {holding_text(session.board)}. {JUDGED}"
        return ConfirmScreen("Hand in your work?", text, "Yes, hand it in")
    if act_id == "revise":
        text = f"The clock starts now. You have {length_text(terms.revision_limit_s)}. Read the feedback first."
        return ConfirmScreen("Start the revision?", text, "Yes, start the revision")
    without = " There will be no revision." if session.phase is Phase.FEEDBACK else f" {_UNSAVED}"
    return ConfirmScreen("Finish the session?", f"{BY_NAME['finish'].confirm}{without}", "Yes, finish")
