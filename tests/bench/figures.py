"""What a part of the bench hands back, and how it is printed."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """One line of the table. `judged` is what the budget is about; without a budget, nothing is.

    `ratio` says how many times as long the same rows take by plain SQL in the same run.
    """

    name: str
    median: float
    p95: float | None = None
    most: float | None = None
    unit: str = "ms"
    budget: float | None = None
    judged: str = "median"
    at_least: bool = False
    ratio: float | None = None

    @property
    def missed(self) -> bool:
        if self.budget is None:
            return False
        value = getattr(self, self.judged)
        return value < self.budget if self.at_least else value > self.budget


@dataclass
class Outcome:
    """What a part found: figures, sentences beside them, and what went wrong."""

    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def of_seconds(name: str, seconds: Sequence[float], **more) -> Figure:
    """The figure, in milliseconds, of what was measured in `seconds`."""
    return Figure(
        name,
        median=1000 * statistics.median(seconds),
        p95=1000 * percentile(seconds, 0.95),
        most=1000 * max(seconds),
        **more,
    )


def timed(
    work: Callable[..., object], *, times: int, prepare: Callable[[], tuple] = tuple
) -> list[float]:
    """The seconds that `work` takes, `times` times after two that do not count. Each time,
    `prepare` hands it its arguments; what that takes does not count either."""
    seconds = []
    for _ in range(times + 2):
        arguments = prepare()
        begin = perf_counter()
        work(*arguments)
        seconds.append(perf_counter() - begin)
    return seconds[2:]


HEAD = ("", "median", "p95", "max", "budget", "× plain SQL")


def table(figures: Sequence[Figure]) -> str:
    """The figures under each other, numbers at the right; `!` before a missed budget."""
    rows = [HEAD, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _cells(figure: Figure) -> tuple[str, ...]:
    budget = ""
    if figure.budget is not None:
        sign = ">=" if figure.at_least else "<="
        what = "p95 " if figure.judged == "p95" else ""
        budget = f"{what}{sign} {_number(figure.budget)}"
    mark = "! " if figure.missed else "  "
    numbers = (figure.median, figure.p95, figure.most)
    shown = ["" if number is None else _number(number) for number in numbers]
    ratio = "" if figure.ratio is None else f"{figure.ratio:.1f}"
    return (f"{mark}{figure.name} ({figure.unit})", *shown, budget, ratio)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
