"""The mirror as a person sees it."""

from dataclasses import replace

import pytest
from rich.segment import Segment
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import OptionList

from proctor.session import events as ev
from proctor.session.screen import Screen, ScreenRecord
from proctor.session.verdicts import EXPLANATIONS, Verdict
from proctor.tui.cockpit.view import Files, WatchView
from proctor.tui.materials import Materials
from proctor.tui.mirror.files_view import FilesView
from proctor.tui.mirror.mirror import Mirror
from proctor.tui.mirror.panes import CandidatePanes
from proctor.tui.mirror.term_tab import TermTab
from proctor.tui.mirror.term_view import TermView
from proctor.tui.themes import DARK, LIGHT, MONOCHROME
from tests.tui.looking import sees, segments, text, until
from tests.tui.mirror_stage import FILES, MirrorApp, picture, watched
from tests.tui.scenes import Scene, practice_terms
from tests.tui.test_themes import _contrast

_BAD = {"test_values": Verdict.FAIL, "test_half": Verdict.TIMEOUT}


def _working() -> Scene:
    scene = Scene(practice_terms(focus_s=600.0)).work().wait(300).saved("t1").checked(_BAD)
    return _editing(scene)


def _editing(scene: Scene) -> Scene:
    scene.note(ev.WindowShown(window="Editor"))
    return scene


def _reading(scene: Scene, focused: str, **more: object) -> Scene:
    scene.note(ev.WindowShown(window="Work"))
    scene.note(ev.ViewChanged(panes=(focused,), focused=focused, **{"columns": 80, "lines": 24, **more}))  # type: ignore[arg-type]
    return scene


def _pointing(scene: Scene, line: int = 12) -> Scene:
    scene.wait(1).note(ev.WorkPresented(file="rms_norm.py", line=line), "candidate")
    return scene


def _typed(view: WatchView, said: str, cursor: tuple[int, int]) -> WatchView:
    seen = view.picture
    row = f"\x1b[31m   4 {said}"
    record = ScreenRecord(
        t_s=seen.t_s + 1, window="Editor", columns=seen.columns, lines=seen.lines, rows={3: row}, cursor=cursor
    )
    return replace(view, picture=seen.after(record))


def _terminal_cells(pilot: Pilot[int]) -> list[list[Segment]]:
    region = pilot.app.query_one(TermView).region
    return segments(pilot)[region.y : region.bottom]


def _mirror(pilot: Pilot[int]) -> Mirror:
    return pilot.app.query_one(Mirror)


async def test_the_terminal_is_drawn_cell_for_cell_in_its_colours() -> None:
    """In a frame that names the size, where there is room for one."""
    row = "\x1b[1;38;2;10;200;30m漢字\x1b[0m \x1b[7mbar\x1b[27;48;5;196m x"
    record = ScreenRecord(t_s=1, window="Editor", columns=20, lines=2, rows={0: row}, cursor=(0, 1), whole=True)
    app = MirrorApp(watched(_working(), picture=Screen().after(record)))
    async with app.run_test(size=(60, 20)) as pilot:
        await sees(pilot, "20x2", "漢字 bar x")
        cells = [segment for row in segments(pilot) for segment in row]
        wide = next(segment for segment in cells if segment.text == "漢字")
        assert wide.style is not None
        assert wide.style.bold
        assert wide.style.color is not None
        assert wide.style.color.triplet == (10, 200, 30)
        red = next(segment.style for segment in cells if segment.text == " x")
        assert red is not None
        assert red.bgcolor is not None
        assert red.bgcolor.triplet == (255, 0, 0)
        reverse = [segment.text for segment in cells if segment.style is not None and segment.style.reverse]
        assert "bar" in reverse
        assert " " in reverse, "the cursor"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40), pytest.param((200, 60), marks=pytest.mark.slow)])
async def test_every_size_shows_the_cursor_and_fills_its_rows(size: tuple[int, int]) -> None:
    """Whatever the candidate's size is."""
    for columns, lines in ((120, 40), (60, 16), (300, 90)):
        shown = picture(columns, lines, text="HERE", cursor=(columns - 1, lines - 2))
        app = MirrorApp(watched(_working(), picture=shown))
        async with app.run_test(size=size) as pilot:
            await sees(pilot, f"{columns}x{lines}")
            assert {sum(segment.cell_length for segment in row) for row in segments(pilot)} == {size[0]}
            held = [row for row in segments(pilot) if any(s.style is not None and s.style.reverse for s in row)]
            assert held


async def test_a_key_paints_one_row() -> None:
    """A row that did not change is not drawn again, and nothing is arranged anew."""
    app = MirrorApp(watched(_working()))
    drawn: list[int] = []
    arranged: list[object] = []

    async with app.run_test(size=(140, 40)) as pilot:
        await sees(pilot, "120x40")
        view = pilot.app.query_one(TermView)
        before = view.render_line

        def counted(y: int) -> object:
            drawn.append(y)
            return before(y)

        view.render_line = counted  # type: ignore[method-assign, assignment]
        app.screen.screen_layout_refresh_signal.subscribe(app, arranged.append)
        app.give(_typed(app.given, "import os", (14, 3)))
        await sees(pilot, "4 import os")
        assert len(drawn) <= 2
        drawn.clear()
        app.give(_typed(app.given, "import os.path", (19, 3)))
        await sees(pilot, "4 import os.path")
        assert len(drawn) == 1
        assert arranged == []


async def test_a_larger_terminal_is_seen_in_part_and_can_be_moved() -> None:
    """It follows the cursor, the arrows move it, Home follows again; the mirror goes on following the candidate."""
    app = MirrorApp(watched(_working()))
    async with app.run_test(size=(60, 20)) as pilot:
        await sees(pilot, "120x40: columns 1-60, rows 1-18; follows the cursor")
        _mirror(pilot).take_focus()
        await pilot.press("pagedown", "right")
        await sees(pilot, "columns 2-61, rows 18-35; Home follows the cursor")
        app.give(_typed(app.given, "import os", (14, 3)))
        await pilot.pause()
        await sees(pilot, "columns 2-61, rows 18-35")
        await pilot.press("home")
        await sees(pilot, "columns 1-60, rows 4-21; follows the cursor", "4 import os")
        await pilot.resize_terminal(140, 44)
        await sees(pilot, "120x40 ─")
        assert app.heard == []


async def test_without_a_picture_it_says_why_and_where_to_look() -> None:
    """Not agreed, no tmux, not opened yet, gone."""
    off = Scene(practice_terms(screen="off")).work()
    for scene, words in (
        (off, "It was agreed that no picture"),
        (_working(), "Ada has not opened the editor's window yet."),
        (_reading(_working(), "Spec"), "Ada has not opened the editor's window yet."),
        (Scene().work(), "Ada works without tmux"),
    ):
        app = MirrorApp(watched(scene, picture=Screen(), follow=False))
        async with app.run_test(size=(80, 24)) as pilot:
            await sees(pilot, words, "Files has every save")


async def test_a_picture_that_was_agreed_off_is_not_shown_even_if_it_comes() -> None:
    """The agreement is the candidate's."""
    scene = _editing(Scene(practice_terms(screen="off")).work())
    async with MirrorApp(watched(scene)).run_test(size=(80, 24)) as pilot:
        await sees(pilot, "It was agreed that no picture")
        assert "RMSNorm with a learned gain" not in text(pilot)


async def test_the_mirror_goes_where_the_candidate_goes() -> None:
    """Editor, a pane with the check they look at, a place they point at, and back."""
    scene = _working()
    app = MirrorApp(watched(scene))
    async with app.run_test(size=(80, 24)) as pilot:
        await sees(pilot, "120x40")
        app.give(watched(_reading(scene, "Checks", check="test_half")))
        await sees(pilot, EXPLANATIONS[Verdict.TIMEOUT])
        app.give(watched(_reading(scene, "Spec")))
        await sees(pilot, "the result keeps its shape")
        app.give(watched(_pointing(scene)))
        await sees(pilot, "► 12", "the candidate points here", "self.eps = eps")
        app.give(watched(_editing(scene)))
        await sees(pilot, "120x40")
        assert app.heard == []


async def test_a_long_text_is_led_to_the_candidates_row() -> None:
    """Also when the text comes after the row, and in a narrower space."""
    spec = "\n\n".join(f"Paragraph {number} " + "word " * 30 for number in range(60))
    scene = _reading(_working(), "Spec", scroll={"Spec": 60})
    app = MirrorApp(watched(scene))
    async with app.run_test(size=(80, 24)) as pilot:
        await sees(pilot, "the result keeps its shape")
        shared = replace(app.given.shared, materials=Materials(spec=spec))
        app.give(replace(app.given, shared=shared), t_s=1.0)
        await until(pilot, lambda: _ticked(app) and "Paragraph 15" in text(pilot))
        assert "Paragraph 1 " not in text(pilot)
        assert app.heard == []


def _ticked(app: MirrorApp) -> bool:
    app.query_one(Mirror).t_s += 1.0
    return True


async def test_who_moves_by_hand_stays_there_and_is_told_where_the_candidate_is() -> None:
    """By tab, by scrolling, by another file; what comes meanwhile moves nothing, and following brings it back."""
    scene = _working()
    app = MirrorApp(watched(scene))
    async with app.run_test(size=(80, 24)) as pilot:
        await sees(pilot, "120x40")
        _mirror(pilot).take_focus()
        await pilot.press("right_square_bracket")
        await sees(pilot, "Ada: in the editor f follows", "rms_norm.py +3 -2 last save")
        assert [type(said) for said in app.heard] == [Mirror.Wandered]
        app.give(replace(watched(_reading(scene, "Checks")), follow=False))
        await sees(pilot, "Ada: in Checks f follows", "rms_norm.py +3 -2 last save")
        app.give(replace(app.given, follow=True))
        await sees(pilot, "5 of 7 hold For your save")
        assert "f follows" not in text(pilot)
        app.query_one("#check-list").focus()
        await pilot.press("down")
        await sees(pilot, "Ada: in Checks f follows")


async def test_a_parent_that_is_slow_to_turn_following_off_pulls_nobody_back() -> None:
    """Pictures come twenty times a second while the message is on its way."""
    app = MirrorApp(watched(_working()))
    async with app.run_test(size=(80, 24)) as pilot:
        await sees(pilot, "120x40")
        _mirror(pilot).choose("Checks")
        app.give(replace(watched(_working()), follow=True))
        assert _mirror(pilot).tab == "Checks"
        await until(pilot, lambda: not app.given.follow)
        assert _mirror(pilot).tab == "Checks"


async def test_a_click_on_a_tab_chooses_it() -> None:
    """The mouse is optional."""
    app = MirrorApp(watched(_working()))
    async with app.run_test(size=(80, 24)) as pilot:
        await sees(pilot, "Saves")
        await pilot.click(offset=(text(pilot).splitlines()[0].index("Saves") + 1, 0))
        await sees(pilot, "12:05:00 rms_norm.py +4 -1")


async def test_nothing_that_is_pressed_acts_on_the_candidates_checks() -> None:
    """Enter on a check reaches nobody."""
    heard: list[object] = []

    class Ears(MirrorApp):
        def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
            heard.append(event)

    app = Ears(watched(_reading(_working(), "Checks")))
    async with app.run_test(size=(80, 24)) as pilot:
        await sees(pilot, "5 of 7 hold For your save")
        _mirror(pilot).take_focus()
        await pilot.press("enter")
        await pilot.pause()
        assert heard == []


async def test_focus_time_darkens_everything_and_counts_down() -> None:
    """No tab, no file, no picture; the light comes back as it was."""
    scene = _working()
    app = MirrorApp(watched(scene))
    async with app.run_test(size=(80, 24)) as pilot:
        await sees(pilot, "120x40")
        lit = app.given
        scene.note(ev.FocusBegan(seconds=300.0), "candidate")
        app.give(watched(scene), t_s=scene.session.t_s + 9)
        await sees(pilot, "Focus time", "4:51", "Nobody watches until", "Ada sees the same countdown.")
        for word in ("RMSNorm", "Files", "Checks", "120x40"):
            assert word not in text(pilot)
        _mirror(pilot).t_s += 1.0
        await sees(pilot, "4:50")
        app.give(lit)
        await sees(pilot, "120x40", "RMSNorm with a learned gain")


async def test_files_show_what_the_last_save_changed() -> None:
    """Marks beside lines, the diff, other bases, other files."""
    app = MirrorApp(watched(_pointing(_reading(_working(), "Spec"), 0)))
    async with app.run_test(size=(140, 40)) as pilot:
        await sees(pilot, "~ rms_norm.py", "12 ~ self.eps = eps", "17 + return x", "1-17 of 17")
        _mirror(pilot).take_focus()
        await pilot.press("d")
        await sees(pilot, "Changes since the save before", "- self.epsilon = eps")
        await pilot.press("d", "b")
        await sees(pilot, "12 ~ self.eps = eps")
        await until(pilot, lambda: any(isinstance(said, Mirror.BaseChosen) for said in app.heard))
        app.query_one("#files-list").focus()
        await pilot.press("down")
        await until(pilot, lambda: app.chosen == ["notes/plan.md"])


async def test_the_file_that_tells_most_is_asked_for_once() -> None:
    """Not again with every picture; again with another save."""
    view = watched(_editing(Scene().work()), files=replace(FILES, path="", text="", diff=""))
    app = MirrorApp(view)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.chosen == ["rms_norm.py"])
        app.give(replace(view, files=replace(view.files, rows=view.files.rows)))
        await pilot.pause()
        assert app.chosen == ["rms_norm.py"]
        app.give(replace(view, files=replace(view.files, commit="c" * 40)))
        await until(pilot, lambda: app.chosen == ["rms_norm.py"] * 2)


async def test_a_huge_file_scrolls_and_ends_with_a_word() -> None:
    """What is beyond the bound is not shown, and that is said."""
    huge = "\n".join(f"value_{number} = {number}" for number in range(30_000))
    view = watched(_pointing(_reading(_working(), "Spec"), 0), files=replace(FILES, text=huge, diff=""))
    app = MirrorApp(view)
    async with app.run_test(size=(80, 24)) as pilot:
        await sees(pilot, "value_3 = 3")
        _mirror(pilot).take_focus()
        await pilot.press("end")
        await sees(pilot, "cut here: the first 300 kB of")


async def test_files_say_why_there_are_none() -> None:
    """Before the first save, and when the host says so."""
    scene = Scene().work()
    for files, words in (
        (Files(), "No file has been saved yet."),
        (Files(why_not="not during focus time"), "not during"),
    ):
        async with MirrorApp(watched(scene, files=files)).run_test(size=(80, 24)) as pilot:
            await sees(pilot, words)


async def test_foreign_text_is_only_text() -> None:
    """Markup and escapes in names, files and rows."""
    rows = (replace(FILES.rows[1], path="[red]x[/].py"),)
    files = replace(FILES, rows=rows, path="[red]x[/].py", text="a = '\x1b[31m[bold]'\n", diff="")
    view = watched(_pointing(_reading(_working(), "Spec"), 0), files=files)
    async with MirrorApp(view).run_test(size=(80, 24)) as pilot:
        await sees(pilot, "~ [red]x[/].py", "a = '[bold]'")


@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
async def test_every_word_of_the_mirror_reaches_seven_to_one(theme: str) -> None:
    """The candidate's terminal has the candidate's colours; everything else has the theme's."""
    focus = _working()
    focus.note(ev.FocusBegan(seconds=300.0), "candidate")
    for view in (
        watched(_pointing(_reading(_working(), "Spec"))),
        watched(_working(), picture=Screen(), follow=False),
        watched(focus),
    ):
        async with MirrorApp(view, theme).run_test(size=(140, 40)) as pilot:
            await pilot.pause()
            words = [s for row in segments(pilot) for s in row if any(char.isalnum() for char in s.text)]
            assert words
            assert [(s.text, round(_contrast(s), 1)) for s in words if _contrast(s) < 7.0] == []


async def test_no_color_means_no_colour_of_the_terminal_either() -> None:
    """Bold, underline and reverse remain."""
    async with MirrorApp(watched(_working()), MONOCHROME.name).run_test(size=(140, 44)) as pilot:
        await sees(pilot, "120x40", "rms_norm.py [+]")
        styles = [segment.style for row in segments(pilot) for segment in row if segment.style is not None]
        assert {
            c.name for style in styles for c in (style.color, style.bgcolor) if c is not None and not c.is_default
        } == set()
        assert any(style.reverse for style in styles)


async def test_another_theme_paints_the_terminal_anew() -> None:
    """Nothing of the old ground stays."""
    app = MirrorApp(watched(_working()))
    async with app.run_test(size=(80, 24)) as pilot:
        await sees(pilot, "120x40")
        app.theme = LIGHT.name
        await pilot.pause()
        styles = [segment.style for row in _terminal_cells(pilot) for segment in row if segment.style is not None]
        grounds = {style.bgcolor.name for style in styles if style.bgcolor is not None and not style.reverse}
        assert grounds == {"#fcfcfc"}


async def test_a_plain_locale_gets_plain_characters() -> None:
    """Frames, marks, the candidate's boxes and wide characters."""
    odd = picture(60, 14, text="漢┌─█")
    for view in (
        watched(_working(), picture=odd, ascii_only=True),
        watched(_pointing(_reading(_working(), "Spec")), ascii_only=True),
        watched(_reading(_working(), "Checks"), ascii_only=True, follow=False),
    ):
        async with MirrorApp(view).run_test(size=(80, 24)) as pilot:
            await sees(pilot, "Terminal")
            await pilot.pause()
            assert [line for line in text(pilot).splitlines() if not line.isascii()] == []


@pytest.mark.parametrize("part", [TermTab, FilesView, CandidatePanes], ids=["terminal", "files", "panes"])
async def test_what_comes_while_the_screen_is_being_left_harms_nothing(part: type[Widget]) -> None:
    """Its widgets go one by one, the innermost first."""
    scene = _working()
    app = MirrorApp(watched(scene))
    async with app.run_test(size=(80, 24)) as pilot:
        await sees(pilot, "RMSNorm")
        await app.query_one(part).remove_children()
        scene.saved("t2").checked({})
        app.give(_typed(watched(scene, files=replace(FILES, path="other.py")), "x", (1, 1)), t_s=9.0)
        await pilot.pause()
        assert _mirror(pilot).view is app.given
