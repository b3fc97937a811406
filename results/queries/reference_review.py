"""A stored reference as the helpdesk looks it over: per domain and zone, beside the one in use."""

from collections.abc import Iterable
from dataclasses import dataclass

from ovsgtoets.kernel.formats import half_up, number
from results.analysis.suppression import Verdict
from results.analysis.wording.reasons import REFERENCE_NOT_SHOWN
from results.models import Reference, ReferenceFigure
from results.queries.references import EVERYONE


@dataclass(frozen=True)
class Line:
    """A domain or area: `mean` beside the mean `before` of the definitive version in use."""

    name: str
    is_area: bool
    pupils: int
    schools: int
    mean: float | None
    before: float | None
    why: str

    @property
    def difference(self) -> float | None:
        return None if None in (self.mean, self.before) else self.mean - self.before

    @property
    def difference_shown(self) -> str:
        """`+0,3`, `−1,2` or `0,0`, in percent points."""
        shown = number(abs(self.difference), 1)
        if half_up(self.difference, 1) == 0:
            return shown
        return f"{'+' if self.difference > 0 else '−'}{shown}"


@dataclass(frozen=True)
class ZoneLine:
    zone: str
    pupils: int
    schools: int
    shown: int
    domains: int


@dataclass(frozen=True)
class Review:
    reference: Reference
    in_use: Reference | None
    lines: tuple[Line, ...]
    zones: tuple[ZoneLine, ...]

    @property
    def is_in_use(self) -> bool:
        """Whether the definitive version in use has these very figures."""
        return bool(self.in_use and self.in_use.computed_at == self.reference.computed_at)


def review_of(reference: Reference) -> Review:
    """`in_use`: the last definitive version before this one. Four queries."""
    others = Reference.objects.filter(edition=reference.edition_id, version__gt=0)
    if reference.is_definitive:
        others = others.filter(version__lt=reference.version)
    in_use = others.order_by("-version").first()
    figures = list(_figures(reference))
    before = {_key(f): f.mean for f in _figures(in_use, zone=EVERYONE)} if in_use else {}
    own = [figure for figure in figures if figure.zone == EVERYONE]
    return Review(reference, in_use, tuple(_lines(own, before)), tuple(_zones(figures)))


def _figures(reference: Reference, **only):
    return (
        reference.figures.filter(**only)
        .select_related("domain__learning_area", "area")
        .order_by("zone")
    )


def _key(figure: ReferenceFigure) -> tuple:
    return figure.domain_id, figure.area_id


def _lines(figures: Iterable[ReferenceFigure], before: dict) -> list[Line]:
    """Each area, then its domains."""
    return [
        Line(
            name=str(figure.area or figure.domain),
            is_area=figure.area is not None,
            pupils=figure.pupils,
            schools=figure.schools,
            mean=figure.mean,
            before=before.get(_key(figure)),
            why=REFERENCE_NOT_SHOWN.get(Verdict[figure.verdict], ""),
        )
        for figure in sorted(figures, key=_place)
    ]


def _place(figure: ReferenceFigure) -> tuple:
    area = figure.area or figure.domain.learning_area
    return area.position, area.pk, figure.area is None, figure.domain and figure.domain.position


def _zones(figures: Iterable[ReferenceFigure]) -> list[ZoneLine]:
    of_zone: dict[str, list[ReferenceFigure]] = {}
    for figure in figures:
        if figure.zone != EVERYONE and figure.domain_id:
            of_zone.setdefault(figure.zone, []).append(figure)
    return [
        ZoneLine(
            zone=zone,
            pupils=max(f.pupils for f in own),
            schools=max(f.schools for f in own),
            shown=sum(f.verdict == Verdict.SHOWN.name for f in own),
            domains=len(own),
        )
        for zone, own in of_zone.items()
    ]
