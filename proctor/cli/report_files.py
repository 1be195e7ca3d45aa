"""The formats of a report, how a file's name says which one is meant, and writing for the owner's eyes alone."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from proctor.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from proctor.review.exports.progsnap2 import Part
    from proctor.review.report.model import Report

_FILE: Final = 0o600
_MARK: Final = "DatasetMetadata.csv"
"""What a folder that may be written over holds."""


def _html(report: "Report") -> str:
    from proctor.review.report.html import html_page  # noqa: PLC0415 the template engine is for pages alone

    return html_page(report)


def _markdown(report: "Report") -> str:
    from proctor.review.report.markdown import markdown_page  # noqa: PLC0415 only what is written

    return markdown_page(report)


def _json(report: "Report") -> str:
    import msgspec  # noqa: PLC0415 only what is written

    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"


def _junit(report: "Report") -> str:
    from proctor.review.exports.junit import junit_xml  # noqa: PLC0415 only what is written

    return junit_xml(report)


def _ctrf(report: "Report") -> str:
    from proctor.review.exports.ctrf import ctrf_json  # noqa: PLC0415 only what is written

    return ctrf_json(report)


def _of_the_record(_report: "Report") -> str:
    raise TypeError


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the endings of its files, longest first where one ends like another, and how a report is written."""

    endings: tuple[str, ...]
    written: Callable[["Report"], str] = _of_the_record


FORMATS: Final[dict[str, Format]] = {
    "html": Format((".html", ".htm"), _html),
    "md": Format((".md", ".markdown"), _markdown),
    "ctrf": Format((".ctrf.json",), _ctrf),
    "json": Format((".json",), _json),
    "junit": Format((".xml",), _junit),
    "asciicast": Format((".cast",)),
    "progsnap2": Format(()),
}
FOLDERS: Final = frozenset({"progsnap2"})


def format_of(named: str | None, where: Path | None, *, as_json: bool) -> str:
    """The format that is meant: named, else by the file's ending, else Markdown. Raises: UsageError."""
    if named:
        if as_json and where is None and named != "json":
            raise UsageError(f"--json prints the report as JSON, not as {named}", hint="write it to a file: -o FILE")
        return named
    if where is None:
        return "json" if as_json else "md"
    name = where.name.lower()
    for form, has in FORMATS.items():
        if any(name.endswith(ending) for ending in has.endings):
            return form
    endings = ", ".join(ending for has in FORMATS.values() for ending in has.endings)
    raise UsageError(
        f"{where.name} does not say in which format", hint=f"end it with one of {endings}, or add --format"
    )


def target(where: Path, form: str, *, replace: bool) -> None:
    """Make sure before anything is read that it may be written there. Raises: UsageError."""
    if where.is_dir() and form not in FOLDERS:
        raise UsageError(f"{where} is a folder", hint="name a file in it")
    if not where.exists() and not where.is_symlink():
        return
    if not replace:
        raise UsageError(f"there is already {where}", hint="to write over it: add --replace")
    if form in FOLDERS and not (where / _MARK).is_file():
        raise UsageError(
            f"{where} holds no data set that could be replaced", hint="name a folder that is not there yet"
        )


def write_file(where: Path, parts: Iterable[bytes]) -> None:
    """Write `parts` to a file that only its owner can read; whole or not at all. Raises: EnvironmentFault."""
    try:
        handle, name = tempfile.mkstemp(dir=where.parent, prefix=".proctor-")
        made = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(parts)
            made.chmod(_FILE)
            made.replace(where)
        finally:
            made.unlink(missing_ok=True)
    except OSError as fault:
        raise _cannot(where, fault) from fault


def write_folder(where: Path, parts: Iterable["Part"], *, replace: bool) -> None:
    """Write a folder of files that only its owner can read; whole or not at all. Raises: EnvironmentFault."""
    try:
        made = Path(tempfile.mkdtemp(dir=where.parent, prefix=".proctor-"))
        try:
            for part in parts:
                file = made / part.path
                folder = file if part.content is None else file.parent
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if part.content is not None:
                    file.touch(mode=_FILE)
                    file.write_bytes(part.content)
            if replace and where.is_dir():
                shutil.rmtree(where)
            made.rename(where)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as fault:
        raise _cannot(where, fault) from fault


def _cannot(where: Path, fault: OSError) -> EnvironmentFault:
    return EnvironmentFault(f"cannot write {where}: {fault.strerror}", hint="name another with -o")
