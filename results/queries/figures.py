"""The results of a class and of a school, loaded and handed to the pure analysis."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from ovsgtoets.kernel.clock import school_year_of, today
from results.analysis.cells import Cell
from results.analysis.figures import NO_FIGURE, Figure
from results.analysis.groups import (
    AreaPlan,
    DomainPlan,
    GroupResult,
    Plan,
    ReferenceBasis,
    group_result,
)
from results.analysis.left_out import cells_left_out, reasons
from results.analysis.view import Basis
from results.analysis.yardsticks import NO_YARDSTICK, Reference
from results.models import Domain, Item, Score
from results.queries.exemptions import exempt_areas, exempt_domains
from results.queries.references import yardsticks
from schools.models import Edition, Pupil, SchoolClass
from schools.models.pupil import PupilQuerySet
from schools.queries import classes_of_school, running_edition


def editions_with_results(school) -> list[Edition]:
    """The running edition, and the earlier ones in which the school has classes, newest first."""
    running = running_edition()
    last_year = school_year_of(today())
    editions = Edition.objects.filter(year__lt=last_year).filter(
        Exists(SchoolClass.objects.for_school(school).filter(edition=OuterRef("pk")))
    )
    return ([running] if running else []) + list(editions)


def class_result(school_class: SchoolClass, *, with_names: bool) -> GroupResult:
    """The result of the class; with its pupils only for who may see them by name."""
    return _result(
        [school_class],
        school_class.edition,
        label=f"klas {school_class.name}",
        bar_name="deze klas",
        with_names=with_names,
    )


def school_result(school, edition: Edition) -> GroupResult:
    """The result of the whole school, without its pupils."""
    return _result(
        classes_of_school(school, edition),
        edition,
        label="onze school",
        bar_name="onze school",
        with_names=False,
    )


def _result(classes: Iterable[SchoolClass], edition: Edition, **of_group) -> GroupResult:
    pupils = counted(Pupil.objects.filter(school_class__in=classes))
    found = list(pupils)
    return group_result(
        plan=plan_of(edition),
        pupils=[(pupil.pk, str(pupil)) for pupil in found],
        left_out=reasons(
            voluntary=[pupil.pk for pupil in found if pupil.voluntary], areas=exempt_areas(pupils)
        ),
        cells=cells_of(pupils, edition),
        **of_group,
    )


def counted(pupils: PupilQuerySet) -> QuerySet[Pupil]:
    """Who belongs to the group: who is there, and who left after there were points."""
    with_points = Exists(Score.objects.filter(pupil=OuterRef("pk")))
    return pupils.filter(Q(pk__in=pupils.present(today()).values("pk")) | with_points)


def plan_of(edition: Edition) -> Plan:
    """The areas and domains of the edition that have items, with their references. One query."""
    domains = (
        Domain.objects.filter(learning_area__edition=edition)
        .filter(Exists(Item.objects.counting().filter(domain=OuterRef("pk"))))
        .select_related("learning_area")
        .order_by("learning_area__position", "learning_area_id", "position", "pk")
    )
    everybody, _ = yardsticks(edition, "")
    return Plan(
        areas=tuple(
            AreaPlan(area.name, tuple(_domain_plan(domain, everybody) for domain in of_area))
            for area, of_area in groupby(domains, key=lambda domain: domain.learning_area)
        ),
        basis=_basis(everybody.basis),
    )


def _domain_plan(domain: Domain, everybody: Reference) -> DomainPlan:
    found = everybody.domains.get(domain.pk, NO_YARDSTICK).lies
    reference = Figure(found.mean, found.pupils) if found else NO_FIGURE
    return DomainPlan(domain.pk, domain.name, reference)


def _basis(basis: Basis | None) -> ReferenceBasis | None:
    if basis is None:
        return None
    return ReferenceBasis(basis.schools, basis.pupils, basis.moment, not basis.is_definitive)


def cells_of(pupils: QuerySet, edition: Edition) -> list[Cell]:
    """The filled cells of `pupils` in the tests of the edition, those of one pupil, part, domain
    and code taken together: what each does is for the analysis to say; and the V of who is left out
    of averages (`analysis/left_out.py`). Items that were annulled and totals that are never a
    result (they have no domain) stay out. Four queries."""
    rows = (
        Score.objects.filter(pupil__in=pupils, item__part__edition=edition)
        .filter(item__counts=True, item__domain__isnull=False)
        .values_list("pupil_id", "item__domain_id", "code", "item__part_id", "item__is_total")
        .annotate(won=Sum("points"), most=Sum("item__maximum"))
    )
    filled = [
        Cell(pupil, domain, won, most, code, part, is_total)
        for pupil, domain, code, part, is_total, won, most in rows
    ]
    return filled + cells_left_out(
        voluntary=pupils.filter(voluntary=True).values_list("pk", flat=True),
        exempt=exempt_domains(pupils),
        domains=Domain.objects.filter(learning_area__edition=edition).values_list("pk", flat=True),
    )
