"""The picture of a terminal, and the records it is made from: rows that changed, each one complete in itself.

The same records are told to viewers and kept for replay, so both are the fold of a prefix of them.
"""

from typing import Self

import msgspec

MAX_COLUMNS = 1000
MAX_LINES = 500


class ScreenRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A change of the picture at `t_s` on the session's timeline.

    `rows` has the text of changed rows by number from 0, with SGR escapes and nothing else; a row begins with plain
    colours and needs no other row. `whole`: it is all there is, rows left out are empty. `cursor` is column and row
    from 0, None while it is hidden. `window` says which window of the terminal it is.
    """

    t_s: float
    window: str
    columns: int
    lines: int
    rows: dict[int, str] = msgspec.field(default_factory=dict)
    cursor: tuple[int, int] | None = None
    whole: bool = False


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """The picture at one moment; `rows` has one text for each line."""

    t_s: float = 0.0
    window: str = ""
    columns: int = 0
    lines: int = 0
    rows: tuple[str, ...] = ()
    cursor: tuple[int, int] | None = None

    def after(self, record: ScreenRecord) -> Self:
        """The picture once a record is drawn; one that is not whole is for the size that is there."""
        lines = max(0, min(record.lines, MAX_LINES))
        rows = [""] * lines if record.whole or lines != len(self.rows) else list(self.rows)
        for number, text in record.rows.items():
            if 0 <= number < lines:
                rows[number] = text
        return type(self)(
            t_s=record.t_s,
            window=record.window,
            columns=max(0, min(record.columns, MAX_COLUMNS)),
            lines=lines,
            rows=tuple(rows),
            cursor=record.cursor,
        )

    def whole(self) -> ScreenRecord:
        """The picture as one record, for whoever comes late."""
        return ScreenRecord(
            t_s=self.t_s,
            window=self.window,
            columns=self.columns,
            lines=self.lines,
            rows={number: text for number, text in enumerate(self.rows) if text},
            cursor=self.cursor,
            whole=True,
        )
