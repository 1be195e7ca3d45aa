"""The ledger of live bytes: exact figures for few storages, quick ones for many."""

import time

import pytest
import torch
from torch import Tensor

from proctor.checks.worker.ledger import measure


def test_peak_largest_and_retained_are_exact() -> None:
    kept: list[Tensor] = []

    def call() -> None:
        big = torch.zeros(1000)
        kept.append(torch.zeros(10))
        del big
        torch.zeros(500)

    live = measure(call, [])
    assert (live.peak, live.largest, live.retained) == (4040, 4000, 40)


def test_memory_that_is_used_again_is_counted_once() -> None:
    def call() -> None:
        for _ in range(2000):
            torch.zeros(1000).add_(1)

    assert measure(call, []).peak == 4000


@pytest.mark.parametrize("count", [200, 4000])
def test_many_living_tensors_add_up(count: int) -> None:
    def call() -> None:
        kept = [torch.zeros(100) for _ in range(count)]
        del kept

    assert 0.99 <= measure(call, []).peak / (400 * count) <= 1


@pytest.mark.slow
def test_time_grows_with_the_number_of_operations_and_not_with_its_square() -> None:
    def spent_s(count: int) -> float:
        kept: list[Tensor] = []
        began_s = time.perf_counter()
        measure(lambda: kept.extend(torch.zeros(1) for _ in range(count)), [])
        return time.perf_counter() - began_s

    spent_s(100)
    assert spent_s(16000) < 12 * spent_s(4000)
