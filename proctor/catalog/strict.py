"""Reading what an author wrote: TOML in, a frozen value out, or an error that names file, key and expectation."""

import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from proctor.catalog.complaints import complaint
from proctor.errors import PackageError


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything an author writes: nothing unknown, nothing of another type."""


Model = TypeVar("Model", bound=Strict)


def read_strict(path: Path, model: type[Model], *, why: str) -> Model:
    """The content of the TOML file at `path` as a `model`; `why` is the hint when there is no such file.

    Raises: PackageError.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PackageError(f"{path} is missing", hint=why) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackageError(f"{path}: {error}", hint="write it as TOML 1.0 in UTF-8") from error
    except OSError as error:
        raise PackageError(f"{path}: {error.strerror}", hint="it must be a file that you may read") from error
    try:
        return msgspec.convert(raw, model)
    except msgspec.ValidationError as error:
        raise complaint(path, model, raw, str(error)) from error
