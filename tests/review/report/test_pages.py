"""The pages: everything is in them, nothing steers a reader, and what is withheld or hidden is in none of them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.record.reel import Reel
from proctor.review.blind import NO_VEIL, Veil
from proctor.review.exports.ctrf import ctrf_json
from proctor.review.exports.junit import junit_xml
from proctor.review.exports.progsnap2 import progsnap2
from proctor.review.film import Film
from proctor.review.report.diff_lines import diff_lines
from proctor.review.report.html import html_page
from proctor.review.report.markdown import markdown_page
from proctor.review.report.markdown_text import code, escaped, fenced, quoted
from proctor.review.report.model import Report
from proctor.review.report.rewriting import veiled
from proctor.review.report.svg import Scale, element, words
from tests.review.filmed import Filmed
from tests.review.report.reported import (
    HOSTILE,
    hostile,
    parsed,
    report,
    revised,
    with_cards,
    without_feedback,
)

Write = Callable[[Report], str]


def json_text(made: Report) -> str:
    return msgspec.json.encode(made).decode()


FORMATS: dict[str, Write] = {
    "html": html_page,
    "markdown": markdown_page,
    "json": json_text,
    "junit": junit_xml,
    "ctrf": ctrf_json,
}
every_format = pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report(revised(tmp_path_factory.mktemp("page") / "record.git"))


@pytest.fixture(scope="module")
def tricky(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report(hostile(tmp_path_factory.mktemp("tricky") / "record.git"))


def test_the_page_needs_nothing_from_anywhere(made: Report) -> None:
    page = parsed(html_page(made))
    assert not {"script", "img", "iframe", "object", "link", "form", "base"} & set(page.tags)
    assert all(link.startswith("#") for link in page.values("href", "src", "action"))
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "style"]
    policy = next(value for value in page.values("content") if "default-src" in value)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    style = re.search(r"<style>(.*?)</style>", html_page(made), re.DOTALL)
    assert style
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_the_page_is_in_order_and_its_jumps_lead_somewhere(made: Report) -> None:
    text = html_page(made)
    page = parsed(text)
    assert page.headings[:2] == [1, 2]
    assert page.headings.count(1) == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(after - before <= 2 for before, after in steps)  # a diff's file stands below its section
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.values("href")} <= set(ids)
    assert text.count("<table") == text.count("<caption") + 1  # the fairness log's own heading names it


def test_every_drawing_has_a_title_and_a_description(made: Report) -> None:
    drawings = re.findall(r"<svg.*?</svg>", html_page(made), re.DOTALL)
    assert len(drawings) == 1 + len(made.checks) + len(made.revision.metrics)
    for drawing in drawings:
        root = ET.fromstring(drawing)  # noqa: S314 our own
        named = (root.get("aria-labelledby") or "").split()
        inside = {child.get("id"): child.text for child in root}
        assert root.get("role") == "img"
        assert all(inside[name] for name in named)


def test_the_page_has_feedback_change_checks_and_private_notes(made: Report) -> None:
    text = " ".join(parsed(html_page(made)).text.split())
    for wanted in (
        *("Clear.", "Test more.", "I built a layer.", "Norm.forward", "+def scaled(x):", "holds in secret"),
        *("nods", "peak_bytes", "400 B", "0.25", "notes.bin", "saw it", "no longer holds"),
    ):
        assert wanted in text, wanted
        if wanted != "no longer holds":
            assert wanted.replace("_", "\\_") in markdown_page(made) or wanted in markdown_page(made), wanted


@every_format
def test_a_session_without_feedback_or_revision_has_a_page(tmp_path: Path, write: Write) -> None:
    assert write(report(without_feedback(tmp_path / "record.git")))


@every_format
def test_a_session_that_never_began_has_a_page(tmp_path: Path, write: Write) -> None:
    with Filmed(tmp_path / "record.git") as film:
        film.act("end", "interviewer")
        assert write(report(film.recording()))


def test_what_somebody_wrote_stays_text_in_the_page(tricky: Report) -> None:
    text = html_page(tricky)
    page = parsed(text)
    assert not {"script", "img", "b", "i", "u"} & set(page.tags)
    assert "alert(1)" in page.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e]", text)
    assert page.text.count("<b>Ada</b> | Lovelace") >= 2


def test_what_somebody_wrote_stays_text_in_markdown(tricky: Report) -> None:
    text = markdown_page(tricky)
    outside, inside = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = not inside
        elif not inside:
            outside.append(line)
    assert not inside
    assert not [line for line in outside if re.search(r"(?<!\\)<\w", re.sub(r"`+.*?`+", "", line))]
    assert not [line for line in outside if re.match(r"(> )?# head", line)]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e]", text)
    for table in _tables(outside):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table}
        assert len(widths) == 1, table


def _tables(lines: list[str]) -> Iterator[list[str]]:
    found: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            found.append(line)
        elif found:
            yield found
            found = []


def test_what_somebody_wrote_stays_text_in_xml(tricky: Report) -> None:
    root = ET.fromstring(junit_xml(tricky))  # noqa: S314 our own
    said = next(case for case in root.iter("testcase") if case.get("name") == "shape")
    failure = said.find("failure")
    assert failure is not None
    assert "<img src=x onerror=alert(1)>" in (failure.get("message") or "")
    assert "\x1b" not in junit_xml(tricky)


@every_format
def test_a_withheld_card_is_in_no_format(tmp_path: Path, write: Write) -> None:
    recorded = with_cards(revised(tmp_path / "record.git"), tmp_path / "cards", "Alan", "Katherine")
    text = write(report(recorded, "Barbara"))
    assert "Alan" not in text
    assert "praise" not in text
    assert "doubt" not in text


@pytest.mark.parametrize("write", [html_page, markdown_page])
def test_withheld_cards_are_counted_and_one_s_own_opens_all(tmp_path: Path, write: Write) -> None:
    recorded = with_cards(revised(tmp_path / "record.git"), tmp_path / "cards", "Alan", "Grace")
    assert "2 cards" in write(report(recorded, "Barbara")).replace("2 cards are", "2 cards")
    opened = write(report(recorded, "Grace"))
    assert "praise by Alan" in opened
    assert "withheld until" not in opened


@every_format
def test_a_blind_report_has_no_name(tmp_path: Path, write: Write) -> None:
    with Filmed(tmp_path / "record.git", candidate="Ada Lovelace", session="0301-ada-x1") as film:
        film.act("begin", "candidate").save({"ada.py": b"# by Ada Lovelace\nx = 1\n"}).tag("start")
        film.act("ask", "candidate", text="Ada here: may I?").act("submit", "candidate").tag("submitted")
        film.act("feedback", "interviewer", strength="Well done, Lovelace.", improvement="Ada, test more.")
        film.act("revise", "candidate").save({"ada.py": b"# by Ada Lovelace\nx = 2\n"})
        film.act("finish", "candidate").tag("final")
        recorded = film.recording()
    plain = report(recorded)
    hidden = write(veiled(plain, Veil("Ada Lovelace", "the candidate")))
    assert "Lovelace" in json_text(plain)
    assert not re.search("ada|lovelace", hidden, re.IGNORECASE), re.search("(?i).{30}(ada|lovelace).{30}", hidden)
    assert "the candidate" in hidden


def test_a_blind_data_set_has_no_name(tmp_path: Path) -> None:
    with Filmed(tmp_path / "record.git", candidate="Ada Lovelace", session="0301-ada-x1") as film:
        film.act("begin", "candidate").save({"ada.py": b"# by Ada Lovelace\nx = 1\n", "b": b"\xff\x00"}).tag("start")
        film.act("submit", "candidate").tag("submitted").act("respond", "candidate", text="I, Ada, did it.")
        film.act("finish", "interviewer")
        recorded = film.recording()
    with Reel(recorded.record) as reel:
        open_parts = list(progsnap2(Film(recorded), reel, NO_VEIL))
        parts = list(progsnap2(Film(recorded), reel, Veil("Ada Lovelace", "the candidate")))
    assert any(b"Lovelace" in (part.content or b"") for part in open_parts)
    for part in parts:
        assert not re.search(r"\bada\b|lovelace", str(part.path), re.IGNORECASE)
        assert not re.search(rb"\bada\b|lovelace", part.content or b"", re.IGNORECASE), part.path


def test_a_diff_that_looks_like_one_stays_lines() -> None:
    patch = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@ def f():\n same\n--- a/y\n++++ b/y\n+@@ -1 +1 @@\n"
    assert [line.kind for line in diff_lines(patch)] == [
        *("file", "about", "about", "head", "same", "deleted", "added", "added"),
    ]  # fmt: skip


@given(st.text())
def test_escaped_words_have_no_live_mark(text: str) -> None:
    line = escaped(text)
    assert "\n" not in line
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>|~]", line)


@given(st.text(alphabet="`~a \n", max_size=40))
def test_a_fence_is_closed_by_its_own_end_only(text: str) -> None:
    lines = list(fenced(text))
    fence = lines[0]
    assert lines[-2] == fence
    assert not [line for line in lines[1:-2] if line.strip().startswith(fence)]


@given(st.text(max_size=60))
def test_markup_holds_words_as_words(text: str) -> None:
    made = element("text", words(text), x=1)
    assert ET.fromstring(made.translate({0xFFFE: None, 0xFFFF: None})).tag == "text"  # noqa: S314 our own


@given(st.floats(min_value=1.0, max_value=1e5), st.floats(min_value=-1e5, max_value=1e6))
def test_a_scale_keeps_every_moment_inside(length_s: float, t_s: float) -> None:
    scale = Scale(0.0, length_s, 100.0, 900.0)
    assert 100.0 <= scale.at(t_s) <= 900.0
    ticks = list(scale.ticks())
    assert 1 <= len(ticks) <= 11
    assert all(0 <= tick <= length_s for tick in ticks)


def test_words_in_code_letters_and_quotations() -> None:
    assert code("a`b") == "``a`b``"
    assert code("`a`") == "`` `a` ``"
    assert list(quoted("# no\n1. no\nhttp://x")) == ["> \\# no", "> 1\\. no", "> http:\\//x", ""]
    assert HOSTILE.count("|") == 1
