"""What an adapter says of its framework: a card that is read as text, and that the lobby, judge and reports go by."""

import ast
from typing import Final, Literal

import msgspec

Capability = Literal[
    "derivatives",
    "second derivatives",
    "memory",
    "process memory",
    "time",
    "compile",
    "profile",
    "meta",
    "float16",
    "bfloat16",
]
"""What an adapter may leave out. What it must have: building, calling, and tensors there and back."""

PYTORCH: Final = "pytorch"
CARD: Final = "CARD"
"""What an adapter file calls its card."""


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A framework as everybody else knows it.

    `packages` have to be importable by its interpreter; `install` says how to get them; `call` and `shown` are the
    methods that are called and that describe a module; `documentation` maps titles to addresses; `losses` say, for
    what it does not offer, why: checks that need it are skipped with these words.
    """

    name: str
    title: str
    packages: tuple[str, ...] = ()
    install: str = ""
    call: str = "forward"
    shown: str = "extra_repr"
    documentation: dict[str, str] = {}
    losses: dict[Capability, str] = {}


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A check that a framework's variant of an exercise goes without, and why."""

    check: str
    why: str


TORCH_CARD: Final = Card(name=PYTORCH, title="PyTorch")


def card_in(source: bytes) -> Card:
    """The card in the text of an adapter file, which is not run for it.

    Raises: SyntaxError, or ValueError (msgspec's among them) for a text that has no sound one.
    """
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [CARD]:
            return msgspec.convert(ast.literal_eval(node.value), Card)
    raise ValueError(f"it defines no {CARD}")


def not_asked(card: Card, capability: Capability) -> str:
    """What is said where a check is skipped, for the framework does not offer what it needs."""
    return f"{card.title} is not asked for this ({capability}): {card.losses[capability]}."


def excuses(card: Card) -> frozenset[str]:
    """All that can be said so."""
    return frozenset(not_asked(card, capability) for capability in card.losses)


def loss_lines(card: Card, left_out: tuple[LeftOut, ...] = ()) -> tuple[str, ...]:
    """What is not looked at in this framework, a sentence each, for whoever reads the task or a verdict."""
    return (
        *(f"{card.title}, {what}: {why}" for what, why in card.losses.items()),
        *(f"{card.title}, {one.check}: {one.why}" for one in left_out),
    )
