"""Words for an author whose file does not decode: which key, what was expected there, and what was found.

msgspec says what is wrong with a path of its own; walking the model and the raw content along that path gives the
rest.
"""

import difflib
import re
from pathlib import Path
from typing import Any, Final

import msgspec

from proctor.catalog.expectation import described, fields, inner, plain
from proctor.errors import PackageError

_AT: Final = re.compile(r"^(?P<what>.*?)(?: - at (?P<key>`key` in )?`\$?(?P<where>[^`]*)`)?$", re.DOTALL)
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<key>[^`]+)`")
_MISSING: Final = re.compile(r"Object missing required field `(?P<key>[^`]+)`")
_STEP: Final = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")


def complaint(path: Path, model: type[msgspec.Struct], raw: Any, error: str) -> PackageError:
    """The PackageError for msgspec's `error` about `raw`, the decoded content of `path`."""
    said = _AT.match(error)
    what, where, key = (said["what"], said["where"] or "", said["key"]) if said else (error, "", None)
    place, info, value = _walk(msgspec.inspect.type_info(model), raw, where)
    if unknown := _UNKNOWN.match(what):
        allowed = [field.encode_name for field in fields(info)]
        return _unknown(path, _dotted(place, unknown["key"]), unknown["key"], allowed)
    if missing := _MISSING.match(what):
        name = missing["key"]
        expected = next(described(field.type) for field in fields(info) if field.encode_name == name)
        return PackageError(
            f"{path}: {_dotted(place, name)}: missing; expected {expected}", hint="write it: it has no default"
        )
    if key:
        bad = next((name for name in value if not _fits(name, info.key_type)), "")
        return _unknown(path, _dotted(place, bad), bad, [str(value) for value in plain(info.key_type).values])
    return PackageError(
        f"{path}: {place or 'the file'}: expected {described(info)}, found {_found(value)}", hint="correct the value"
    )


def _unknown(path: Path, place: str, key: str, allowed: list[str]) -> PackageError:
    near = difflib.get_close_matches(key, allowed, n=1)
    hint = f"did you mean {near[0]}?" if near else "remove it, or correct its name"
    return PackageError(f"{path}: {place}: unknown key; expected one of: {', '.join(allowed)}", hint=hint)


def _walk(info: Any, value: Any, where: str) -> tuple[str, Any, Any]:
    """Follow `where` and return the place in words, the type expected there and the value found there."""
    place = ""
    for step in _STEP.finditer(where):
        info = plain(info)
        name: str | int = step["name"] or step["index"]
        if name == "...":
            name = next((key for key, one in value.items() if not _fits(one, info.value_type)), "")
        elif step["index"]:
            name = int(name)
        place = f"{place} #{name + 1}" if isinstance(name, int) else _dotted(place, name)
        info, value = inner(info, str(name)), value[name] if not isinstance(value, dict) or name in value else None
    return place, plain(info), value


def _fits(value: Any, info: Any) -> bool:
    info = plain(info)
    if isinstance(info, msgspec.inspect.StrType):
        return isinstance(value, str)
    if isinstance(info, msgspec.inspect.LiteralType):
        return value in info.values
    try:
        msgspec.convert(value, info.cls)
    except msgspec.ValidationError:
        return False
    return True


def _found(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return repr(value) if not isinstance(value, bool) else str(value).lower()


def _dotted(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
