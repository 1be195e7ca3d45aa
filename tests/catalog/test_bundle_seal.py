"""A sealed part opens with its passphrase, and with nothing else done to it."""

import hashlib

import msgspec
import pytest

from proctor.catalog import seal as sealing
from proctor.catalog.seal import Label, opened, read_sealed, seal
from proctor.errors import PackageError, ProctorError, UsageError

WORDS = "four words of some length"
LABEL = Label(exercise="layer/double", package_digest="0" * 64, candidate_digest="1" * 64, cost_log2=10)
CONTENT = b"the reference solution"


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal(CONTENT, LABEL, WORDS)


def with_sum(whole: bytes) -> bytes:
    """What somebody would send who can compute a checksum too."""
    return whole + hashlib.sha256(whole).digest()


def test_the_passphrase_opens_it_and_the_label_needs_none(sealed: bytes) -> None:
    found = read_sealed(sealed, "it")
    assert found.label.exercise == "layer/double"
    assert opened(found, WORDS) == CONTENT
    assert CONTENT not in sealed


def test_the_same_content_never_looks_the_same(sealed: bytes) -> None:
    assert seal(CONTENT, LABEL, WORDS) != sealed


def test_a_letter_typed_in_two_parts_is_the_same_letter() -> None:
    made = read_sealed(seal(CONTENT, LABEL, "geheime Übungsaufgabe"), "it")
    assert opened(made, "geheime U\u0308bungsaufgabe") == CONTENT


@pytest.mark.parametrize("passphrase", ["", "four words of some lengtH", WORDS + " "])
def test_another_passphrase_is_told_plainly(sealed: bytes, passphrase: str) -> None:
    with pytest.raises(UsageError, match="passphrase does not open"):
        opened(read_sealed(sealed, "it"), passphrase)


def test_every_damaged_byte_is_found(sealed: bytes) -> None:
    for at in range(len(sealed)):
        damaged = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(PackageError):
            read_sealed(damaged, "it")
        with pytest.raises(PackageError):
            read_sealed(sealed[:at], "it")


def test_a_changed_label_does_not_open_even_with_a_new_checksum(sealed: bytes) -> None:
    whole = sealed[:-32]
    moved = with_sum(whole.replace(b"layer/double", b"layer/triple"))
    assert read_sealed(moved, "it").label.exercise == "layer/triple"
    with pytest.raises(UsageError):
        opened(read_sealed(moved, "it"), WORDS)
    with pytest.raises(UsageError):
        opened(read_sealed(with_sum(whole[:-1] + bytes([whole[-1] ^ 1])), "it"), WORDS)


@pytest.mark.parametrize(
    "change",
    [
        {"cost_log2": 40},
        {"cost_log2": 1},
        {"salt": "00"},
        {"nonce": "no number"},
        {"cipher": "none"},
        {"exercise": "a/$(b)"},
    ],
)
def test_a_label_cannot_ask_for_another_encryption(sealed: bytes, change: dict[str, object]) -> None:
    magic, label, body = sealed[:-32].split(b"\n", 2)
    forged = msgspec.json.encode({**msgspec.json.decode(label), **change})
    with pytest.raises(PackageError, match="label"):
        read_sealed(with_sum(b"\n".join([magic, forged, body])), "it")


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(UsageError, match="fewer than 12"):
        seal(CONTENT, LABEL, "short")


def test_a_machine_without_the_memory_says_so(sealed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_words: object, **_sizes: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(sealing.hashlib, "scrypt", no_room)
    with pytest.raises(ProctorError, match="memory"):
        opened(read_sealed(sealed, "it"), WORDS)
