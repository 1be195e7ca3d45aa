"""Where the candidate is."""

from dataclasses import replace

from proctor.session import events as ev
from proctor.tui.cockpit.view import FileRow, Files
from proctor.tui.mirror.following import FILES, LOBBY, TERMINAL, Pointing, file_to_open, in_front, tabs, whereabouts
from proctor.tui.mirror.scrolling import pane_width, row_here
from proctor.tui.screens.work import WorkScreen
from tests.tui.mirror_stage import FILES as SAVED
from tests.tui.scenes import Scene


def _at(scene: Scene, window: str, focused: str = "Spec") -> Scene:
    scene.note(ev.WindowShown(window=window))  # type: ignore[arg-type]
    return scene.note(ev.ViewChanged(panes=("Spec", "Checks"), focused=focused, columns=140, lines=40))  # type: ignore[return-value]


def test_the_tab_in_front_is_the_candidates_own() -> None:
    """Lobby, editor, pane with the keys; the files where there is no tmux and nothing was told."""
    assert in_front(None, Pointing()) == TERMINAL
    assert in_front(Scene().session, Pointing()) == LOBBY
    assert in_front(Scene().work().session, Pointing()) == FILES
    assert in_front(_at(Scene().work(), "Work", "Checks").session, Pointing()) == "Checks"
    assert in_front(_at(Scene().work(), "Work", "Nonsense").session, Pointing()) == "Spec"
    assert in_front(_at(Scene().work(), "Editor", "Checks").session, Pointing()) == TERMINAL


def test_what_was_pointed_at_is_in_front_until_the_candidate_goes_elsewhere() -> None:
    """Another pane, or the editor; and it can be pointed at again. Who comes late is told the same."""
    scene, pointing = _at(Scene().work(), "Work"), Pointing()

    def front() -> str:
        nonlocal pointing
        pointing = pointing.after(scene.journal)
        assert Pointing().after(scene.journal) == pointing
        return in_front(scene.session, pointing)

    assert front() == "Spec"
    scene.wait(5).note(ev.WorkPresented(file="rms_norm.py", line=12), "candidate")
    assert front() == FILES
    assert whereabouts(scene.session, pointing) == "points at rms_norm.py, line 12"
    _at(scene, "Work")
    assert front() == FILES
    _at(scene, "Editor")
    assert front() == TERMINAL
    scene.wait(5).note(ev.WorkPresented(file="rms_norm.py", line=3), "candidate")
    assert front() == FILES
    _at(scene, "Editor", "Checks")
    assert front() == TERMINAL


def test_tabs_are_those_of_the_phase() -> None:
    """With the mirror's own before the candidate's."""
    assert tabs(Scene().session) == (TERMINAL, FILES, LOBBY)
    assert tabs(Scene().work().session) == (TERMINAL, FILES, *WorkScreen.PANES)


def test_the_file_to_open_is_the_one_that_tells_most() -> None:
    """What is pointed at; while following, what was saved last; else the one that is open; at first, the entry."""
    scene = _at(Scene().work(), "Work")
    nothing, session = Pointing(), scene.session
    assert file_to_open(session, Files(), nothing, follow=True) == ""
    assert file_to_open(session, replace(SAVED, path=""), nothing, follow=True) == "rms_norm.py"
    assert file_to_open(session, replace(SAVED, path="pytest.ini"), nothing, follow=True) == "rms_norm.py"
    assert file_to_open(session, replace(SAVED, path="pytest.ini"), nothing, follow=False) == "pytest.ini"
    quiet = Files(rows=(FileRow("a.py"), FileRow("rms_norm.py")))
    assert file_to_open(session, quiet, nothing, follow=False) == "rms_norm.py"
    scene.wait(5).note(ev.WorkPresented(file="notes/plan.md", line=1), "candidate")
    pointing = nothing.after(scene.journal)
    assert file_to_open(scene.session, SAVED, pointing, follow=True) == "notes/plan.md"


def test_a_row_is_carried_over_by_its_share_of_the_text() -> None:
    """The same row at the same width; further down where the text is narrower."""
    text = "\n".join(["word " * 30] * 20)
    assert row_here(17, text, 80, 80) == 17
    assert row_here(0, text, 80, 40) == 0
    assert 30 <= row_here(20, text, 80, 40) <= 50
    assert row_here(5, text, 0, 40) == 5


def test_the_width_of_a_pane_follows_the_candidates_columns() -> None:
    """One, two or three beside each other; prose never wider than it is drawn."""
    panes = WorkScreen.PANES
    assert pane_width(panes, 80) == 78
    assert pane_width(panes, 140) == 66
    assert pane_width(panes, 240) == 76
    assert pane_width(panes, 0) == 0
