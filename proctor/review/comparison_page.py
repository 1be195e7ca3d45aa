"""A comparison as one HTML page that needs nothing else: no script, no network, no font of its own."""

import base64
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from proctor import __version__
from proctor.review.comparing import Comparison
from proctor.review.comparison_rows import NO_RANKING, Row, Section, alpha_words, sections
from proctor.session.plain_text import shown_line

_FOLDER: Final = files("proctor.review.report").joinpath("page")


def comparison_page(found: Comparison) -> str:
    """The whole page. Whatever the records hold stands in it as text."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 only a page needs it

    style = _FOLDER.joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = made.from_string(_FOLDER.joinpath("comparison.html.j2").read_text(encoding="utf-8"))
    return template.render(style=style, style_digest=f"sha256-{digest}", **_in(found))


def _in(found: Comparison) -> dict[str, Any]:
    """Everything that the template names, without anything that is no text."""
    judged = any(side.cards.criteria for side in found.sides)
    return {
        "title": shown_line(found.title),
        "exercise": shown_line(found.exercise),
        "no_ranking": NO_RANKING,
        "differences": [shown_line(words) for words in found.differences],
        "labels": [side.label for side in found.sides],
        "names": [
            {name: shown_line(getattr(side, name)) for name in ("label", "candidate", "session", "day")}
            for side in (found.sides if found.named else ())
        ],
        "sections": [_plain(section) for section in sections(found, found.sides)],
        "agreement": alpha_words(found.alpha) if judged else "",
        "made_by": __version__,
    }


def _plain(section: Section) -> Section:
    rows = tuple(Row(shown_line(name), tuple(map(shown_line, cells))) for name, cells in section.rows)
    return section._replace(rows=rows)
