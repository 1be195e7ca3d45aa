"""What a run says about code that does not simply answer: each ending has its word, and the next run is clean."""

import pytest

from proctor.session.verdicts import Verdict
from tests.checks.engines import PRELUDE, SCALE, SCALES, Engine

TWO_CHECKS = (
    SCALES
    + """
def test_again(candidate):
    expect_shape(candidate.build("Scale", 2)(torch.ones(2)), (2,), what="Output")
"""
)
FORWARD = SCALE.replace("return x * self.gain", "{body}")
IN_BACKWARD = (
    PRELUDE
    + """
class Stuck(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, grad):
        {body}

class Scale(nn.Module):
    def __init__(self, size):
        super().__init__()

    def forward(self, x):
        return Stuck.apply(x)
"""
)
BACKWARD_CHECK = """
def test_backward(candidate):
    candidate.build("Scale", 2)(torch.ones(2, requires_grad=True)).sum().backward()
"""


@pytest.mark.parametrize(
    ("ending", "line"),
    [
        ("import os; os._exit(0)", "os._exit(0)"),
        ("import ctypes; ctypes.string_at(0)", "ctypes.string_at(0)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", ""),
    ],
)
@pytest.mark.parametrize("place", ["import", "forward"])
def test_a_process_that_ends_itself_is_gone(engine: Engine, place: str, ending: str, line: str) -> None:
    source = ending + "\n" + SCALE if place == "import" else FORWARD.format(body=ending)
    outcome = engine.run(source, TWO_CHECKS)
    assert set(outcome.verdicts.values()) == {Verdict.GONE}
    assert all(line in finished.message for finished in outcome.checks.values())
    assert outcome.end.fault == ""
    assert engine.is_well()


@pytest.mark.parametrize("place", ["import", "forward"])
def test_an_endless_loop_times_out_and_shows_where(engine: Engine, place: str) -> None:
    source = "while True: pass\n" + SCALE if place == "import" else FORWARD.format(body="while True: pass")
    outcome = engine.run(source, SCALES, check_s=0.4)
    (finished,) = outcome.checks.values()
    assert finished.verdict == Verdict.TIMEOUT
    assert "while True: pass" in finished.message
    assert 400 <= finished.ms < 1500
    assert engine.is_well()


def test_a_loop_in_backward_times_out(engine: Engine) -> None:
    outcome = engine.run(IN_BACKWARD.format(body="while True: pass"), BACKWARD_CHECK, check_s=0.4)
    assert outcome.verdicts == {"test_backward": Verdict.TIMEOUT}
    assert "while True: pass" in outcome.checks["test_backward"].message


def test_an_exception_in_backward_is_an_error_with_its_line(engine: Engine) -> None:
    outcome = engine.run(IN_BACKWARD.format(body="raise KeyError('lost')"), BACKWARD_CHECK)
    assert outcome.verdicts == {"test_backward": Verdict.ERROR}
    assert "KeyError" in outcome.checks["test_backward"].message
    assert "raise KeyError('lost')" in outcome.checks["test_backward"].message


def test_a_loop_that_refuses_to_be_interrupted_still_ends(engine: Engine) -> None:
    body = "import signal; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 10, 15)]\n        while True: pass"
    outcome = engine.run(FORWARD.format(body=body), SCALES, check_s=0.4)
    assert outcome.verdicts == {"test_scales": Verdict.TIMEOUT}
    assert engine.is_well()


def test_a_stopped_process_times_out(engine: Engine) -> None:
    body = "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"
    outcome = engine.run(FORWARD.format(body=body), SCALES, check_s=0.4)
    assert outcome.verdicts == {"test_scales": Verdict.TIMEOUT}
    assert engine.is_well()


def test_after_a_timeout_the_next_check_gets_a_fresh_process(engine: Engine) -> None:
    source = FORWARD.format(body="while x.shape == (3, 4): pass\n        return x")
    outcome = engine.run(source, TWO_CHECKS, check_s=0.4)
    assert outcome.verdicts == {"test_scales": Verdict.TIMEOUT, "test_again": Verdict.PASS}


def test_a_check_cannot_swallow_the_loss_of_its_process(engine: Engine) -> None:
    checks = """
def test_swallows(candidate):
    try:
        candidate.build("Scale", 2)(torch.ones(2))
    except BaseException:
        pass
"""
    outcome = engine.run(FORWARD.format(body="import os; os._exit(3)"), checks)
    assert outcome.verdicts == {"test_swallows": Verdict.GONE}


def test_code_that_uses_up_the_run_leaves_timeouts_behind(engine: Engine) -> None:
    outcome = engine.run(FORWARD.format(body="while True: pass"), TWO_CHECKS, check_s=5.0, run_s=0.5)
    assert outcome.verdicts == {"test_scales": Verdict.TIMEOUT, "test_again": Verdict.TIMEOUT}
    assert "used up" in outcome.checks["test_again"].message


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f(:\n    pass\n", ("SyntaxError", "work.py:1: def f(:")),
        ("x = 1\nimport nothing_of_the_kind\n", ("ModuleNotFoundError", "work.py:2: import nothing_of_the_kind")),
        ("import sys\nsys.exit(0)\n", ("SystemExit: 0", "work.py:2: sys.exit(0)")),
        ("raise KeyboardInterrupt\n", ("KeyboardInterrupt", "work.py:1")),
        ("Scala = 3\nclass Other: pass\n", ("does not define Scale", "it defines: Other")),
        ("", ("does not define Scale", "no class and no function")),
        ("import work\n1 / 0\n", ("ZeroDivisionError", "work.py:2: 1 / 0")),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error_with_its_own_lines(
    engine: Engine, source: str, words: tuple[str, ...]
) -> None:
    outcome = engine.run(source, TWO_CHECKS)
    assert set(outcome.verdicts.values()) == {Verdict.ERROR}
    for finished in outcome.checks.values():
        assert all(word in finished.message for word in words), finished.message
        assert "loading.py" not in finished.message


def test_an_exception_keeps_its_class_and_only_shows_own_lines(engine: Engine) -> None:
    source = PRELUDE + (
        "class Odd(LookupError):\n    pass\n"
        "def inner(x):\n    raise Odd('no \\x1b[31mcolour\\x07 here')\n"
        "class Scale(nn.Module):\n    def __init__(self, n): super().__init__()\n"
        "    def forward(self, x):\n        return inner(x)\n"
    )
    checks = """
def test_as_error(candidate):
    candidate.build("Scale", 1)(torch.ones(1))

def test_as_expected(candidate):
    with pytest.raises(LookupError):
        candidate.build("Scale", 1)(torch.ones(1))
"""
    outcome = engine.run(source, checks)
    assert outcome.verdicts == {"test_as_error": Verdict.ERROR, "test_as_expected": Verdict.PASS}
    assert outcome.checks["test_as_error"].message == (
        "Odd: no colour here\n  work.py:10: return inner(x)\n  work.py:6: raise Odd('no \\x1b[31mcolour\\x07 here')"
    )


def test_a_flood_of_output_is_cut_and_harms_nothing(engine: Engine) -> None:
    body = "[print('y' * 1000) for _ in range(50_000)]\n        return x"
    outcome = engine.run(FORWARD.format(body=body), SCALES, output_bytes=2000, check_s=20)
    finished = outcome.checks["test_scales"]
    assert finished.verdict == Verdict.PASS
    assert finished.output.startswith("yyy")
    assert len(finished.output) <= 2000
    assert engine.is_well()


def test_output_belongs_to_the_check_that_caused_it(engine: Engine) -> None:
    outcome = engine.run(FORWARD.format(body="print('shape', tuple(x.shape)); return x"), TWO_CHECKS)
    assert outcome.checks["test_scales"].output == "shape (3, 4)"
    assert outcome.checks["test_again"].output == "shape (2,)"


def test_an_allocation_beyond_the_limit_is_an_error_of_the_code(engine: Engine) -> None:
    outcome = engine.run(FORWARD.format(body="return torch.zeros(1 << 40)"), SCALES)
    assert outcome.verdicts == {"test_scales": Verdict.ERROR}
    outcome = engine.run(FORWARD.format(body="return bytearray(600 << 20)"), SCALES, memory_bytes=512 << 20)
    assert "MemoryError" in outcome.checks["test_scales"].message
    assert engine.is_well()


_SPEAK = """
import os, socket, stat
def speak(data):
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                os.write(fd, data)
        except OSError:
            pass
"""


@pytest.mark.parametrize("data", [r"b'\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00junk'", r"b'\xff' * 64", "b'x'"])
def test_bytes_that_are_no_answer_are_a_loss(engine: Engine, data: str) -> None:
    source = FORWARD.format(body=f"speak({data}); return x") + _SPEAK
    outcome = engine.run(source, SCALES, check_s=2.0)
    assert outcome.verdicts == {"test_scales": Verdict.GONE}
    assert engine.is_well()


def test_a_second_answer_is_a_loss(engine: Engine) -> None:
    source = FORWARD.format(body="speak(encode_reply(Done(), [])[0]); return x") + _SPEAK
    source += "from proctor.checks.wire.frames import encode_reply\nfrom proctor.checks.wire.messages import Done\n"
    outcome = engine.run(source, TWO_CHECKS, check_s=2.0)
    assert outcome.verdicts["test_scales"] == Verdict.GONE


def test_tampering_with_comparisons_in_the_candidates_process_changes_nothing(engine: Engine) -> None:
    source = SCALE.replace("return x * self.gain", "return x * 2") + (
        "torch.allclose = torch.equal = lambda *a, **k: True\n"
        "torch.Tensor.__eq__ = lambda *a: True\n"
        "import builtins; builtins.isinstance = lambda *a: True\n"
    )
    assert engine.run(source, SCALES).verdicts["test_scales"] != Verdict.PASS
    assert engine.is_well()


def test_words_between_two_questions_are_a_loss(engine: Engine) -> None:
    """A thread of the candidate that speaks on its own cannot put an answer ahead of a question."""
    source = FORWARD.format(body="threading.Timer(0.05, speak, [b'x' * 12]).start(); return x") + _SPEAK
    checks = """
import time

def test_waits(candidate):
    module = candidate.build("Scale", 2)
    module(torch.ones(2))
    time.sleep(0.3)
"""
    outcome = engine.run("import threading\n" + source, checks)
    assert outcome.verdicts == {"test_waits": Verdict.GONE}


def test_an_import_that_does_not_end_says_so_for_every_check_at_once(engine: Engine) -> None:
    outcome = engine.run("import time\ntime.sleep(1000)\n", TWO_CHECKS, check_s=0.5)
    assert set(outcome.verdicts.values()) == {Verdict.TIMEOUT}
    for finished in outcome.checks.values():
        assert "did not finish its import" in finished.message
        assert "work.py:2: time.sleep(1000)" in finished.message
    assert outcome.end.ms < 2500


def test_a_process_that_ended_at_rest_is_replaced_for_the_next_check(engine: Engine) -> None:
    source = SCALE + "import os, threading\nthreading.Timer(0.3, lambda: os._exit(0)).start()\n"
    checks = """
import time

def test_before(candidate):
    candidate.build("Scale", 1)
    time.sleep(0.8)  # the process ends while the check does something else

def test_after(candidate):
    candidate.build("Scale", 1)
"""
    assert set(engine.run(source, checks).verdicts.values()) == {Verdict.PASS}


STUCK = """
def test_stuck(candidate):
    while True:
        pass

def test_swallows(candidate):
    while True:
        try:
            while True: pass
        except BaseException:
            again = True
        if again:
            break

def test_stuck_in_a_question(candidate):
    for x in iter(lambda: torch.ones(3, 4), None):
        candidate.build("Scale", 4)(x)

def test_after(candidate):
    candidate.build("Scale", 1)
"""


def test_a_check_that_does_not_end_is_our_fault_and_the_run_goes_on(engine: Engine) -> None:
    outcome = engine.run(SCALE, STUCK, ["test_stuck", "test_stuck_in_a_question", "test_after"], check_s=0.3)
    stuck = outcome.checks["test_stuck"]
    assert stuck.verdict == Verdict.FAULT
    assert "did not end within its time limit" in stuck.message
    assert stuck.ms < 3000
    assert outcome.verdicts["test_stuck_in_a_question"] in {Verdict.FAULT, Verdict.TIMEOUT}
    assert outcome.verdicts["test_after"] == Verdict.PASS


def test_a_stuck_check_does_not_use_up_the_time_of_those_after_it(engine: Engine) -> None:
    outcome = engine.run(SCALE, STUCK, ["test_stuck", "test_after"], run_s=0.5)
    assert outcome.verdicts == {"test_stuck": Verdict.FAULT, "test_after": Verdict.PASS}


def test_a_check_that_catches_everything_ends_too(engine: Engine) -> None:
    outcome = engine.run(SCALE, STUCK, ["test_swallows", "test_after"], check_s=0.3)
    assert outcome.verdicts["test_after"] == Verdict.PASS
    assert outcome.checks["test_swallows"].ms < 3000


def test_a_check_never_passes_on_memory_as_it_was_found(engine: Engine) -> None:
    checks = """
def test_empty(candidate):
    for _ in range(20):
        secret = [torch.full((64, n), 7.0) for n in (1, 4, 64)]
        del secret
        for blank in (torch.empty(64, 1), torch.empty(64, 4), torch.ones(1).new_empty(64, 64),
                      torch.empty_like(torch.ones(64, 64))):
            expect_exact(candidate.build("Scale", blank.shape[1])(blank), torch.zeros(blank.shape), what="Blank")
"""
    assert engine.run(SCALE, checks).verdicts == {"test_empty": Verdict.PASS}
