"""Frames whose tensors are torch's."""

from typing import Final

from torch import Tensor

from proctor.checks.wire import framing, tensors
from proctor.checks.wire.framing import FROM_JUDGE, FROM_WORKER, PREFIX, Bounds, Framing, Message, lengths

Frame = framing.Frame[Message, Tensor]
_TORCH: Final = Framing[Tensor](tensors)

encode_request = _TORCH.encode_request
encode_reply = _TORCH.encode_reply
decode_request = _TORCH.decode_request
decode_reply = _TORCH.decode_reply

__all__ = [
    "FROM_JUDGE",
    "FROM_WORKER",
    "PREFIX",
    "Bounds",
    "Frame",
    "decode_reply",
    "decode_request",
    "encode_reply",
    "encode_request",
    "lengths",
]
