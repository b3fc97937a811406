"""The average of all participants, computed in the database over every pupil at once."""

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from ovsgtoets.kernel.clock import school_year_of, today
from results.analysis.cells import AS_ZERO, EXEMPT
from results.domain.item_shares import refresh_item_shares
from results.models import Domain, ReferenceFigure
from schools.models import Edition

# The same rule as analysis.cells.pupil_figures (with its totals), analysis.left_out and
# analysis.figures.group_figure, over millions of rows; a test lays the two beside each other on
# random scores.
REFRESH = """
    INSERT INTO results_referencefigure (domain_id, mean, pupils, schools, computed_at)
    SELECT domain.id, avg(own.percent), count(own.percent),
           count(DISTINCT own.school_id) FILTER (WHERE own.percent IS NOT NULL), %(now)s
    FROM results_domain domain
    JOIN results_learningarea area
      ON area.id = domain.learning_area_id AND area.edition_id = %(edition)s
    LEFT JOIN (
        SELECT item.domain_id, class.school_id,
               (100 * sum(coalesce(score.points, 0)) FILTER (WHERE counts.counts)
                / sum(item.maximum) FILTER (WHERE counts.counts))::float8 AS percent
        FROM results_score score
        JOIN results_item item ON item.id = score.item_id
        JOIN results_testpart part
          ON part.id = item.part_id AND part.edition_id = %(edition)s
        JOIN schools_pupil pupil ON pupil.id = score.pupil_id
        JOIN schools_schoolclass class
          ON class.id = pupil.school_class_id AND class.edition_id = %(edition)s
        JOIN results_domain own_domain ON own_domain.id = item.domain_id
        LEFT JOIN results_exemption exemption
          ON exemption.pupil_id = pupil.id
             AND exemption.learning_area_id = own_domain.learning_area_id
        CROSS JOIN LATERAL (SELECT score.code IS NULL OR score.code = ANY(%(as_zero)s)) counts(counts)
        WHERE NOT pupil.voluntary AND exemption.id IS NULL
          AND item.counts AND item.domain_id IS NOT NULL
          AND (NOT item.is_total OR NOT EXISTS (
              SELECT 1 FROM results_item other
              JOIN results_score own ON own.item_id = other.id AND own.pupil_id = score.pupil_id
              WHERE other.part_id = item.part_id AND other.counts AND NOT other.is_total))
        GROUP BY item.domain_id, class.school_id, pupil.id
        HAVING NOT coalesce(bool_or(score.code = ANY(%(exempt)s)), false)
    ) own ON own.domain_id = domain.id
    GROUP BY domain.id
    ORDER BY domain.id
    ON CONFLICT (domain_id) DO UPDATE
    SET mean = excluded.mean, pupils = excluded.pupils, schools = excluded.schools,
        computed_at = excluded.computed_at
"""

# What a refresh depends on, in a few index look-ups: scores, pupils, exemptions and items that came,
# changed or went.
FINGERPRINT = """
    SELECT (SELECT max(id) FROM results_score), (SELECT max(pgh_id) FROM results_scoreevent),
           (SELECT max(pgh_id) FROM schools_pupilevent), (SELECT max(pgh_id) FROM results_itemevent),
           (SELECT max(pgh_id) FROM results_exemptionevent)
"""
LOOK_AGAIN_AFTER = 60 * 60  # seconds: recomputed by then, whatever the fingerprint says


def refresh_reference(*, edition: Edition) -> int:
    """Computes the mean of all participants' pupils for every domain of the edition.

    Everybody with points takes part: points can only be entered for a school that ordered.
    Returns the number of domains. May run twice or at once: one statement, the last one stays.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            REFRESH,
            {
                "edition": edition.pk,
                "now": timezone.now(),
                "as_zero": AS_ZERO,
                "exempt": EXEMPT,
            },
        )
        domains = cursor.rowcount
    refresh_item_shares(edition=edition)
    return domains


def refresh_references() -> list[int]:
    """Refreshes the running edition where something changed, and earlier ones that have none yet.

    Returns the years that were computed.
    """
    year = school_year_of(today())
    editions = Edition.objects.filter(year__lte=year, learning_areas__domains__isnull=False)
    refreshed = []
    for edition in editions.distinct():
        if _refresh_running(edition) if edition.year == year else _refresh_earlier(edition):
            refreshed.append(edition.year)
    return refreshed


def _refresh_running(edition: Edition) -> bool:
    key = f"results:reference:{edition.pk}"
    before = _fingerprint()
    if cache.get(key) == before and not _lacks_rows(edition):
        return False
    refresh_reference(edition=edition)
    cache.set(key, before, LOOK_AGAIN_AFTER)
    return True


def _refresh_earlier(edition: Edition) -> bool:
    figures = ReferenceFigure.objects.filter(domain__learning_area__edition=edition)
    if figures.filter(pupils__gt=0).exists():
        return False
    refresh_reference(edition=edition)
    return True


def _fingerprint() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        return [str(value) for value in cursor.fetchone()]


def _lacks_rows(edition: Edition) -> bool:
    return Domain.objects.filter(learning_area__edition=edition, reference__isnull=True).exists()
