"""Reports of recordings with a real repository, and what a page holds when it is parsed."""

import dataclasses
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

from proctor.record.reel import Reel
from proctor.review.cards.card import Card, Citation, Rating, line_of
from proctor.review.cards.raters import slug_of
from proctor.review.film import Film
from proctor.review.recording import Recording
from proctor.review.report.facts import report_of
from proctor.review.report.model import Report
from proctor.session import events as ev
from proctor.session.verdicts import Verdict
from tests.review.conftest import MATERIAL
from tests.review.filmed import STARTER, SUBMITTED, Filmed, at, with_revision

PACKAGE = SimpleNamespace(private_material=lambda _level: MATERIAL)
HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> \x1b[31mred\x1b[0m \x07 a|b `c` *d* [e](http://f)\n"
    "# head\u202e turned"
)


def revised(path: Path) -> Recording:
    """The session of `with_revision`, with its exercise at hand."""
    with with_revision(path, PACKAGE) as film:
        return film.recording()


def report(recorded: Recording, reader: str | None = "Grace") -> Report:
    with Reel(recorded.record) as reel:
        return report_of(Film(recorded), reel, reader)


def without_feedback(path: Path) -> Recording:
    """Handed in, then ended by the interviewer: no feedback, no revision."""
    with Filmed(path) as film:
        film.act("begin", "candidate").save({"layer.py": STARTER}, trigger="start").tag("start")
        film.wait(300).save({"layer.py": SUBMITTED}).judged(shape=Verdict.PASS)
        film.wait(60).act("submit", "candidate").tag("submitted").tag("final")
        film.wait(60).act("finish", "interviewer", who="Grace")
        return film.recording()


def hostile(path: Path) -> Recording:
    """Every text that somebody can write holds markup, control characters and a turn of direction."""
    with Filmed(path, PACKAGE, candidate="<b>Ada</b> | Lovelace") as film:
        film.act("begin", "candidate").save({"layer.py": STARTER}, trigger="start").tag("start")
        film.wait(60).act("ask", "candidate", text=HOSTILE).act("answer", "interviewer", who="<i>G</i>", text=HOSTILE)
        film.act("pause", "interviewer", who="<i>G</i>", reason="other", note=HOSTILE)
        film.wait(5).act("resume", "interviewer", who="<i>G</i>")
        film.secret(ev.NoteAdded(text=HOSTILE, at=at(60.0), tag="<u>"))
        film.wait(60).save({"layer.py": HOSTILE.encode(), "a<b>|`.py": b"x = 1\n"})
        film.note(
            ev.CheckEnded(
                run="r", commit=_newest(film), tree=_tree(film), check="shape", verdict=Verdict.FAIL,
                message=HOSTILE, output=HOSTILE,
            )
        )  # fmt: skip
        film.act("submit", "candidate").tag("submitted").act("respond", "candidate", text=HOSTILE)
        film.act("feedback", "interviewer", who="<i>G</i>", strength=HOSTILE, improvement=HOSTILE)
        film.act("respond", "candidate", text=HOSTILE).act("revise", "candidate")
        film.wait(60).save({"layer.py": b"</pre><script>x</script>\n", "a<b>|`.py": b"x = 2\n"})
        film.act("finish", "candidate").tag("final")
        return film.recording()


def _newest(film: Filmed) -> str:
    assert film.last is not None
    return film.last.commit


def _tree(film: Filmed) -> str:
    assert film.last is not None
    return film.last.tree


def with_cards(recorded: Recording, folder: Path, *raters: str) -> Recording:
    """The recording with a submitted card of each."""
    folder.mkdir()
    for who in raters:
        card = Card(
            version=1,
            at_utc="2026-03-01T14:00:00Z",
            who=who,
            session=recorded.session.terms.session,
            level="mid",
            ratings={"Robust": Rating(score=3, note=f"{who} saw it", cites=(Citation(kind="check", words="shape"),))},
            strengths=f"praise by {who}",
            concerns=f"doubt of {who}",
            overall="good",
        )
        (folder / f"{slug_of(who)}.jsonl").write_bytes(line_of(card) + b"\n")
    return dataclasses.replace(recorded, cards=folder)


@dataclass
class Page(HTMLParser):
    """What a page consists of."""

    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    text: str = ""
    headings: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, *names: str) -> list[str]:
        return [value for _, name, value in self.attributes if name in names]


def parsed(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    return page
