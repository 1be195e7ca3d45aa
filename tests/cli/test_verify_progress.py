"""How a proof says how far it is: on a terminal in one line, elsewhere in few."""

import io

from proctor.authoring.claims import Claim
from proctor.authoring.trials import Trial
from proctor.cli.verify_progress import Progress

TRIAL = Trial(
    Claim("reference", "reference/one-with-a-very-long-name-that-no-line-has-room-for", None, ("mid",)), "mid", 1
)


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO) -> str:
    progress = Progress(stream)
    progress.begin("layer/one")
    progress.measured()
    for number in range(1, 4):
        progress.tell(number, 3, TRIAL)
    progress.end(1)
    progress.clear()
    return stream.getvalue()


def test_a_terminal_has_one_line_that_changes_and_is_empty_in_the_end() -> None:
    written = told(Terminal())
    assert "\n" not in written
    lines = written.replace("\x1b[K", "").split("\r")
    assert [line.partition(", ")[0] for line in lines if "trials" in line] == [
        f"layer/one: {number} of 3 trials" for number in (1, 2, 3)
    ]
    assert max(map(len, lines)) < 80
    assert written.endswith("\r\x1b[K")


def test_a_log_gets_few_plain_lines() -> None:
    assert told(io.StringIO()) == "layer/one: measuring its time\nlayer/one: 1 problem\n"
