"""The envelope that every journaled event travels in, version 1.

Written, read and chained by the durable side; here it is only a value. Field order is the order on disk.
"""

from typing import Final

import msgspec

ENVELOPE_VERSION: Final = 1
CHAIN_START: Final = "0" * 64
"""`prev` of a journal's first line."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event as it stands in a journal.

    `seq` counts from 1 within its journal; `at_utc` is RFC 3339 text in UTC, `boot_ns` the boot clock; `by` says in
    which role somebody acted and `who`, where known, which person; `data` is the event's own JSON, kept verbatim so
    that unknown kinds survive; `prev` is the SHA-256 of the line before, without its newline. `after` stands only in
    the private journal: the last public `seq` at that moment.
    """

    v: int
    seq: int
    at_utc: str
    boot_ns: int
    by: str
    kind: str
    data: msgspec.Raw
    prev: str
    after: int | None = None
    who: str = ""
