"""Time and memory from outside: right figures, doubt where they cannot be had, and nothing gained by cheating."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
import torch
from torch import Tensor

from proctor.checks.author import expect_no_more_memory, expect_not_slower
from proctor.checks.figures import PeakFigures, TimeFigures
from proctor.checks.measuring import race as racing
from proctor.checks.measuring.baseline import CARRIED, ENTRY, read_baseline
from proctor.checks.measuring.residence import Residence
from proctor.checks.measuring.steps import Fresh, Inputs, Step, Tolerance, own_copy, step_of
from proctor.checks.outcome import Unsure
from proctor.session.verdicts import Verdict
from tests.checks.data.layers import plain_mixing
from tests.checks.engines import PRELUDE, Engine, Outcome, request

EXACT = Tolerance(0.0, 0.0)


@dataclass
class Clock:
    """Time that moves only when somebody works."""

    now_s: float = 0.0
    cpu_s: float = 0.0

    def work(self, wall_s: float, cpu_s: float | None = None) -> None:
        self.now_s += wall_s
        self.cpu_s += wall_s if cpu_s is None else cpu_s


@dataclass
class FakeSides:
    """Two sides that take the seconds they are told to take."""

    clock: Clock
    work_s: Callable[[], float] = lambda: 0.010
    baseline_s: Callable[[], float] = lambda: 0.010
    baseline_cpu_share: float = 1.0
    carried_s: float = 0.001
    limit_s: float = 10.0
    answer: Callable[[Tensor], Tensor] = field(default=lambda x: x)

    @property
    def work(self) -> Step:
        def function(x: Tensor) -> Tensor:
            self.clock.work(self.work_s(), 0.0)
            return self.answer(x)

        return Step(function, (), grad=False)

    @property
    def baseline(self) -> Step:
        def function(x: Tensor) -> Tensor:
            seconds = self.baseline_s()
            self.clock.work(seconds, seconds * self.baseline_cpu_share)
            return x

        return Step(function, (), grad=False)

    def carry(self, _inputs: Inputs, _results: object) -> None:
        self.clock.work(self.carried_s)

    def baseline_cpu_s(self) -> float:
        return self.clock.cpu_s

    def left_s(self) -> float:
        return self.limit_s - self.clock.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(racing, "perf_counter", lambda: clock.now_s)
    return clock


def run(sides: FakeSides) -> TimeFigures:
    return racing.race(sides, lambda: (torch.rand(4),), EXACT, what="Work")


def test_the_transport_is_not_part_of_the_ratio(clock: Clock) -> None:
    figures = run(FakeSides(clock, work_s=lambda: 0.021, baseline_s=lambda: 0.011))
    assert figures.ratio == pytest.approx(2.0)
    assert figures.low == pytest.approx(2.0)
    assert figures.high == pytest.approx(2.0)
    assert figures.carried_ms == pytest.approx(1.0)


def test_a_baseline_that_was_kept_waiting_cannot_pass_the_work(clock: Clock) -> None:
    figures = run(FakeSides(clock, work_s=lambda: 0.041, baseline_s=lambda: 0.041, baseline_cpu_share=0.25))
    assert figures.ratio == pytest.approx(1.0)
    assert figures.high > 4


def test_a_few_disturbed_pairs_change_nothing_and_many_widen_the_bounds(clock: Clock) -> None:
    def every(count: int) -> Iterator[float]:
        while True:
            yield from (0.101, *([0.011] * (count - 1)))

    rare, often = every(8), every(2)
    assert run(FakeSides(clock, work_s=lambda: next(rare))).high < 1.5
    figures = run(FakeSides(clock, work_s=lambda: next(often)))
    assert figures.low < 1.5
    assert figures.high > 5


def test_work_that_the_transport_hides_is_unsure(clock: Clock) -> None:
    with pytest.raises(Unsure, match="too much"):
        run(FakeSides(clock, baseline_s=lambda: 0.0011, work_s=lambda: 0.0011))


def test_a_slow_measurement_ends_with_few_pairs_and_says_whether_another_fits(clock: Clock) -> None:
    slow = run(FakeSides(clock, work_s=lambda: 0.6, baseline_s=lambda: 0.5))
    assert slow.pairs == racing.PAIRS_MIN
    assert not slow.can_repeat
    clock.now_s = 0.0
    assert run(FakeSides(clock)).pairs == racing.PAIRS_MAX


def test_a_timed_result_that_is_wrong_fails_however_fast(clock: Clock) -> None:
    with pytest.raises(AssertionError, match="Work, while it was measured: 4 of 4"):
        run(FakeSides(clock, work_s=lambda: 0.0, answer=lambda x: x + 1))
    with pytest.raises(AssertionError, match="0 tensors came back"):
        run(FakeSides(clock, answer=lambda _: None))  # type: ignore[arg-type, return-value]


def figures(low: float, ratio: float, high: float, *, can_repeat: bool = True) -> TimeFigures:
    return TimeFigures(ratio, low, high, 1.0, 1.0, 0.0, 9, can_repeat)


def test_slowness_has_to_show_three_times() -> None:
    slow = figures(2.9, 3.0, 3.1)
    rounds = [slow, figures(1.0, 1.5, 9.0), figures(0.9, 1.0, 1.1)]
    assert expect_not_slower(lambda: rounds.pop(0), factor=2, what="Layer").ratio == 1.0
    with pytest.raises(AssertionError, match=r"Layer: takes 3\.00 times as long"):
        expect_not_slower(lambda: slow, factor=2, what="Layer")


@pytest.mark.parametrize(
    "doubtful", [figures(1.9, 2.1, 2.3), figures(1.0, 1.5, 9.0), figures(3, 3, 3, can_repeat=False)]
)
def test_what_is_close_or_noisy_or_cannot_be_repeated_is_unsure(doubtful: TimeFigures) -> None:
    with pytest.raises(Unsure, match="a person will look"):
        expect_not_slower(lambda: doubtful, factor=2, what="Layer")


@pytest.mark.parametrize(
    ("work_bytes", "baseline_bytes", "ending"),
    [(40, 40, None), (79, 40, None), (84, 40, Unsure), (200, 40, AssertionError), (200, 1, Unsure)],
)
def test_peaks_fail_only_when_they_are_clearly_above(
    work_bytes: int, baseline_bytes: int, ending: type[Exception] | None
) -> None:
    peaks = PeakFigures(work_bytes << 20, baseline_bytes << 20)
    if ending is None:
        assert expect_no_more_memory(lambda: peaks, factor=2, what="Layer") is peaks
    else:
        with pytest.raises(ending, match="Layer"):
            expect_no_more_memory(lambda: peaks, factor=2, what="Layer")


def test_a_peak_that_could_be_seen_only_once_is_unsure() -> None:
    with pytest.raises(Unsure, match="twice"):
        expect_no_more_memory(lambda: PeakFigures(200 << 20, 40 << 20, can_repeat=False), factor=2, what="Layer")


def test_inputs_have_to_be_new_each_time() -> None:
    same = torch.ones(3)
    for make in (lambda: (same,), lambda: (torch.ones(3),), lambda: (3,)):
        fresh = Fresh(make)
        with pytest.raises(TypeError, match="made anew"):
            [fresh() for _ in range(2)]


def test_a_copy_shares_nothing_and_asks_for_gradients_where_it_can() -> None:
    x, index = torch.rand(2, 3).t(), torch.tensor([1])
    copy, (other,) = own_copy((x, [index]), grad=True)
    assert copy.requires_grad
    assert not other.requires_grad
    assert copy.stride() == x.stride()
    assert copy.data_ptr() != x.data_ptr()


def test_a_step_with_gradients_gives_those_of_inputs_and_parameters() -> None:
    step = step_of(plain_mixing.Mixing(3), grad=True)
    result, of_x, of_weight = step(own_copy((torch.rand(2, 3),), grad=True))
    assert (result.shape, of_x.shape, of_weight.shape) == ((2, 3), (2, 3), (3, 3))
    assert not result.requires_grad


def test_a_baseline_travels_with_its_file_and_a_carrier() -> None:
    baseline = read_baseline(plain_mixing.Mixing)
    assert baseline.is_class
    assert b"class Mixing" in baseline.tree()["plain_mixing.py"]
    assert CARRIED.encode() in baseline.tree()[ENTRY]
    assert not read_baseline(plain_mixing.mix).is_class


@pytest.mark.parametrize("thing", [lambda x: x, print, Fresh, clock, plain_mixing.Mixing(1), "text"])
def test_a_baseline_stands_alone(thing: object) -> None:
    with pytest.raises(TypeError, match="baseline"):
        read_baseline(thing)  # type: ignore[arg-type]


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
GROWS = """
import sys
for size in sys.stdin:
    block = b"x" * (int(size) << 20)
    del block
    print("done", flush=True)
"""


@linux
def test_a_peak_is_seen_from_outside_and_can_be_forgotten() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", GROWS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def grow(size_mb: int) -> None:
            process.stdin.write(f"{size_mb}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "done\n"

        grow(1)
        residence = Residence(process.pid)
        before = residence.now_bytes()
        grow(64)
        assert 60 << 20 < residence.peak_bytes() - before < 70 << 20
        assert residence.now_bytes() - before < 8 << 20
        assert residence.forget_peak()
        grow(16)
        assert 15 << 20 < residence.peak_bytes() - before < 24 << 20
        process.stdin.close()
        process.wait()
        with pytest.raises(Unsure):
            residence.peak_bytes()
        assert not residence.forget_peak()
        residence.close()


@linux
def test_helpers_of_a_process_are_noticed() -> None:
    residence = Residence(os.getpid())
    before = residence.family()
    subprocess.run([sys.executable, "-c", ""], check=True)
    after = residence.family()
    residence.close()
    assert after != before


@pytest.mark.parametrize("pid", [None, 0, (1 << 22) + 1])
def test_a_process_that_cannot_be_seen_leaves_doubt(pid: int | None) -> None:
    with pytest.raises(Unsure):
        Residence(pid)


MIXING = (
    PRELUDE
    + """
import threading, time, os

class Mixing(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.eye(size))

    def mixed(self, x):
        for _ in range(3):
            x = torch.tanh(x @ self.weight)
        return x

    def slowly(self, x):
        for _ in range(12):
            self.mixed(x)
        return self.mixed(x)

    def forward(self, x):
        return self.slowly(x)
"""
)
TIMED = """
import plain_mixing

def make():
    return (torch.randn(1024, 128),)

def test_time(candidate):
    measure = candidate.measure_time
    expect_not_slower(lambda: measure("Mixing", 128, inputs=make, baseline=plain_mixing.Mixing, atol=1e-4, rtol=1e-4),
                      factor=4, what="Mixing")
"""
PEAK = """
import plain_mixing

def many():
    return (torch.randn(32768, 128),)

def test_peak(candidate):
    measure = candidate.measure_peak
    expect_no_more_memory(lambda: measure("Mixing", 128, inputs=many, baseline=plain_mixing.Mixing,
                                          atol=1e-4, rtol=1e-4), factor=2, what="Mixing")
"""
SLOW_CHEATS = {
    "plain": "",
    "clocks": "time.perf_counter = time.monotonic = time.time = lambda: 0.0\n"
    "import resource\nresource.getrusage = lambda who: None\n",
    "memory of values": """
_seen = {}
def forward(self, x):
    key = hash(bytes(x.numpy().data))
    if key not in _seen:
        _seen[key] = self.slowly(x)
    return _seen[key]
Mixing.forward = forward
""",
    "memory of places": """
_seen = {}
def forward(self, x):
    if x.data_ptr() not in _seen:
        _seen[x.data_ptr()] = self.slowly(x)
    return _seen[x.data_ptr()]
Mixing.forward = forward
""",
    "returning early": """
def forward(self, x):
    result = torch.empty_like(x)
    threading.Thread(target=lambda: result.copy_(self.slowly(x)), daemon=True).start()
    return result
Mixing.forward = forward
""",
    "lazy result": """
class Lazy(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        real = tuple(a.work() if isinstance(a, Lazy) else a for a in args)
        return func(*real, **(kwargs or {}))
def forward(self, x):
    lazy = torch.Tensor._make_subclass(Lazy, x)
    lazy.work = lambda: self.slowly(x)
    return lazy
Mixing.forward = forward
""",
    "keeping the machine busy": "for _ in range(4):\n    if os.fork() == 0:\n        while True: pass\n",
    "faster precision": "Mixing.forward = lambda self, x: self.mixed(x.bfloat16().float())\n",
}
LONG = {"lazy result", "keeping the machine busy"}
MEMORY_CHEATS = {
    "plain": "def forward(self, x):\n    kept = [x + n for n in range(12)]\n    return self.mixed(x)\n",
    "set up by the file": "_kept = torch.ones(12, 32768, 128)\ndef forward(self, x):\n    return self.mixed(x)\n",
    "another process": """
def forward(self, x):
    result = torch.empty_like(x).share_memory_()
    pid = os.fork()
    if pid == 0:
        kept = [x + n for n in range(12)]
        result.copy_(self.mixed(x))
        os._exit(0)
    os.waitpid(pid, 0)
    return result.clone()
""",
}


def measured(engine: Engine, source: str, checks: str) -> Outcome:
    wanted = request(source, checks, check_s=20.0)
    baseline = Path(plain_mixing.__file__).read_bytes()
    return engine.carry_out(
        msgspec.structs.replace(wanted, checks={**wanted.checks, "checks/plain_mixing.py": baseline})
    )


@pytest.mark.alone
@pytest.mark.parametrize(
    "cheat", [pytest.param(name, marks=pytest.mark.slow if name in LONG else ()) for name in SLOW_CHEATS]
)
def test_slow_work_gains_nothing_by_cheating(engine: Engine, cheat: str) -> None:
    outcome = measured(engine, MIXING + SLOW_CHEATS[cheat], TIMED)
    assert outcome.verdicts["test_time"] in {Verdict.FAIL, Verdict.UNSURE}, outcome.checks
    assert outcome.checks["test_time"].evidence == "judge"


@linux
@pytest.mark.alone
@pytest.mark.parametrize("cheat", MEMORY_CHEATS)
def test_greedy_work_gains_nothing_by_cheating(engine: Engine, cheat: str) -> None:
    outcome = measured(engine, MIXING + MEMORY_CHEATS[cheat] + "Mixing.forward = forward\n", PEAK)
    expected = Verdict.UNSURE if cheat == "another process" else Verdict.FAIL
    assert outcome.verdicts == {"test_peak": expected}, outcome.checks


def test_a_baseline_that_breaks_is_our_fault_and_not_the_candidates(engine: Engine) -> None:
    wanted = request(MIXING, TIMED)
    for body, verdict in (("raise ValueError('no')", Verdict.FAULT), ("import os; os._exit(1)", Verdict.UNSURE)):
        text = f"class Mixing:\n    def __init__(self, size):\n        {body}\n"
        checks = {**wanted.checks, "checks/plain_mixing.py": text.encode()}
        outcome = engine.carry_out(msgspec.structs.replace(wanted, checks=checks))
        assert outcome.verdicts == {"test_time": verdict}, outcome.checks


def test_the_baseline_and_the_work_see_nothing_of_each_other(engine: Engine) -> None:
    looking = """
        import os, sys
        tops = {"/tmp", os.path.dirname(os.getcwd()), os.path.dirname(os.path.dirname(os.getcwd()))}
        walked = [step for top in tops for step in os.walk(top) if not step[0].startswith(sys.prefix)]
        found = [name for _, _, names in walked for name in names if name.endswith(".py")]
        raise ValueError(str(sorted(set(found))))
"""
    work = engine_words(engine, MIXING.replace("        super().__init__()\n", looking, 1), None)
    assert "work.py" in work
    assert "plain_mixing" not in work
    assert "measured" not in work


def test_the_baselines_process_has_files_of_nobody(engine: Engine) -> None:
    listing = "import os; raise RuntimeError(os.listdir('.'))"
    words = engine_words(engine, MIXING, f"class Mixing:\n    def __init__(self, size):\n        {listing}\n")
    assert "baseline raised RuntimeError: []" in words


def engine_words(engine: Engine, source: str, baseline: str | None) -> str:
    if baseline is None:
        return measured(engine, source, TIMED).checks["test_time"].message
    wanted = request(source, TIMED)
    checks = {**wanted.checks, "checks/plain_mixing.py": baseline.encode()}
    return engine.carry_out(msgspec.structs.replace(wanted, checks=checks)).checks["test_time"].message
