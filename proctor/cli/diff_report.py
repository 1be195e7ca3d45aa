"""From where to where a diff goes, and how it reads to a script."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from proctor.cli.render import count_text, short_commit
from proctor.errors import UsageError
from proctor.record.diff import DiffFacts, FileChange
from proctor.record.history import History

if TYPE_CHECKING:
    from proctor.review.before_after import BeforeAfter

FROM: Final = "submitted"
TO: Final = "final"
NEWEST: Final = "newest"


class End(msgspec.Struct, frozen=True):
    """One side of a diff: the word that named it, and the commit it means."""

    name: str
    commit: str


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where."""

    start: End
    end: End

    @property
    def commits(self) -> tuple[str, str]:
        """Both commits."""
        return self.start.commit, self.end.commit


class DiffReport(msgspec.Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A diff as a script reads it; lines are null in a binary file, `patch` is null with `--stat`.

    `before_after` is the whole view of the revision, with `--feedback`; its own patch is empty, as it stands here.
    """

    session: str
    start: End
    end: End
    files: tuple[FileChange, ...]
    added: int
    deleted: int
    patch: str | None
    before_after: "BeforeAfter | None" = None


def span_of(history: History, start: str, end: str) -> Span:
    """The two snapshots that the words mean; empty words mean `submitted`, and `final` or else the newest one."""
    tags = history.tags()
    if not start and FROM not in tags:
        raise UsageError(
            "nothing was submitted yet, so there is no revision to show", hint="compare with: --from start"
        )
    return Span(_end(history, start or FROM), _end(history, end or (TO if TO in tags else NEWEST)))


def diff_report(
    session: str, span: Span, numbers: DiffFacts, text: str | None, told: "BeforeAfter | None" = None
) -> DiffReport:
    """The report on one diff."""
    return DiffReport(
        session=session,
        start=span.start,
        end=span.end,
        files=numbers.files,
        added=numbers.added,
        deleted=numbers.deleted,
        patch=text,
        before_after=told if told is None else msgspec.structs.replace(told, patch=""),
    )


def summary(span: Span, numbers: DiffFacts) -> Iterator[str]:
    """What it comes to, in one sentence."""
    ends = " to ".join(f"{end.name} ({short_commit(end.commit)})" for end in (span.start, span.end))
    if numbers.files:
        files = count_text(len(numbers.files), "file")
        yield f"From {ends}: {files} changed, {count_text(numbers.added, 'line')} added, {numbers.deleted} deleted."
    else:
        yield f"From {ends}: nothing changed."


def _end(history: History, words: str) -> End:
    if words != NEWEST:
        return End(words, history.find(words).commit)
    saved = history.snapshots()
    if not saved:
        raise UsageError("nothing was saved in this session yet", hint="see: proctor status")
    return End(words, saved[-1].commit)
