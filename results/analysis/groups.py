"""The result of a class or a school: what every page, chart, sentence and PDF is made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from results.analysis.cells import Cell, PupilFigure, pupil_figures
from results.analysis.figures import (
    NO_FIGURE,
    Figure,
    area_figure,
    area_percent,
    group_figure,
    shown_as_reference,
)

NOTHING = PupilFigure()


@dataclass(frozen=True)
class DomainPlan:
    """A domain of the edition, with the average of all participants as it was computed."""

    pk: int
    name: str
    reference: Figure = NO_FIGURE


@dataclass(frozen=True)
class AreaPlan:
    name: str
    domains: tuple[DomainPlan, ...]


@dataclass(frozen=True)
class ReferenceBasis:
    """What the averages of all participants rest on; `provisional` while points come in."""

    schools: int
    pupils: int
    computed_at: datetime
    provisional: bool


@dataclass(frozen=True)
class Plan:
    """The learning areas of an edition in order, and what their references rest on."""

    areas: tuple[AreaPlan, ...]
    basis: ReferenceBasis | None = None


@dataclass(frozen=True)
class Line:
    """One line of the table: the own figure and, beside it, that of all participants."""

    name: str
    own: Figure
    reference: Figure


@dataclass(frozen=True)
class AreaLine(Line):
    domains: tuple[Line, ...] = ()

    @property
    def has_figures(self) -> bool:
        """Whether some domain has a figure, of the group or of all participants."""
        return any(domain.own.exists or domain.reference.exists for domain in self.domains)


@dataclass(frozen=True)
class PupilArea:
    own: PupilFigure
    domains: tuple[PupilFigure, ...]


@dataclass(frozen=True)
class PupilLine:
    """A pupil's percentages: per learning area in the order of the result's, and its domains."""

    name: str
    areas: tuple[PupilArea, ...]

    @property
    def is_left_out(self) -> bool:
        """Whether some figure of this pupil does not count in the averages."""
        return any(
            figure.percent is not None and not figure.counts
            for area in self.areas
            for figure in area.domains
        )


@dataclass(frozen=True)
class GroupResult:
    """`label` is how sentences and tables call the group (`klas 6A`, `onze school`), `bar_name`
    how its bars in a chart are called. `pupils` is empty for who may not see names."""

    label: str
    bar_name: str
    areas: tuple[AreaLine, ...]
    basis: ReferenceBasis | None
    pupils_in_group: int
    pupils_with_points: int
    pupils: tuple[PupilLine, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()  # who is in no average, or not in all, and why

    @property
    def has_figures(self) -> bool:
        return any(domain.own.exists for area in self.areas for domain in area.domains)

    @property
    def areas_to_show(self) -> tuple[AreaLine, ...]:
        """The areas of which there is something to see in a table."""
        return tuple(area for area in self.areas if area.has_figures)

    @property
    def has_full_area(self) -> bool:
        return any(area.own.exists for area in self.areas)

    @property
    def has_left_out(self) -> bool:
        return any(pupil.is_left_out for pupil in self.pupils)


def group_result(
    *,
    label: str,
    bar_name: str,
    plan: Plan,
    pupils: Sequence[tuple[int, str]],
    cells: Iterable[Cell],
    with_names: bool,
    left_out: Mapping[int, str] = MappingProxyType({}),
) -> GroupResult:
    """The result of the group of `pupils` (key and name, in order) from their filled cells.
    `left_out`: pupil → why averages leave them out; names only for who may see them."""
    figures = pupil_figures(cells)
    keys = [key for key, _ in pupils]
    lines = tuple(_pupil_line(key, name, plan, figures) for key, name in pupils)
    return GroupResult(
        label=label,
        bar_name=bar_name,
        areas=tuple(_area_line(area, keys, figures) for area in plan.areas),
        basis=plan.basis,
        pupils_in_group=len(keys),
        pupils_with_points=sum(
            any(f.percent is not None for area in line.areas for f in area.domains)
            for line in lines
        ),
        pupils=lines if with_names else (),
        left_out=tuple(
            (name if with_names else "", left_out[key]) for key, name in pupils if key in left_out
        ),
    )


def _area_line(area: AreaPlan, pupils: list[int], figures: dict) -> AreaLine:
    domains = tuple(
        Line(
            domain.name,
            group_figure(figures.get((pupil, domain.pk), NOTHING) for pupil in pupils),
            shown_as_reference(domain.reference),
        )
        for domain in area.domains
    )
    return AreaLine(
        area.name,
        area_figure([domain.own for domain in domains]),
        area_figure([domain.reference for domain in domains]),
        domains,
    )


def _pupil_line(key: int, name: str, plan: Plan, figures: dict) -> PupilLine:
    areas = []
    for area in plan.areas:
        domains = tuple(figures.get((key, domain.pk), NOTHING) for domain in area.domains)
        areas.append(PupilArea(area_percent(domains), domains))
    return PupilLine(name, tuple(areas))
