"""Bytes on the run's socket that are no honest answer (A 23-32)."""

from typing import Final

from proctor.session.verdicts import Verdict
from tests.attacks.attack import AGAINST, Attack, solution

_GONE: Final = frozenset({Verdict.GONE})
_MISSING: Final = frozenset({Verdict.GONE, Verdict.TIMEOUT})

SPEAK: Final = """
import os, socket, stat, struct
import msgspec

def sockets():
    found = []
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                found.append(fd)
        except OSError:
            pass
    return found

def speak(data):
    for fd in sockets():
        try:
            while data:
                data = data[os.write(fd, data):]
        except OSError:
            pass

def frame(header, body=b""):
    if not isinstance(header, bytes):
        header = msgspec.msgpack.encode(header)
    return struct.pack(">IQ", len(header), len(body)) + header + body

def called(result, forms=(), body=b"", graph=0, state=None):
    return frame([["called", result, graph, state or {}, [], False], list(forms)], body)

def form(dtype="float32", shape=(3, 4), strides=(4, 1), offset=0, grad=False, device="cpu"):
    return [dtype, list(shape), list(strides), offset, grad, device]

FLOATS = bytes(48)
REF = ["t", 0]
"""


def _saying(
    name: str, words: str, number: int | None, ends: frozenset[Verdict] = _GONE, *, quick: bool = False
) -> Attack:
    """A call that says something of its own before, in place of, or after its answer."""
    return Attack(number, name, solution(f"{words}\nreturn x", first=SPEAK), ends, quick=quick)


def _form(name: str, words: str, number: int = 25, body: str = "FLOATS") -> Attack:
    return _saying(name, f"speak(called(REF, [form({words})], {body}))", number)


def _result(name: str, value: str, number: int = 27) -> Attack:
    return _saying(name, f"speak(called({value}))", number)


ATTACKS: Final = (
    _saying("header-too-big", "speak(struct.pack('>IQ', 0xFFFFFFFF, 0) + b'x' * 1000)", 23, quick=True),
    _saying("body-too-big", "speak(struct.pack('>IQ', 10, 1 << 63) + b'x' * 1000)", 23),
    _saying("deep-header", r"speak(frame(b'\x91' * 200_000))", 24),
    _saying("deep-value", r"speak(frame(b'\x92\x96\xa6called' + b'\x92\xa1l\x91' * 50_000))", 24),
    _form("shape-too-big", "shape=(1 << 40, 1 << 40), strides=(1, 1)"),
    _form("shape-negative", "shape=(-3, 4)"),
    _form("shape-zero-and-huge", "shape=(0, 1 << 62), strides=(1, 1)", body="b''"),
    _form("shape-beyond-64-bits", "shape=((1 << 64) - 1, 1), strides=(0, 0)"),
    _form("stride-negative", "strides=(-4, 1)"),
    _form("stride-huge", "shape=(1, 12), strides=((1 << 63) - 1, 1)"),
    _form("offset-huge", "offset=1 << 62"),
    _form("offset-negative", "offset=-4"),
    _form("too-many-dimensions", "shape=(1,) * 40, strides=(1,) * 40"),
    _form("strides-missing", "strides=(4,)"),
    _form("body-too-short", "", body="bytes(16)"),
    _form("body-too-long", "", body="bytes(4096)"),
    _form("gradient-of-whole-numbers", "dtype='int32', grad=True"),
    _form("device-of-another-kind", "device='cuda:0'"),
    _saying("too-many-tensors", "speak(called(REF, [form(shape=(0,), strides=(1,))] * 5000))", 25),
    _result("missing-tensor", "['t', 7]", 26),
    _result("negative-tensor", "['t', -1]", 26),
    _saying("two-answers", "speak(called(REF, [form()], FLOATS) * 2)", 26, quick=True),
    _saying("answer-and-error", "speak(called(None) + frame([['raised', 'E', [], 'no', []], []]))", 26),
    _result("whole-number-beyond-64-bits", "['s', [(1 << 64) - 1]]"),
    _result("bad-utf8", r"msgspec.Raw(b'\xa2\xff\xfe')"),
    _result("extension-type", r"msgspec.Raw(b'\xc7\x04\x2ajunk')"),
    _result("unknown-tag", "['z', 1]"),
    _result("unknown-dtype", "['y', 'object']"),
    _result("map-with-number-keys", r"msgspec.Raw(b'\x92\xa1d\x81\x01\x02')"),
    _form("dtype-unknown", "dtype='object'", 27),
    _saying("no-message-at-all", "speak(frame(b''))", 27),
    _saying("not-message-pack", r"speak(frame(b'\xc1' * 64))", 27),
    _saying("fields-too-many", "speak(frame([['done', 1, 2, 3], []]))", 27),
    _saying("a-request", "speak(frame([['stat'], [], []]))", 27),
    _saying("a-second-hello", "speak(frame([['hello', 1], []]))", 27),
    _saying("another-answer", "speak(frame([['digest', 'x'], []]))", 27),
    _saying("bytes-never-sent", "speak(struct.pack('>IQ', 100, 0) + b'x'); import time; time.sleep(9)", 28, _MISSING),
    _saying(
        "bytes-in-drops",
        "import time\nfor _ in range(500):\n    speak(b'\\x00\\x00\\x00\\x40'[:1])\n    time.sleep(0.02)",
        28,
        _MISSING,
    ),
    _form("bool-of-two", "dtype='bool', shape=(16,), strides=(1,)", 29, r"b'\x02' * 16"),
    Attack(
        30,
        "descriptors-passed-along",
        solution(
            first=SPEAK
            + """
from proctor.checks.worker import server

def with_descriptors(sock, parts):
    whole = b"".join(parts)
    opened = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
    sent = socket.send_fds(sock, [whole], opened)
    for fd in opened:
        os.close(fd)
    sock.sendall(whole[sent:])

server.send_parts = with_descriptors
"""
        ),
        frozenset({Verdict.FAIL}),
        checks="""
import os

def test_value(candidate):
    module = candidate.build("Scale", 4)
    before = len(os.listdir("/proc/self/fd"))
    out = [module(torch.randn(3, 4)) for _ in range(5)]
    if len(os.listdir("/proc/self/fd")) > before:
        raise RuntimeError("descriptors were taken in")
    expect_close(out[0], torch.zeros(3, 4), atol=0, rtol=0, what="Scaled")
""",
    ),
    _saying("answer-ahead", "speak(called(REF, [form()], FLOATS))", 31, AGAINST),
    Attack(
        31,
        "words-after-the-last-answer",
        solution("threading.Timer(0.01, speak, [b'x' * 40]).start()\nreturn x", first=SPEAK + "import threading"),
    ),
    Attack(
        32,
        "left-over-process-answers",
        solution(
            first=SPEAK
            + """
try:
    child = os.fork()
except OSError:
    child = 1
if child == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            for fd in sockets():
                try:
                    os.write(fd, called(REF, [form()], FLOATS))
                except OSError:
                    pass
    os._exit(0)
"""
        ),
        rounds=2,
    ),
    Attack(
        None,
        "both-halves-of-a-fork-answer",
        solution(first="import os\ntry:\n    os.fork()\nexcept OSError:\n    pass"),
        frozenset({Verdict.FAIL, Verdict.GONE}),
    ),
    _saying("socket-closed", "[os.close(fd) for fd in sockets()]", None),
    _saying("socket-shut", "[socket.socket(fileno=fd).shutdown(1) for fd in sockets()]", None),
    _saying(
        "socket-read-empty",
        "[os.set_blocking(fd, False) for fd in sockets()]",
        None,
        frozenset({Verdict.GONE, Verdict.FAIL}),
    ),
)
