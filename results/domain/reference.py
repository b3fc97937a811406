"""The references of an edition: provisional while points come in, then made definitive.

The rule of every figure is in `analysis/`; here it is computed over all classes and stored. The
provisional reference (version 0) follows; a definitive one is a copy of it that stays.
"""

from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from ovsgtoets.kernel.clock import school_year_of, today
from ovsgtoets.kernel.errors import Refused
from results.analysis.country import Country, Entry, country
from results.analysis.crowd import Crowd
from results.domain.class_figures import refresh_class_figures
from results.models import ClassFigures, Reference, ReferenceFigure, ReferenceItem
from results.models.reference import PROVISIONAL
from results.queries.crowds import LIVE, crowd_of
from results.queries.layout import layout_of
from schools.models import Edition, SchoolClass

LOOK_AGAIN_AFTER = timedelta(hours=1)  # recomputed by then: a school's SES zone may have changed
MOST_REASON = 200
AT_ONCE = 2_000  # rows in a statement


def country_of(edition: Edition) -> Country:
    """Everybody's figures as they stand now; brings stored class figures up to date first."""
    crowd, schools, zones = everybody_of(edition)
    return country(crowd, schools=schools, zones=zones)


def everybody_of(edition: Edition) -> tuple[Crowd, np.ndarray, np.ndarray]:
    """Every pupil with their marks, and of each the school (int64) and its SES zone (U1); brings
    stored class figures up to date first."""
    refresh_class_figures(edition=edition)
    layout = layout_of(edition)
    schools = {
        pk: (school, zone)
        for pk, school, zone in SchoolClass.objects.filter(edition=edition)
        .order_by("pk")
        .values_list("pk", "school_id", "school__ses_zone")
    }
    crowd = crowd_of(layout, list(schools), with_marks=True)
    classes = crowd.classes.tolist()
    return (
        crowd,
        np.array([schools[one][0] for one in classes], np.int64),
        np.array([schools[one][1] for one in classes], "U1"),
    )


def refresh_reference(*, edition: Edition) -> Reference:
    """Computes the provisional reference. May run twice or at once: the last one stays.

    Everybody with points takes part: points can only be entered for a school that ordered.
    """
    begun = timezone.now()
    found = country_of(edition)
    with transaction.atomic():
        _lock(edition)
        Reference.objects.filter(edition=edition, version=PROVISIONAL).delete()
        return _store(edition, PROVISIONAL, found, begun)


@transaction.atomic
def make_definitive(*, edition: Edition, seen: datetime, reason: str = "", by) -> Reference:
    """Makes the provisional reference as it was `seen` (its moment) the next definitive version,
    and freezes it. The provisional one stays and goes on following the points.

    Refused when there are no points, when it was computed anew meanwhile, when this very one is
    definitive already (so repeating adds nothing), and a correction without a reason.
    """
    _lock(edition)
    stored = {one.version: one for one in Reference.objects.filter(edition=edition)}
    provisional, reason = stored.pop(PROVISIONAL, None), " ".join(reason.split())
    _refuse_definitive(provisional, list(stored.values()), seen, reason)
    made = Reference.objects.get(pk=provisional.pk)
    made.pk, made._state.adding = None, True
    made.version = max(stored, default=PROVISIONAL) + 1
    made.reason, made.made_by = reason, by
    made.save()
    for kind in (ReferenceFigure, ReferenceItem):
        rows = list(kind.objects.filter(reference=provisional))
        for row in rows:
            row.pk, row.reference = None, made
        kind.objects.bulk_create(rows, batch_size=AT_ONCE)
    made.frozen = True
    made.save(update_fields=["frozen"])
    return made


def _refuse_definitive(
    provisional: Reference | None, definitive: list[Reference], seen: datetime, reason: str
) -> None:
    if provisional is None or not provisional.pupils:
        raise Refused("Er zijn nog geen punten in deze editie.")
    if provisional.computed_at != seen:
        raise Refused("De cijfers zijn intussen opnieuw berekend. Kijk ze na en bevestig nog eens.")
    if any(one.computed_at == seen for one in definitive):
        raise Refused("Deze cijfers zijn al definitief.")
    if definitive and not reason:
        raise Refused("Zeg waarom er een nieuwe definitieve versie komt.", field="reason")
    if len(reason) > MOST_REASON:
        raise Refused(f"Houd het bij {MOST_REASON} tekens.", field="reason")


def refresh_references() -> list[int]:
    """Refreshes the provisional reference of every edition where something changed; of the
    running one every hour. Returns the years that were computed."""
    year = school_year_of(today())
    editions = Edition.objects.filter(year__lte=year, learning_areas__domains__isnull=False)
    refreshed = []
    for edition in editions.distinct():
        refresh_class_figures(edition=edition)
        if _is_out_of_date(edition, running=edition.year == year):
            refresh_reference(edition=edition)
            refreshed.append(edition.year)
    return refreshed


def _is_out_of_date(edition: Edition, *, running: bool) -> bool:
    last = Reference.objects.filter(edition=edition, version=PROVISIONAL).first()
    if last is None:
        return True
    figures = ClassFigures.objects.filter(school_class__edition=edition, version=LIVE)
    if figures.filter(moment__gte=last.computed_at).exists():
        return True
    return running and timezone.now() - last.computed_at > LOOK_AGAIN_AFTER


def _lock(edition: Edition) -> None:
    """Whoever writes a reference of the edition waits for who is writing one."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def _store(edition: Edition, version: int, found: Country, begun, **more) -> Reference:
    reference = Reference.objects.create(
        edition=edition,
        version=version,
        computed_at=begun,
        schools=found.schools,
        pupils=found.pupils,
        expected=found.expected,
        entered=found.entered,
        **more,
    )
    figures = [_figure(reference, entry, domain_id=entry.key) for entry in found.domains]
    figures += [_figure(reference, entry, area_id=entry.key) for entry in found.areas]
    ReferenceFigure.objects.bulk_create(figures, batch_size=AT_ONCE)
    ReferenceItem.objects.bulk_create(
        (
            ReferenceItem(
                reference=reference,
                zone=entry.zone,
                item_id=entry.key,
                verdict=entry.yardstick.verdict.name,
                pupils=entry.pupils,
                p=entry.p,
            )
            for entry in found.items
        ),
        batch_size=AT_ONCE,
    )
    return reference


def _figure(reference: Reference, entry: Entry, **of) -> ReferenceFigure:
    yardstick, lies = entry.yardstick, entry.yardstick.lies
    shown = {}
    if lies:
        shown = {
            "mean": lies.mean,
            "sd": lies.sd,
            "percentiles": list(lies.percentiles),
            "histogram": list(lies.histogram),
            "error": yardstick.error,
        }
    for groups in ("classes", "schools"):
        if lies and (variances := getattr(yardstick, groups)):
            shown |= {
                f"within_{groups}": variances.within,
                f"between_{groups}": variances.between,
            }
    return ReferenceFigure(
        reference=reference,
        zone=entry.zone,
        verdict=yardstick.verdict.name,
        pupils=entry.pupils,
        schools=entry.schools,
        **of,
        **shown,
    )
