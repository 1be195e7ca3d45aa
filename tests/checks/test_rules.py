"""Pure rules of the check engine: order, seeds, text, verdicts, clock, figures."""

import builtins
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch.autograd.gradcheck import GradcheckError

from proctor.checks.figures import CompileFigures, MemoryFigures
from proctor.checks.judge.clock import RunClock
from proctor.checks.judge.raised import raised_like
from proctor.checks.judge.supply import Loss
from proctor.checks.judge.verdicts import finding
from proctor.checks.outcome import (
    CandidateRaised,
    ContractBroken,
    EngineFault,
    SourceLine,
    Unsure,
    WorkerEnded,
    WorkerGone,
    WorkerTimeout,
)
from proctor.checks.plain import plain_text
from proctor.checks.request import Limits
from proctor.checks.seeds import check_seed
from proctor.checks.selection import ordered
from proctor.checks.wire.messages import Line, Raised
from proctor.session.verdicts import Verdict

names = st.sampled_from("abcdefg")


@given(st.lists(names, unique=True), st.dictionaries(names, st.lists(names, max_size=3)))
def test_order_keeps_every_check_and_puts_needs_first_unless_they_run_in_a_circle(
    select: list[str], needs: dict[str, list[str]]
) -> None:
    order = ordered(select, needs)
    assert sorted(order) == sorted(select)
    forward_only = {check: [other for other in others if other < check] for check, others in needs.items()}
    order = ordered(select, forward_only)
    for check, others in forward_only.items():
        for other in set(others) & set(select):
            assert check not in select or order.index(other) < order.index(check)


@given(st.lists(names, unique=True))
def test_order_without_needs_is_the_requested_one(select: list[str]) -> None:
    assert ordered(select, {}) == select


@given(st.integers(), st.text(max_size=20), st.text(max_size=20))
def test_seeds_differ_by_check_and_fit_torch(run_seed: int, first: str, second: str) -> None:
    assert 0 <= check_seed(run_seed, first) < 1 << 63
    assert (check_seed(run_seed, first) == check_seed(run_seed, second)) == (first == second)


@given(st.text(max_size=300), st.integers(1, 50))
def test_plain_text_holds_nothing_that_moves_a_terminal(text: str, limit: int) -> None:
    shown = plain_text(text, limit)
    assert len(shown) <= limit
    assert not any(ord(character) < 32 and character not in "\n\t" for character in shown)
    assert not any(character in shown for character in "\x7f\x9b\u202e\u2066")
    shown.encode()


def test_plain_text_drops_whole_sequences_and_keeps_words() -> None:
    assert plain_text("\x1b[1;31mred\x1b[0m \x1b]52;c;aGk=\x07end\r\n") == "red end"
    assert plain_text("日本 ü\tx") == "日本 ü\tx"


def raised(kind: type[BaseException]) -> Raised:
    kinds = tuple(item.__name__ for item in kind.__mro__ if item.__module__ == "builtins")
    return Raised(kind.__name__, kinds, "why", (Line("a.py", 3, "x = 1"),))


@pytest.mark.parametrize(
    "kind",
    [item for item in vars(builtins).values() if isinstance(item, type) and issubclass(item, BaseException)],
)
def test_an_exception_of_the_candidate_keeps_its_built_in_class(kind: type[BaseException]) -> None:
    error = raised_like(raised(kind))
    assert isinstance(error, CandidateRaised)
    assert str(error) == "why"
    if issubclass(kind, Exception) and not issubclass(kind, StopIteration | StopAsyncIteration | BaseExceptionGroup):
        assert isinstance(error, kind)
    else:
        assert isinstance(error, Exception)
    found = finding(error, None)
    assert found.verdict == Verdict.ERROR
    assert found.message == f"{kind.__name__}: why\n  a.py:3: x = 1"


def test_an_exception_of_the_candidate_does_not_end_a_loop_of_the_check() -> None:
    def call(_x: int) -> int:
        raise raised_like(raised(StopIteration))

    with pytest.raises(CandidateRaised):
        list(map(call, [1, 2]))
    with pytest.raises(CandidateRaised):
        sum(call(x) for x in [1, 2])


@pytest.mark.parametrize(
    "name", ["Skipped", "Failed", "Exit", "Unsure", "EngineFault", "WorkerGone", "CandidateRaised"]
)
def test_a_class_is_never_one_that_decides_a_verdict(name: str) -> None:
    error = raised_like(Raised(name, (name, "Exception", "BaseException", "object"), "why", ()))
    assert finding(error, None).verdict == Verdict.ERROR
    assert not isinstance(error, Unsure | AssertionError | pytest.skip.Exception | WorkerEnded)


def test_lying_lines_and_names_reach_nobodys_terminal() -> None:
    bad = "\x1b]0;owned\x07\x1b[31m\u202ex\r"
    error = raised_like(Raised(bad, (bad,), bad, (Line(bad, -5, bad),)))
    for text in (finding(error, None).message, error.type_name, str(error), *map(str, error.lines)):
        assert not {"\x1b", "\x07", "\u202e", "\r"} & set(text)
    named = ContractBroken(f"state_dict keys differ (not promised: {bad})")
    assert "\x1b" not in finding(named, None).message


@given(st.lists(st.text(max_size=12), max_size=30), st.text(max_size=10))
def test_made_up_classes_are_still_exceptions_of_the_candidate(kinds: list[str], message: str) -> None:
    random.Random(1).shuffle(kinds)
    error = raised_like(Raised("Odd", (*kinds, "object", "int", "SystemExit", "print"), message, ()))
    assert isinstance(error, CandidateRaised)
    assert not isinstance(error, SystemExit)


@pytest.mark.parametrize(
    ("error", "verdict", "words"),
    [
        (None, Verdict.PASS, ""),
        (AssertionError("off by one"), Verdict.FAIL, "off by one"),
        (ContractBroken("None came back"), Verdict.FAIL, "None came back"),
        (GradcheckError("Jacobian mismatch"), Verdict.FAIL, "Jacobian mismatch"),
        (Unsure("control"), Verdict.UNSURE, "control"),
        (pytest.skip.Exception("later"), Verdict.SKIP, "later"),
        (pytest.fail.Exception("DID NOT RAISE <class 'ValueError'>"), Verdict.FAIL, "A ValueError is promised"),
        (RuntimeError("element 0 of tensors does not require grad and ..."), Verdict.FAIL, "No gradient flows"),
        (RuntimeError("anything else"), Verdict.FAULT, "The check itself broke: RuntimeError: anything else"),
        (WorkerTimeout("no answer"), Verdict.TIMEOUT, "no answer"),
        (WorkerGone("ended"), Verdict.GONE, "ended"),
        (EngineFault("did not start"), Verdict.FAULT, "did not start"),
    ],
)
def test_each_ending_has_its_verdict(error: BaseException | None, verdict: Verdict, words: str) -> None:
    found = finding(error, None)
    assert found.verdict == verdict
    assert words in found.message


def test_a_lost_process_decides_before_what_the_check_made_of_it() -> None:
    loss = Loss(WorkerGone("Your code's process ended"), (SourceLine("a.py", 1, "os._exit(0)"),))
    for error in (None, AssertionError("x"), pytest.skip.Exception("x")):
        found = finding(error, loss)
        assert found.verdict == Verdict.GONE
        assert found.message == "Your code's process ended\n  a.py:1: os._exit(0)"


def test_time_that_we_cost_moves_every_limit() -> None:
    clock = RunClock(Limits(check_s=5.0, run_s=8.0))
    first, run = clock.check_ends, clock.run_ends
    clock.excuse(100.0)
    assert clock.check_ends == first + 100
    assert clock.run_ends == run + 100
    assert clock.check_ms() < 0
    assert not clock.run_is_over()


def test_a_check_has_no_more_time_than_its_run() -> None:
    clock = RunClock(Limits(check_s=50.0, run_s=0.0))
    assert clock.run_is_over()
    assert clock.deadline() == clock.run_ends


def test_time_in_line_for_a_processor_is_excused_up_to_a_multiple_of_the_limit() -> None:
    clock = RunClock(Limits(check_s=5.0, run_s=8.0))
    first, run = clock.check_ends, clock.run_ends
    assert clock.excuse_check(4.0) == 4.0
    assert (clock.check_ends, clock.run_ends) == (first + 4, run + 4)
    assert clock.excuse_check(100.0) == 6.0  # 2 * 5 for a check
    assert clock.excuse_check(1.0) == 0.0
    assert clock.check_ends == first + 10
    clock.excuse_run(100.0)
    assert clock.run_ends == run + 16  # 2 * 8 for a run
    clock.begin_check()
    assert clock.excuse_check(1.0) == 0.0  # the run has no more


GOOD = {"peak_bytes": 8000, "largest_bytes": 4000, "retained_bytes": 4000}


def test_figures_are_believed_only_with_the_right_control() -> None:
    assert MemoryFigures.checked({"peak_bytes": 3, "largest_bytes": 2, "retained_bytes": 0}, GOOD).peak_bytes == 3
    for control in ({}, {**GOOD, "peak_bytes": 0}, {**GOOD, "more": 1}):
        with pytest.raises(Unsure):
            MemoryFigures.checked(GOOD, control)
    for figures in ({}, {**GOOD, "peak_bytes": -1}):
        with pytest.raises(Unsure):
            MemoryFigures.checked(figures, GOOD)
    right = {"straight": 1, "branching": 0}
    assert CompileFigures.checked({"compiled": 1, "same": 0}, right, "x").compiled
    with pytest.raises(Unsure):
        CompileFigures.checked({"compiled": 1, "same": 1}, {"straight": 1, "branching": 1}, "")
