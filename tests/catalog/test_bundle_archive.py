"""Archives say the same for the same files, and nothing in one leads anywhere."""

import io
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctor.catalog import archive
from proctor.catalog.archive import packed, read_bounded, unpacked
from proctor.errors import PackageError

FILES = {"a/b.py": b"one", "a/c/d.md": b"", "a/\u00fc" + "n" * 120 + ".py": b"two"}


def tar_of(*members: tarfile.TarInfo, content: bytes = b"") -> bytes:
    """An archive as somebody else could make it."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as opened:
        for member in members:
            member.size = member.size or (len(content) if member.isreg() else 0)
            opened.addfile(member, io.BytesIO(content) if member.isreg() else None)
    return whole.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    """One entry."""
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, link
    return entry


def test_what_is_packed_comes_out_and_the_order_does_not_matter() -> None:
    assert unpacked(packed(FILES), "it") == FILES
    assert packed(dict(reversed(FILES.items()))) == packed(FILES)


def test_an_archive_tells_nothing_of_the_machine() -> None:
    with tarfile.open(fileobj=io.BytesIO(packed(FILES))) as opened:
        for entry in opened:
            assert (entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname, entry.mode) == (0, 0, 0, "", "", 0o644)


@pytest.mark.parametrize(
    "entry",
    [
        member("../outside.py"),
        member("a/../../outside.py"),
        member("/etc/outside.py"),
        member("a//b.py"),
        member("./b.py"),
        member("a/new\nline.py"),
        member("a/link.py", tarfile.SYMTYPE, "/etc/passwd"),
        member("a/link.py", tarfile.SYMTYPE, "b.py"),
        member("a/link.py", tarfile.LNKTYPE, "a/b.py"),
        member("a/pipe", tarfile.FIFOTYPE),
        member("a/null", tarfile.CHRTYPE),
    ],
    ids=lambda entry: repr(entry.name),
)
def test_anything_but_a_plain_file_inside_is_refused(entry: tarfile.TarInfo) -> None:
    with pytest.raises(PackageError):
        unpacked(tar_of(entry), "it")


def test_a_name_twice_is_refused() -> None:
    with pytest.raises(PackageError, match="twice"):
        unpacked(tar_of(member("a/b.py"), member("a/b.py")), "it")


@pytest.mark.parametrize(
    "make",
    [
        lambda: tar_of(*(member(f"a/{number}") for number in range(4))),
        lambda: tar_of(*(member(f"a/{number}", tarfile.DIRTYPE) for number in range(4))),
        lambda: tar_of(member("a/0"), member("a/1"), content=b"12345678"),
    ],
)
def test_numbers_and_sizes_are_bounded(make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "FILES_MAX", 3)
    monkeypatch.setattr(archive, "BYTES_MAX", 15)
    with pytest.raises(PackageError, match="more than"):
        unpacked(make(), "it")


def test_a_promise_of_more_than_there_is_costs_nothing() -> None:
    entry = member("a/b.py")
    entry.size = 1 << 40
    with pytest.raises(PackageError):
        unpacked(entry.tobuf(), "it")


@given(cut=st.integers(min_value=0), flip=st.integers(min_value=0))
def test_a_damaged_archive_is_an_error_or_other_files_never_a_crash(cut: int, flip: int) -> None:
    whole = bytearray(packed(FILES))
    whole[flip % len(whole)] ^= 0x55
    with suppress(PackageError):
        unpacked(bytes(whole[: cut % len(whole)]), "it")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_bytes(b"12345")
    assert read_bounded(tmp_path / "x") == b"12345"
    monkeypatch.setattr(archive, "_ARCHIVE_BYTES_MAX", 4)
    for path in (tmp_path / "x", tmp_path / "missing", tmp_path):
        with pytest.raises(PackageError):
            read_bounded(path)
