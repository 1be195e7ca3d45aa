"""What a candidate wrote, for reading: the files that differ from what they were given, at a tagged snapshot."""

from proctor.record.reel import Reel
from proctor.review.blind import Veil
from proctor.review.film import Film

_GIVEN = ("checks/",)
_LONGEST_BYTES = 400_000


def written(film: Film, reel: Reel, tag: str, veil: Veil) -> dict[str, str]:
    """Text by path, the entry file first; unchanged files, checks and what is no text are left out.

    Names are hidden as `veil` says, in paths as well. Empty where there is no such snapshot.
    """
    frame, start = film.tagged(tag), film.tagged("start")
    if frame is None:
        return {}
    before = reel.files(start.tree) if start is not None else {}
    files = reel.files(frame.tree)
    changed = [path for path, entry in files.items() if before.get(path) != entry and not path.startswith(_GIVEN)]
    entry = film.terms.entry
    ours = sorted({*changed, *({entry} & files.keys())}, key=lambda path: (path != entry, path))
    found: dict[str, str] = {}
    for path in ours:
        content = reel.content(files[path].blob)
        if len(content) <= _LONGEST_BYTES and b"\0" not in content:
            found[veil.text(path)] = veil.code(content.decode(errors="replace"))
    return found
