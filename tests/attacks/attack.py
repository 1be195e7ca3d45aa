"""One attack as a record: a small program, how it may end, and what it must be kept from."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from proctor.session.verdicts import Verdict

AGAINST: Final = frozenset({Verdict.FAIL, Verdict.ERROR, Verdict.TIMEOUT, Verdict.GONE})
"""The verdicts that count against a solution: no trick of a wrong one may end in any other."""

FACTOR: Final = 0.625
"""What a right solution multiplies by. The wrong ones do not know it, and the checks do."""

HELD: Final = "nothing was found"
"""What a program that looks for a hole says when there is none."""

VALUE: Final = f"""
def test_value(candidate):
    x = torch.randn(3, 4)
    expected = x * {FACTOR}
    expect_close(candidate.build("Scale", 4)(x), expected, atol=1e-6, rtol=1e-6, what="Scaled")
"""
TWICE: Final = f"""
def test_value(candidate):
    module = candidate.build("Scale", 4)
    for _ in range(3):
        x = torch.randn(3, 4)
        expect_close(module(x), x * {FACTOR}, atol=1e-6, rtol=1e-6, what="Scaled")
"""
GRADIENT: Final = f"""
def test_value(candidate):
    x = torch.randn(3, 4, requires_grad=True)
    candidate.build("Scale", 4)(x).sum().backward()
    expect_close(x.grad, torch.full((3, 4), {FACTOR}), atol=1e-6, rtol=1e-6, what="Gradient")
"""


@dataclass(frozen=True)
class Attack:
    """A program of a candidate that is up to no good.

    Attributes:
        number: Its number in the catalogue; None for one that is not in it.
        name: A few words with hyphens.
        source: The entry file, `work.py`.
        ends: The verdicts that it may end with.
        beside: Other files of the tree, by path.
        checks: Check functions; the first is the one whose verdict counts.
        reports: Whether the program raises with what it got hold of; it must say `HELD`.
        needs: The isolation level below which it is not run: because it would do harm, or because nobody promises it.
        quick: Whether it runs on every commit.
        rounds: How many runs it takes; what is left by one must not be there in the next.
        check_s: The limit of a check, in seconds.
        memory_bytes: The limit of a worker's memory.
        reap_s: How long whatever it started may take to be gone; the next run does not wait for it.
        shown: Words that the verdict's message must have.
    """

    number: int | None
    name: str
    source: str
    ends: frozenset[Verdict] = AGAINST
    beside: Mapping[str, str] = field(default_factory=dict)
    checks: str = VALUE
    reports: bool = False
    needs: int = 1
    quick: bool = False
    rounds: int = 1
    check_s: float = 1.0
    memory_bytes: int = 1 << 30
    reap_s: float = 1.0
    shown: str = ""

    @property
    def id(self) -> str:
        """The test's name."""
        return f"{self.number:03}-{self.name}" if self.number is not None else f"new-{self.name}"


def solution(forward: str = "return x", *, first: str = "", init: str = "pass", last: str = "") -> str:
    """A module `Scale` that is wrong unless told otherwise; `first` runs before, `last` after its definition."""
    parts = [
        "import torch",
        "from torch import nn",
        textwrap.dedent(first).strip(),
        "class Scale(nn.Module):",
        "    def __init__(self, size):",
        "        super().__init__()",
        "        self.size = size",
        _indented(init),
        "    def forward(self, x):",
        _indented(forward),
        textwrap.dedent(last).strip(),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def looking(body: str, *, first: str = "") -> str:
    """A module whose call looks for holes: `body` appends to `found`, `tried(call, *args)` is a call that may fail."""
    tools = """
def tried(call, *arguments, **named):
    try:
        return call(*arguments, **named)
    except (OSError, ValueError, TypeError, AttributeError, EOFError, ImportError):
        return None
"""
    ending = f"raise RuntimeError('{HELD}' if not found else f'got hold of {{found}}'[:500])"
    head = f"import os, sys\n{textwrap.dedent(first).strip()}\n{tools}"
    return solution(f"found = []\n{textwrap.dedent(body).strip()}\n{ending}", first=head)


def _indented(text: str) -> str:
    return textwrap.indent(textwrap.dedent(text).strip(), "        ")


RIGHT: Final = solution(f"return x * {FACTOR}")
