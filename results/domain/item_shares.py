"""The p-value of every item over all participants, for the check on unlikely columns."""

from django.db import connection

from results.analysis.cells import AS_ZERO
from schools.models import Edition

REFRESH = """
    INSERT INTO results_itemshare (item_id, share, pupils, schools)
    SELECT item.id, avg(coalesce(score.points, 0) / item.maximum)::float8, count(*),
           count(DISTINCT class.school_id)
    FROM results_score score
    JOIN results_item item ON item.id = score.item_id AND NOT item.is_total
    JOIN results_testpart part ON part.id = item.part_id AND part.edition_id = %(edition)s
    JOIN schools_pupil pupil ON pupil.id = score.pupil_id
    JOIN schools_schoolclass class ON class.id = pupil.school_class_id
    WHERE score.code IS NULL OR score.code = ANY(%(as_zero)s)
    GROUP BY item.id
    ORDER BY item.id
    ON CONFLICT (item_id) DO UPDATE
    SET share = excluded.share, pupils = excluded.pupils, schools = excluded.schools
"""


def refresh_item_shares(*, edition: Edition) -> int:
    """Computes the share of every item of the edition that somebody made; how many there are.

    May run twice or at once: one statement, the last one stays.
    """
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"edition": edition.pk, "as_zero": AS_ZERO})
        return cursor.rowcount
