"""What a candidate wrote, printed for whoever scores it."""

import msgspec

from proctor.cli.output import print_json
from proctor.errors import ExitCode, UsageError
from proctor.record.reel import Reel
from proctor.review.cards.answers import written
from proctor.review.cards.bench import Bench
from proctor.session.plain_text import shown, shown_line


class CodeReport(msgspec.Struct, frozen=True, kw_only=True):
    """Texts by path at a tagged snapshot."""

    session: str
    snapshot: str
    files: dict[str, str]


def print_code(at: Bench, tag: str, *, as_json: bool) -> int:
    """The files that differ from what the candidate was given."""
    with Reel(at.film.recording.record) as reel:
        files = written(at.film, reel, tag, at.veil)
    if not files:
        raise UsageError(f"nothing was written by {tag}", hint="see: proctor history")
    if as_json:
        print_json(CodeReport(session=at.called, snapshot=tag, files=files))
        return ExitCode.DONE
    for path, text in files.items():
        print(f"=== {shown_line(path)} ({tag}) ===")
        print(shown(text).rstrip("\n"))
    return ExitCode.DONE
