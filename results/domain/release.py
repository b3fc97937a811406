"""Releasing results: from then on colleagues see the figures of each other's classes."""

from django.db import transaction
from django.utils import timezone

from ovsgtoets.kernel.errors import Refused
from results.domain.class_figures import keep_class_figures
from results.models import Release
from results.queries.release import changes_since, has_points
from results.queries.viewers import release_of
from schools.models import Edition, School


@transaction.atomic
def release_results(*, school: School, edition: Edition, by) -> Release:
    """Keeps every class as it stands now, as the next version, which is what others see from now
    on; with what is other than in the version before. A class in which so little came in that it
    would show whose it is, stays as it was and waits (`keep_class_figures`).

    Refuses without points, and when nothing changed or all of it has to wait: so pressing twice,
    or two people at once, makes one version.
    """
    School.objects.select_for_update(of=["self"]).get(pk=school.pk)
    last = release_of(school, edition)
    changes = changes_since(last) if last else []
    if last and not changes:
        raise Refused(f"Er is niets gewijzigd sinds versie {last.version}.")
    if not last and not has_points(school, edition):
        raise Refused("Er zijn nog geen punten om vrij te geven.")
    version = last.version + 1 if last else 1
    waiting = keep_class_figures(school=school, edition=edition, version=version)
    changes = [change for change in changes if change.class_id not in waiting]
    if last and not changes:
        raise Refused(
            "Wat gewijzigd is, gaat over zo weinig leerlingen dat collega’s uit het verschil met "
            f"versie {last.version} hun resultaat zouden kunnen afleiden. Het komt mee zodra er "
            "meer gewijzigd is."
        )
    return Release.objects.create(
        school=school,
        edition=edition,
        version=version,
        released_at=timezone.now(),
        released_by=by,
        changes=[change.row for change in changes],
    )
