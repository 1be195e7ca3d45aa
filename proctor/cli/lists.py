"""The verbs of interviewers that list what there is when nothing is given to them: `proctor note`, `issue`, `reveal`.

It comes over the host's socket, so that it reads the same from another machine.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import msgspec

from proctor.cli import kept_words as words
from proctor.cli.door import Door
from proctor.cli.kept import Kept, draft_of, hidden_of, issues_of, notes_of, observed_of
from proctor.cli.output import print_json, print_lines
from proctor.errors import ExitCode, HostUnreachable
from proctor.session.fold import replay
from proctor.session.material import PrivateMaterial
from proctor.session.observations import observed


class _List(NamedTuple):
    """A list: its name for scripts, how it is made and said, and whether it needs the exercise's private part."""

    name: str
    make: Callable[[Kept], Any]
    lines: Callable[[Any], Iterator[str]]
    from_package: bool = False


_LISTS: Final[dict[str, _List]] = {
    "note": _List("notes", notes_of, words.note_lines),
    "issue": _List("issues", issues_of, words.issue_lines, from_package=True),
    "observe": _List("observations", observed_of, words.observed_lines),
    "reveal": _List("hidden_checks", hidden_of, words.hidden_lines, from_package=True),
    "draft": _List("draft", draft_of, words.draft_lines),
}
LISTING: Final = frozenset(_LISTS)
"""Verbs that list what there is when they are given nothing."""


def print_list(verb: str, door: Door, *, as_json: bool) -> int:
    """Print what there is for this verb, and return the exit code."""
    asked = _LISTS[verb]
    made = asked.make(kept_behind(door, from_package=asked.from_package))
    if as_json:
        print_json({"session": door.session, asked.name: made})
    else:
        print_lines(asked.lines(made))
    return ExitCode.DONE


def completed(verb: str, args: dict[str, Any], door: Door) -> dict[str, Any]:
    """The arguments of an act; half a draft keeps the other half of the one before."""
    if verb != "draft":
        return args
    before = msgspec.structs.asdict(kept_behind(door).seen.draft_for(door.who))
    return {**before, **args}


def kept_behind(door: Door, *, from_package: bool = False) -> Kept:
    """What the host tells of both journals, and of the exercise's private part where it is asked for."""
    told = door.journals("private" if from_package else "ping")
    try:
        material = msgspec.convert(told.answer if from_package else {}, PrivateMaterial, strict=False)
    except msgspec.ValidationError as error:
        raise HostUnreachable(
            f"the host tells of the exercise in an unknown way: {error}", hint="is it of another version?"
        ) from error
    return Kept(replay(told.public), observed(told.private), material)
