"""`proctor spec`: what the candidate is asked to do, as the session's host gives it out."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Final

import msgspec

from proctor.cli.choice import chosen_session
from proctor.cli.output import print_json, print_lines
from proctor.cli.parsing import Handler, add_session, session_words
from proctor.cli.render import wrapped
from proctor.errors import ExitCode, HostUnreachable
from proctor.link.launch import ensure_host
from proctor.link.plain import PlainLink
from proctor.session.plain_text import shown

_ANSWER_S: Final = 20.0


class Materials(msgspec.Struct, frozen=True, kw_only=True):
    """What the candidate reads; `spec` (Markdown) is empty until the clock has started."""

    spec: str
    entry: str
    criteria: tuple[tuple[str, str], ...] = ()
    constraints: tuple[str, ...] = ()
    assumes: tuple[tuple[str, str], ...] = ()
    glossary: dict[str, str] = {}


def material_lines(materials: Materials) -> Iterator[str]:
    """The task as plain text; the specification stands as its author wrote it."""
    if materials.spec:
        yield from shown(materials.spec).splitlines()
    else:
        yield "The specification is given out when the clock starts (proctor begin)."
    yield ""
    yield f"File to work in: {materials.entry}"
    for name, text in materials.criteria:
        yield from wrapped(f"{name}: {text}", first="Judged: ", rest="  ")
    for constraint in materials.constraints:
        yield from wrapped(constraint, first="Rule: ", rest="  ")
    for knowledge, why in materials.assumes:
        yield from wrapped(f"{knowledge} ({why})", first="Assumed: ", rest="  ")
    for word, meaning in materials.glossary.items():
        yield from wrapped(f"{word}: {meaning}", first="Word: ", rest="  ")


def _run(options: Namespace) -> int:
    folder = chosen_session(session_words(options), finished_too=True)
    with PlainLink(ensure_host(folder.path).socket("candidate")) as link:
        answer = link.act("materials", timeout_s=_ANSWER_S)
    try:
        materials = msgspec.convert(answer, Materials)
    except msgspec.ValidationError as error:
        raise HostUnreachable(
            f"the host described the task in an unknown way: {error}", hint="is it of another version?"
        ) from error
    if options.json:
        print_json(materials)
    else:
        print_lines(material_lines(materials))
    return ExitCode.DONE


SPEC: Final = Handler(add_session, _run)
