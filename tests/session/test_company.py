"""Who watches, by name."""

from proctor.session import events as ev
from proctor.session.company import NAMELESS, company_line, interviewers, watching_text
from tests.session.sitting import in_work


def test_people_count_once_and_commands_not_at_all() -> None:
    """Two screens of one name are one person; a name cannot steer the terminal."""
    sitting = in_work()
    assert interviewers(sitting.session) == ()
    assert watching_text(sitting.session) == ""
    for client, name, screen in (("a", "Grace", True), ("b", "Grace", True), ("c", "", True), ("d", "Linus", False)):
        sitting.note(ev.ClientJoined(client=client, role="interviewer", name=name, screen=screen))
    sitting.note(ev.ClientJoined(client="e", role="candidate", name="Ada"))
    assert interviewers(sitting.session) == ("Grace", NAMELESS)
    assert watching_text(sitting.session) == "2 watching"
    sitting.note(ev.ClientJoined(client="f", role="interviewer", name="Eve\x1b]0;owned\x07"))
    assert "\x1b" not in company_line(sitting.session)


def test_focus_time_is_unwatched_whoever_is_there() -> None:
    """The line says who would watch otherwise."""
    sitting = in_work()
    sitting.note(ev.ClientJoined(client="a", role="interviewer", name="Grace"))
    sitting.act("focus", "interviewer", time=60.0)
    assert watching_text(sitting.session) == "not watched"
    assert company_line(sitting.session).startswith("Focus time: nothing of your work is shown to Grace.")
