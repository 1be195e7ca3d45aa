"""A specification drawn as Markdown. Heavy to import: a third of a second, so only when a text is there to be drawn."""

from textual.content import Content
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock, MarkdownFence


class _Fence(MarkdownFence):
    """Code in the language that its author names.

    Where none is named Textual asks every lexer there is to guess; loading them all takes longer than everything else.
    """

    @classmethod
    def highlight(cls, code: str, language: str, ansi: bool = False, dark: bool = False) -> Content:
        """The code in colours; a text without a language stays plain."""
        return super().highlight(code, language or "text", ansi, dark)


class SpecText(Markdown):
    """Follows no links. With `ascii_only`, bullets are hyphens."""

    def __init__(self, text: str, *, ascii_only: bool = False) -> None:
        super().__init__(text, open_links=False)
        if ascii_only:
            self.BULLETS = ["- "] * len(Markdown.BULLETS)

    def get_block_class(self, block_name: str) -> type[MarkdownBlock]:
        """Textual's own, but for code."""
        return _Fence if block_name in {"fence", "code_block"} else super().get_block_class(block_name)
