"""The stored references of an edition, as they are laid beside figures."""

from collections.abc import Iterable

from results.analysis.distribution import Distribution
from results.analysis.suppression import Verdict
from results.analysis.view import Basis
from results.analysis.wording.words import COMPARABLE, EVERYBODY
from results.analysis.yardsticks import NO_REFERENCE, Reference, Variances, Yardstick
from results.models import Reference as Stored
from results.models import ReferenceFigure
from schools.models import Edition

EVERYONE = ""  # the zone of all participants


def reference_of(edition: Edition) -> Stored | None:
    """The last definitive version, else the provisional one; None before the first computation."""
    return Stored.objects.filter(edition=edition).order_by("-version").first()


def yardsticks(
    edition: Edition, zone: str, *, with_items: bool = False
) -> tuple[Reference, Reference]:
    """All participants, and the schools of the zone (an empty zone has none to compare with).
    Two queries, three with the questions."""
    stored = reference_of(edition)
    if stored is None:
        return NO_REFERENCE, NO_REFERENCE
    zones = {EVERYONE, zone}
    figures = list(stored.figures.filter(zone__in=zones))
    shown = stored.items.filter(zone__in=zones, p__isnull=False)
    items = list(shown.values_list("zone", "item_id", "p")) if with_items else []
    everybody = _reference(stored, EVERYONE, EVERYBODY, figures, items)
    if not zone:
        return everybody, NO_REFERENCE
    return everybody, _reference(stored, zone, COMPARABLE, figures, items)


def _reference(
    stored: Stored,
    zone: str,
    name: str,
    figures: Iterable[ReferenceFigure],
    items: Iterable[tuple[str, int, float]],
) -> Reference:
    own = [figure for figure in figures if figure.zone == zone]
    return Reference(
        basis=basis_of(stored, name, zone, own),
        domains={one.domain_id: yardstick(one) for one in own if one.domain_id},
        areas={one.area_id: yardstick(one) for one in own if one.area_id},
        items={item: p for of, item, p in items if of == zone},
    )


def basis_of(stored: Stored, name: str, zone: str, figures: list[ReferenceFigure]) -> Basis:
    of_zone = (max((getattr(f, of) for f in figures), default=0) for of in ("schools", "pupils"))
    schools, pupils = of_zone if zone else (stored.schools, stored.pupils)
    return Basis(
        name=name,
        schools=schools,
        pupils=pupils,
        expected=stored.expected,
        entered=None if zone else stored.entered,
        moment=stored.computed_at,
        version=stored.version,
        reason=stored.reason,
    )


def yardstick(figure: ReferenceFigure) -> Yardstick:
    verdict = Verdict[figure.verdict]
    if not verdict.is_shown:
        return Yardstick(verdict)
    return Yardstick(
        verdict=verdict,
        lies=Distribution(
            pupils=figure.pupils,
            schools=figure.schools,
            mean=figure.mean,
            sd=figure.sd,
            percentiles=tuple(figure.percentiles),
            histogram=tuple(figure.histogram),
        ),
        error=figure.error,
        classes=_variances(figure.within_classes, figure.between_classes),
        schools=_variances(figure.within_schools, figure.between_schools),
    )


def _variances(within: float | None, between: float | None) -> Variances | None:
    return None if within is None or between is None else Variances(within, between)
