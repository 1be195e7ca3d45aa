"""Facts about documentation come from the source, without running it."""

import pytest

from proctor.checks.documentation import documentation

SOURCE = '''
raise SystemExit("never run")

class Layer(Base):
    """What it does."""

    def __init__(self, size: int, *, eps: float = 1e-6, device=None, **more) -> None:
        self.size = size

    async def later(self): ...

    def forward(self, x: "Tensor", /, mask: Tensor | None = None) -> Tensor:
        """Shapes (B, T)."""

def function(a, *rest: int) -> str:
    """A function."""
'''


def test_classes_methods_and_annotations_are_read() -> None:
    facts = documentation(SOURCE, "Layer")
    assert facts.docstring == "What it does."
    built = facts.method("__init__")
    assert [parameter.name for parameter in built.parameters] == ["size", "eps", "device", "more"]
    assert built.unannotated == ("device", "more")
    forward = facts.method("forward")
    assert (forward.docstring, forward.returns, forward.unannotated) == ("Shapes (B, T).", "Tensor", ())
    assert facts.method("later").docstring == ""


def test_functions_are_read() -> None:
    facts = documentation(SOURCE, "function")
    assert facts.docstring == "A function."
    assert facts.function is not None
    assert facts.function.unannotated == ("a",)


@pytest.mark.parametrize("source", ["def broken(:", "x = 1", "\0", "(" * 5000])
def test_what_is_missing_or_does_not_parse_fails_the_check(source: str) -> None:
    with pytest.raises(AssertionError):
        documentation(source, "Layer")
    with pytest.raises(AssertionError, match="defines no method named backward"):
        documentation(SOURCE, "Layer").method("backward")


def test_a_method_may_come_from_a_base_in_the_same_file() -> None:
    """The nearest definition counts; a base from elsewhere and a class that is its own base say nothing."""
    source = (
        "class First(nn.Module):\n    def forward(self, x): 'first'\n    def extra_repr(self) -> str: 'shown'\n"
        "class Second(First, Second):\n    def forward(self, x): 'second'\n"
        "class Layer(Second, torch.nn.Module):\n    'Words.'\n"
    )
    facts = documentation(source, "Layer")
    assert facts.docstring == "Words."
    assert facts.method("forward").docstring == "second"
    assert facts.method("extra_repr").returns == "str"
    with pytest.raises(AssertionError, match="defines no method named reset"):
        facts.method("reset")
