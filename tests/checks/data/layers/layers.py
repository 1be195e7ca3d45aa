"""Little modules, right and wrong, that the conformance checks look at."""

import torch
from torch import Tensor, nn


class RMSNorm(nn.Module):
    """Root mean square normalisation."""

    def __init__(
        self, size: int, *, eps: float = 1e-6, device: str | None = None, dtype: torch.dtype | None = None
    ) -> None:
        super().__init__()
        if size < 1:
            raise ValueError(f"size must be positive, not {size}")
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size, device=device, dtype=dtype))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise the last dimension."""
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self.weight

    def extra_repr(self) -> str:
        return f"size={len(self.weight)}"


class Block(nn.Module):
    def __init__(self, size: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.inner = nn.Linear(size, size)
        self.norm = RMSNorm(size)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        y = self.drop(self.norm(self.inner(x)))
        return y if mask is None else y.masked_fill(mask[..., None], 0.0)


class Tied(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.first = nn.Linear(size, size, bias=False)
        self.second = nn.Linear(size, size, bias=False)
        self.second.weight = self.first.weight

    def forward(self, x: Tensor) -> Tensor:
        return self.second(self.first(x))


class Running(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.register_buffer("total", torch.zeros(size))
        self.register_buffer("count", torch.zeros((), dtype=torch.int64))
        self.register_buffer("hidden", torch.zeros(1), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.total.add_(x.detach().sum(0))
            self.count = self.count + len(x)
        return x - self.total / self.count.clamp(min=1)


class Casting(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("scale", torch.ones(2))

    def forward(self, x: Tensor) -> Tensor:
        self.scale = self.scale.to(x.dtype)
        return x * self.scale


class Remembering(nn.Module):
    """Has a place for a buffer from the start, and makes two more when it is first called."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Identity()
        self.register_buffer("seen", None)

    def forward(self, x: Tensor) -> Tensor:
        if self.seen is None:
            self.seen = torch.zeros_like(x)
            self.register_buffer("scratch", torch.ones(1), persistent=False)
            self.inner.register_buffer("calls", torch.tensor(0))
        self.seen = self.seen + x
        self.inner.calls += 1
        return self.seen * self.scratch


class Whole(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return (x > 0).long()


class Normed(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.linear = nn.utils.parametrizations.weight_norm(nn.Linear(size, size))
        self.norm = nn.BatchNorm1d(size)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.linear(x))


class Damaging(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        x.mul_(2)
        return x + 1


class Pair(nn.Module):
    def forward(self, parts: dict[str, list[Tensor]]) -> tuple[Tensor, dict[str, Tensor]]:
        a, b = parts["pair"]
        return a * b, {"sum": a + b, "rank": (a > b).to(torch.int64)}


class Forgetful(nn.Module):
    def forward(self, x: Tensor) -> None:
        x.exp()


class Detached(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(3))

    def forward(self, x: Tensor) -> Tensor:
        return (x * self.gain).detach()


class Broken(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x @ x


class Sparse(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.to_sparse()


class Hoarding(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        self.kept.append(x * 2)
        return self.kept[-1] + 1


class Clinging(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        self.seen = x[:1]
        return x + 1


class Branching(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 2 if x.sum() > 0 else x


class Asking(nn.Module):
    def __init__(self, size: int, *, asks: bool) -> None:
        super().__init__()
        self.register_buffer("scale", torch.full((size,), 2.0).requires_grad_(asks))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.scale


class Switching(nn.Module):
    """Switches itself and a part to evaluation, and makes another part when it is called."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Identity()
        self.other = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        self.training = False
        self.inner.eval()
        self.later = nn.Identity()
        return x


class Growing(nn.Module):
    """Makes a part when it is first called; its flag is a number."""

    def forward(self, x: Tensor) -> Tensor:
        self.training = int(self.training)
        if not hasattr(self, "later"):
            self.later = nn.Identity()
        return self.later(x)


class Looping(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.stack([column * 2 for column in x.unbind(-1)], -1)


class Unpicky(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        assert size > 0


def double(x: Tensor) -> Tensor:
    return x * 2


def settings() -> dict[str, object]:
    return {"size": 3, "names": ["a", "b"], "dtype": torch.float16, "shape": torch.Size([1, 2]), "none": None, "z": 1j}


NOT_A_MODULE = 3


def factory(size: int) -> int:
    return size


class Mixing(nn.Module):
    """Products without need, `waste` for each that counts."""

    def __init__(self, size: int, waste: int = 0) -> None:
        super().__init__()
        self.waste = waste
        self.weight = nn.Parameter(torch.eye(size))

    def forward(self, x: Tensor) -> Tensor:
        for _ in range(3):
            for _ in range(self.waste):
                torch.tanh(x @ self.weight)
            x = torch.tanh(x @ self.weight)
        return x


class Wasteful(Mixing):
    def __init__(self, size: int) -> None:
        super().__init__(size, waste=9)


class Lavish(Mixing):
    def forward(self, x: Tensor) -> Tensor:
        copies = [x + number for number in range(20)]
        return super().forward(x) + 0 * copies[0]


class Rushing(Mixing):
    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight


def mix(x: Tensor, *, times: int) -> Tensor:
    for _ in range(times):
        x = torch.tanh(x @ x)
    return x
