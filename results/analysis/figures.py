"""A figure: a mean with the number of pupils it rests on. Rounded only where it is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from results.analysis.cells import PupilFigure

FEWEST_PUPILS = 5


@dataclass(frozen=True)
class Figure:
    """A mean percentage (0–100) of `pupils` pupils; `mean` is None where there is none to show."""

    mean: float | None = None
    pupils: int = 0

    @property
    def exists(self) -> bool:
        return self.mean is not None


NO_FIGURE = Figure()


def group_figure(figures: Iterable[PupilFigure]) -> Figure:
    """The mean over the pupils who have a figure and count in averages."""
    percents = [f.percent for f in figures if f.counts and f.percent is not None]
    return Figure(fmean(percents), len(percents)) if percents else NO_FIGURE


def area_figure(domains: Sequence[Figure]) -> Figure:
    """A learning area: the unweighted mean of its domains' means, as the published totals are.

    None as long as a domain has no figure: a mean of some of the domains can't be laid beside a
    mean of all of them. `pupils` is the least of the domains': no part rests on fewer.
    """
    if not domains or not all(domain.exists for domain in domains):
        return NO_FIGURE
    return Figure(fmean(d.mean for d in domains), min(d.pupils for d in domains))


def area_percent(domains: Sequence[PupilFigure]) -> PupilFigure:
    """The same for one pupil."""
    percents = [domain.percent for domain in domains]
    counts = all(domain.counts for domain in domains)
    if not percents or None in percents:
        return PupilFigure(None, counts)
    return PupilFigure(fmean(percents), counts)


def shown_as_reference(figure: Figure) -> Figure:
    """The figure, or an empty one where fewer than five pupils stand behind it."""
    return figure if figure.pupils >= FEWEST_PUPILS else NO_FIGURE
