"""The wire: what goes in comes out, and what is not a frame never does more than raise `WireError`."""

import contextlib
import math
import struct
from collections.abc import Callable

import msgspec
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import Tensor

from proctor.checks.wire import frames
from proctor.checks.wire.errors import NotPlain, WireError
from proctor.checks.wire.frames import FROM_WORKER, PREFIX, Bounds, decode_reply, decode_request, lengths
from proctor.checks.wire.messages import Called, Done, Grads, Hello, Reply, Seed
from proctor.checks.wire.tensors import DTYPES, bytes_of, form_of
from proctor.checks.wire.values import TensorTable, Value, pack, unpack

SMALL = Bounds(header_bytes=1 << 16, body_bytes=1 << 16, tensors=8)


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    """Tensors of every dtype, with odd strides, offsets, expansions and empty dimensions, on cpu and meta."""
    dtype = DTYPES[draw(st.sampled_from(sorted(DTYPES)))]
    shape = draw(st.lists(st.integers(0, 4), max_size=4))
    tensor = torch.randint(0, 2, shape).to(dtype) if draw(st.booleans()) else torch.zeros(shape, dtype=dtype)
    if tensor.dim() >= 2 and draw(st.booleans()):
        tensor = tensor.transpose(0, -1)
    if tensor.dim() and tensor.shape[0] > 1 and draw(st.booleans()):
        tensor = tensor[1:] if draw(st.booleans()) else tensor[::2]
    if draw(st.booleans()):
        tensor = tensor.unsqueeze(0).expand(3, *tensor.shape)
    if draw(st.integers(0, 4)) == 0:
        tensor = tensor.to("meta")
    if (dtype.is_floating_point or dtype.is_complex) and draw(st.booleans()):
        tensor = tensor.detach().requires_grad_()
    return tensor


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 63) - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.complex_numbers(allow_nan=False, allow_infinity=False)
    | st.sampled_from([*DTYPES.values(), torch.device("cpu"), torch.device("meta"), torch.Size([2, 3]), torch.Size([])])
)
values = st.recursive(
    scalars | tensors(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


def carried(message: Reply, sent: list[Tensor]) -> frames.Frame[Reply]:
    data = b"".join(frames.encode_reply(message, sent))
    header, body = lengths(data[: PREFIX.size], FROM_WORKER)
    assert len(data) == PREFIX.size + header + body
    return decode_reply(data[PREFIX.size :][:header], bytearray(data[PREFIX.size + header :]))


def same(a: object, b: object) -> bool:
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        form = a.shape == b.shape and a.stride() == b.stride() and a.dtype == b.dtype and a.device == b.device
        form = form and a.storage_offset() == b.storage_offset() and a.requires_grad == b.requires_grad
        return form and (a.is_meta or torch.equal(a, b))
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b


@settings(max_examples=150, deadline=None)
@given(values)
@example(torch.zeros(()))
@example(torch.zeros(3).expand(2, 3)[:, 1:])
def test_values_come_out_as_they_went_in(value: object) -> None:
    table = TensorTable()
    packed = pack(value, table)
    frame = carried(Called(packed, 0, {}, (), drew=False), table.tensors)
    assert isinstance(frame.message, Called)
    assert same(value, unpack(frame.message.result, frame.tensors))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=64))
def test_random_bytes_are_at_most_a_wire_error(header: bytes, body: bytes) -> None:
    for decode in (decode_reply, decode_request):
        with contextlib.suppress(WireError):
            decode(header, bytearray(body), SMALL)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_frame_is_at_most_a_wire_error(data: st.DataObject) -> None:
    table = TensorTable()
    packed = pack({"a": [torch.ones(2, 3), torch.tensor([True, False])], "b": torch.Size([1])}, table)
    whole = b"".join(frames.encode_reply(Called(packed, 1, {"x": 0}, (), drew=True), table.tensors))
    size, _ = lengths(whole[: PREFIX.size], FROM_WORKER)
    header, body = bytearray(whole[PREFIX.size :][:size]), bytearray(whole[PREFIX.size + size :])
    for _ in range(data.draw(st.integers(1, 4))):
        target = header if data.draw(st.booleans()) else body
        target[data.draw(st.integers(0, len(target) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        frame = decode_reply(bytes(header), body, SMALL)
        assert sum(tensor.untyped_storage().nbytes() for tensor in frame.tensors if not tensor.is_meta) <= 1 << 18
        if isinstance(frame.message, Called):
            unpack(frame.message.result, frame.tensors)


small = st.integers(-3, 1 << 70)


@settings(max_examples=300, deadline=None)
@given(
    st.tuples(
        st.sampled_from([*sorted(DTYPES), "object", ""]),
        st.lists(small, max_size=10),
        st.lists(small, max_size=10),
        small,
        st.booleans(),
        st.sampled_from(["cpu", "meta", "cuda"]),
    )
)
def test_impossible_forms_are_refused_and_possible_ones_stay_within_bounds(form: tuple[object, ...]) -> None:
    try:
        header = msgspec.msgpack.encode([["done"], [form]])
    except OverflowError:
        return
    with contextlib.suppress(WireError):
        decode_reply(header, bytearray(64), SMALL)


@pytest.mark.parametrize(
    ("form", "body"),
    [
        (["float32", [1 << 40], [1], 0, False, "cpu"], 0),
        (["float32", [1 << 40], [0], 0, False, "cpu"], 16),
        (["float32", [0, 1 << 40], [1, 1], 0, False, "cpu"], 0),
        (["float32", [2], [1 << 62], 0, False, "cpu"], 16),
        (["float32", [2], [1], 1 << 62, False, "cpu"], 16),
        (["float32", [-1], [1], 0, False, "cpu"], 16),
        (["float32", [2], [-1], 0, False, "cpu"], 16),
        (["float32", [1] * 9, [1] * 9, 0, False, "cpu"], 16),
        (["float32", [2], [1, 1], 0, False, "cpu"], 16),
        (["int64", [2], [1], 0, True, "cpu"], 16),
        (["qint8", [2], [1], 0, False, "cpu"], 16),
        (["float32", [4], [1], 0, False, "cpu"], 32),
        (["float32", [8], [1], 0, False, "cpu"], 16),
        (["float32", [2], [1], 0, False, "cuda"], 16),
        (["float32", [2], [1], 0, 1, "cpu"], 16),
        (["float32", [2.0], [1], 0, False, "cpu"], 16),
    ],
)
def test_a_lying_description_is_refused(form: list[object], body: int) -> None:
    with pytest.raises(WireError):
        decode_reply(msgspec.msgpack.encode([["done"], [form]]), bytearray(body), SMALL)


def test_descriptions_may_not_add_up_to_more_than_a_body_could_hold() -> None:
    forms = [["float32", [1 << 13], [0], 0, False, "cpu"]] * 4
    with pytest.raises(WireError, match="together"):
        decode_reply(msgspec.msgpack.encode([["done"], forms]), bytearray(64), SMALL)


def test_a_bool_is_zero_or_one() -> None:
    header = msgspec.msgpack.encode([["done"], [["bool", [2], [1], 0, False, "cpu"]]])
    with pytest.raises(WireError, match="bool"):
        decode_reply(header, bytearray([1, 2] + [0] * 14), SMALL)


def test_a_header_of_endless_depth_is_refused() -> None:
    nested = b"\x93\x92\xa1l\x91" * 60_000
    with pytest.raises(WireError):
        decode_reply(nested, bytearray(), SMALL)
    value: object = 1
    for _ in range(40):
        value = [value]
    with pytest.raises(NotPlain):
        pack(value, TensorTable())
    deep: Value = None
    for _ in range(40):
        deep = msgspec.convert(["l", [msgspec.to_builtins(deep)]], Value)  # type: ignore[arg-type]
    with pytest.raises(WireError):
        unpack(deep, [])


def test_frames_beyond_the_bounds_are_refused_before_they_are_read() -> None:
    with pytest.raises(WireError):
        lengths(PREFIX.pack(FROM_WORKER.header_bytes + 1, 0), FROM_WORKER)
    with pytest.raises(WireError):
        lengths(PREFIX.pack(0, FROM_WORKER.body_bytes + 1), FROM_WORKER)
    many = [[["float32", [], [], 0, False, "meta"]] * 300]
    with pytest.raises(WireError, match="too many"):
        decode_reply(msgspec.msgpack.encode([["done"], *many]), bytearray())


def test_an_answer_that_a_judge_would_refuse_is_not_sent() -> None:
    with pytest.raises(NotPlain, match="beyond the limit"):
        frames.encode_reply(Done(), [torch.zeros(1)] * 300)


def test_a_request_is_no_reply_and_the_reverse() -> None:
    def header(parts: list[memoryview]) -> bytes:
        return b"".join(parts)[PREFIX.size :]

    with pytest.raises(WireError):
        decode_reply(header(frames.encode_request(Seed(1), [])), bytearray())
    with pytest.raises(WireError):
        decode_request(header(frames.encode_reply(Hello(1), [])), bytearray())


@pytest.mark.parametrize(
    "value",
    [
        {1: 2},
        object(),
        1 << 64,
        torch.zeros(2).to_sparse(),
        torch.complex32,
        {"a": [print]},
        b"bytes",
        {"a", "set"},
        torch.zeros([1] * 9),
    ],
)
def test_what_cannot_travel_is_named(value: object) -> None:
    table = TensorTable()
    with pytest.raises(NotPlain, match=r".+"):
        frames.encode_reply(Called(pack(value, table), 0, {}, (), drew=False), table.tensors)


def test_one_tensor_named_twice_stays_one_tensor() -> None:
    x = torch.ones(2)
    table = TensorTable()
    frame = carried(Called(pack([x, x], table), 0, {}, (), drew=False), table.tensors)
    assert isinstance(frame.message, Called)
    first, second = unpack(frame.message.result, frame.tensors)
    assert first is second


def test_lazy_conjugation_is_made_real() -> None:
    z = torch.tensor([1 + 2j]).conj()
    frame = carried(Grads((0,)), [z])
    assert torch.equal(frame.tensors[0], torch.tensor([1 - 2j]))


def test_received_tensors_are_writable_and_share_nothing() -> None:
    x = torch.ones(3)
    frame = carried(Grads((0, 1)), [x, x[1:]])
    frame.tensors[0].zero_()
    assert torch.equal(x, torch.ones(3))
    assert torch.equal(frame.tensors[1], torch.ones(2))


def test_non_finite_numbers_travel() -> None:
    table = TensorTable()
    frame = carried(Called(pack([math.inf, math.nan], table), 0, {}, (), drew=False), table.tensors)
    assert isinstance(frame.message, Called)
    infinite, nothing = unpack(frame.message.result, frame.tensors)
    assert infinite == math.inf
    assert math.isnan(nothing)


def test_only_the_reached_span_of_memory_travels() -> None:
    big = torch.zeros(1 << 20)
    assert sum(map(len, frames.encode_reply(Done(), [big[-4:]]))) < 200


SECRET = 77.0


def sent(tensor: Tensor) -> bytes:
    return b"".join(frames.encode_request(Seed(1), [tensor]))


def among_secrets(view: Callable[[Tensor], Tensor], *shape: int) -> Tensor:
    """A view of a tensor that holds threes where the view reaches, and the secret everywhere else."""
    base = torch.full(shape, SECRET)
    places = view(torch.arange(base.numel()).view(shape)).reshape(-1)
    base.view(-1)[places] = 3.0
    return view(base)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 12)), min_size=1, max_size=4),
    st.integers(0, 5),
)
def test_memory_between_the_elements_of_a_tensor_does_not_travel(sides: list[tuple[int, int]], offset: int) -> None:
    shape, strides = zip(*sides, strict=True)
    view = among_secrets(lambda base: base.as_strided(shape, strides, offset), 400)
    data = sent(view)
    assert struct.pack("f", SECRET) not in data
    header, body = lengths(data[: PREFIX.size], FROM_WORKER)
    frame = decode_request(data[PREFIX.size :][:header], bytearray(data[-body:] if body else b""))
    assert torch.equal(frame.tensors[0], view)
    assert frame.tensors[0].stride() == view.stride()


@pytest.mark.parametrize(
    "view",
    [
        lambda x: x[:, ::2],
        lambda x: x[:, 3],
        lambda x: x[::3, 1:4].t(),
        lambda x: x[:, :4].expand(3, 6, 4),
        lambda x: x[:, :6].unfold(1, 2, 3),
    ],
)
def test_columns_beside_a_view_stay_here(view: Callable[[Tensor], Tensor]) -> None:
    tensor = among_secrets(view, 6, 8)
    assert struct.pack("f", SECRET) in bytes(tensor.untyped_storage().tolist())
    assert struct.pack("f", SECRET) not in sent(tensor)


def test_a_tensor_without_gaps_is_sent_from_where_it_is() -> None:
    for tensor in (torch.ones(4, 5), torch.ones(4, 5).t(), torch.ones(4).expand(3, 4), torch.ones(8).unfold(0, 4, 1)):
        raw = torch.frombuffer(bytes_of(tensor, form_of(tensor)), dtype=torch.float32)
        assert raw.data_ptr() == tensor.data_ptr()
