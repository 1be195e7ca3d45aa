"""What may happen when, and who may do it: each function lets an act pass or says why not (`IllegalMove`)."""

from proctor.session.rules.clock import MAX_EXTENSION_S, may_credit, may_extend, may_pause, may_resume
from proctor.session.rules.course import may_enter, may_finish, may_open, may_submit
from proctor.session.rules.refusal import SLACK_S
from proctor.session.rules.reminders import EDITOR_WARNINGS_S, reminded_after, reminder_marks_s
from proctor.session.rules.talk import (
    MAX_MESSAGE_CHARACTERS,
    may_answer,
    may_explain,
    may_give_feedback,
    may_reveal,
    may_talk,
)
from proctor.session.rules.watching import MAX_PATH_CHARACTERS, may_control, may_end_focus, may_focus, may_present

__all__ = [
    "EDITOR_WARNINGS_S",
    "MAX_EXTENSION_S",
    "MAX_MESSAGE_CHARACTERS",
    "MAX_PATH_CHARACTERS",
    "SLACK_S",
    "may_answer",
    "may_control",
    "may_credit",
    "may_end_focus",
    "may_enter",
    "may_explain",
    "may_extend",
    "may_finish",
    "may_focus",
    "may_give_feedback",
    "may_open",
    "may_pause",
    "may_present",
    "may_resume",
    "may_reveal",
    "may_submit",
    "may_talk",
    "reminded_after",
    "reminder_marks_s",
]
