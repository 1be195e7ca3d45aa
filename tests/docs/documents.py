"""The documents as a test reads them: tables, code blocks, names in backticks, links."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Document:
    """One Markdown file of the checkout."""

    path: Path

    @classmethod
    def named(cls, name: str) -> "Document":
        return cls(CHECKOUT / name)

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def section(self, title: str) -> str:
        """What stands under a heading, sections below it included."""
        found = re.search(rf"^(#+) {re.escape(title)}$", self.text, re.MULTILINE)
        assert found, f"{self.path.name} has no section {title!r}"
        rest = self.text[found.end() :]
        end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
        return rest[: end.start()] if end else rest

    def rows(self, title: str) -> list[list[str]]:
        """The cells of all tables in a section, without their heads."""
        lines = [line for line in self.section(title).splitlines() if line.startswith("|")]
        marks = [index for index, line in enumerate(lines) if set(line) <= set("|- ")]
        heads = {index - 1 for index in marks} | set(marks)
        return [
            [cell.strip() for cell in line.strip().strip("|").split("|")]
            for index, line in enumerate(lines)
            if index not in heads
        ]

    def blocks(self) -> list[str]:
        """What stands between code fences."""
        return re.findall(r"^```\w*\n(.*?)^```", self.text, re.MULTILINE | re.DOTALL)

    def spoken(self) -> list[str]:
        """What stands in backticks outside code blocks."""
        without_blocks = re.sub(r"^```.*?^```", "", self.text, flags=re.MULTILINE | re.DOTALL)
        return re.findall(r"`([^`\n]+)`", without_blocks)

    def links(self) -> list[str]:
        """Where links and pictures lead, inside the checkout."""
        return [link for link in re.findall(r"\]\(([^)#]+)\)", self.text) if "://" not in link]


def words(cell: str) -> list[str]:
    """The names in backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def commands(document: Document) -> list[list[str]]:
    """Every call or bare name of a command of proctor, as words; the remark behind two spaces is left out."""
    lines = [re.split(r"\s{2,}", line.strip())[0] for block in document.blocks() for line in block.splitlines()]
    calls = [line for line in (*lines, *document.spoken()) if re.match(r"(\.venv/bin/)?proctor [a-z]", line)]
    return [shlex.split(line)[1:] for line in calls]
