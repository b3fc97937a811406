"""The analysis of every part of an edition, computed over the country and stored for the makers."""

from collections.abc import Callable
from dataclasses import astuple

from django.db import transaction
from django.utils import timezone

from ovsgtoets.kernel.errors import Refused
from results.analysis.part_analysis import PartFigures, part_figures
from results.domain.reference import everybody_of
from results.models import PartAnalysis
from schools.models import Edition


def analyse_parts(*, edition: Edition, progress: Callable[[int, int], None]) -> int:
    """Computes every part with questions and replaces what was stored; returns how many parts.

    Nothing is stored until all is computed. May run twice or at once: the last one stays.
    Refused without points.
    """
    begun = timezone.now()
    crowd, schools, _ = everybody_of(edition)
    if not crowd.with_points.any():
        raise Refused("Er zijn nog geen punten in deze editie.")
    total = len({item.part for item in crowd.layout.items}) + 1
    progress(1, total)
    found = []
    for number, figures in enumerate(part_figures(crowd, schools), 2):
        found.append(_row(figures, begun))
        progress(number, total)
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        PartAnalysis.objects.filter(part__edition=edition).delete()
        PartAnalysis.objects.bulk_create(found)
    return len(found)


def _row(figures: PartFigures, moment) -> PartAnalysis:
    return PartAnalysis(
        part_id=figures.part,
        computed_at=moment,
        verdict=figures.verdict.name,
        pupils=figures.pupils,
        schools=figures.schools,
        alpha=figures.alpha,
        sd=figures.sd,
        questions=[
            [question.item, question.verdict.name, *astuple(question)[2:]]
            for question in figures.questions
        ],
    )
