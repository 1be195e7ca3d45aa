"""The results as a person reads them: one table per benchmark, on Markdown's terms. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from benchmarks.figures import Figure, Statistic, Target

_HEADER: Final = (
    "| what | unit | median | mean | p90 | p99 | min - max | n | target | met |",
    "|---|---|---:|---:|---:|---:|---:|---:|---|---|",
)
_MET: Final = {True: "yes", False: "**no**", None: ""}
_NOTES: Final = """\
Made by `python -m benchmarks`. Times are taken outside the programs: at a terminal that the benchmark owns, which
answers a program's questions and stamps every byte, or at a client's socket. Percentiles are by nearest rank, so with
few samples p99 is the largest one. The first round of each kind is not counted: it fills caches. Ratios and differences
are between neighbours of the same round in the same run; compare them rather than milliseconds across machines.
A target speaks of one statistic, which it names; every figure is of the practice exercise on a screen of 120 x 40.
"""


def document(facts: Sequence[tuple[str, str]], results: Iterable[tuple[str, str, Sequence[Figure]]]) -> str:
    """The whole of `RESULTS.md`: facts about the machine, then title, explanation and figures of each benchmark."""
    lines = ["# Results", "", *_NOTES.splitlines(), "", "| | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in facts]
    for title, explanation, figures in results:
        lines += ["", f"## {title}", "", explanation, "", *table(figures)]
    return "\n".join(lines) + "\n"


def table(figures: Iterable[Figure]) -> list[str]:
    """The figures, a row each."""
    return [*_HEADER, *(_row(figure) for figure in figures)]


def _row(figure: Figure) -> str:
    numbers = (
        figure.value(Statistic.MEDIAN),
        figure.value(Statistic.MEAN),
        figure.percentile(90),
        figure.percentile(99),
    )
    cells = [figure.name, figure.unit, *(number_text(number) for number in numbers)]
    cells += [f"{number_text(min(figure.samples))} - {number_text(max(figure.samples))}", str(len(figure.samples))]
    cells += [target_text(figure.target), _MET[figure.met]]
    return f"| {' | '.join(cells)} |"


def target_text(target: Target | None) -> str:
    """`<= 25 p99`; empty without a target."""
    if target is None:
        return ""
    return f"{'<=' if target.at_most else '>='} {target.bound:g} {target.statistic}"


def number_text(number: float) -> str:
    """Three digits that matter, never an exponent."""
    magnitude = abs(number)
    for bound, digits in ((100, 0), (10, 1), (1, 2)):
        if magnitude >= bound:
            return f"{number:.{digits}f}"
    return f"{number:.3f}"
