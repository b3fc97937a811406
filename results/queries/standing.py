"""How a class stands for one part, in one query: asked every few seconds by every open grid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.formats import long_moment
from results.models import HandIn, TestPart
from results.queries.asked import ASKED
from results.queries.entry import why_not_today
from schools.models import SchoolClass

AT_WORK = timedelta(minutes=2)  # who wrote so recently counts as typing along


@dataclass(frozen=True)
class Standing:
    """`filled` and `cells` count what must be filled; `others` are initials."""

    ordered: bool
    handed_in_at: datetime | None
    handed_in_by: str
    filled: int
    cells: int
    others: list[str]
    reopened: bool  # by the helpdesk, after the last day
    why_not: str  # why no points may be entered today, handed in or not

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None

    @property
    def refusal(self) -> str:
        """Why nobody may type here now; empty when they may."""
        return self.why_not or self.handed_in_sentence

    @property
    def handed_in_sentence(self) -> str:
        if not self.is_handed_in:
            return ""
        return handed_in_sentence(self.handed_in_by, self.handed_in_at)

    @property
    def is_open(self) -> bool:
        return not self.refusal


def handed_in_sentence(by: str, at: datetime) -> str:
    """What somebody reads who would type in what was handed in."""
    who = f" door {by}" if by else ""
    return f"Deze klas is ingediend{who} op {long_moment(at)}. Heropen ze om nog iets te wijzigen."


def handed_in_of(items, classes: Iterable[SchoolClass]) -> list[str]:
    """`Getallen (klas 6A)` for every part with one of these items that one of these classes
    handed in. One query."""
    found = HandIn.objects.filter(school_class__in=classes, part__items__in=items)
    rows = found.order_by("part__position", "school_class__name").values_list(
        "part__name", "school_class__name"
    )
    return [f"{part} (klas {school_class})" for part, school_class in dict.fromkeys(rows)]


# A total alone fills a pupil's whole row where it is a result (it has a domain), and an exempt cell
# is as good as filled, as in results.queries.entry. It begins with SELECT because before any other
# word the history first tells the database who asks.
STANDING = f"""
    SELECT standing.* FROM (WITH part AS (
        SELECT count(*) FILTER (WHERE NOT is_total) AS items, max(id) FILTER (WHERE is_total) AS total,
               bool_or(is_total AND domain_id IS NOT NULL) AS total_is_result
        FROM results_item WHERE part_id = %(part)s AND counts
    ), cell AS (
        SELECT s.pupil_id, s.item_id, s.entered_by_id, s.entered_at
        FROM results_score s
        WHERE s.pupil_id = ANY(ARRAY(SELECT p.id FROM schools_pupil p
                                     WHERE p.school_class_id = %(class)s AND {ASKED}))
          AND s.item_id = ANY(ARRAY(SELECT id FROM results_item
                                    WHERE part_id = %(part)s AND counts))
        UNION ALL
        SELECT p.id, i.id, NULL, NULL
        FROM schools_pupil p
        JOIN results_exemption e ON e.pupil_id = p.id
        JOIN results_domain d ON d.learning_area_id = e.learning_area_id
        JOIN results_item i ON i.domain_id = d.id
        WHERE p.school_class_id = %(class)s AND {ASKED}
          AND i.part_id = %(part)s AND i.counts AND NOT i.is_total
          AND NOT EXISTS (SELECT 1 FROM results_score s WHERE s.pupil_id = p.id AND s.item_id = i.id)
    )
    SELECT EXISTS (SELECT 1 FROM schools_participation
                   WHERE school_id = %(school)s AND edition_id = %(edition)s),
           h.handed_in_at, trim(concat(u.first_name, ' ', u.last_name)),
           coalesce((SELECT sum(CASE WHEN total_alone THEN part.items ELSE cells END)
                     FROM (SELECT part.total_is_result AND bool_and(item_id = part.total)
                                      AS total_alone,
                                  count(*) FILTER (WHERE item_id IS DISTINCT FROM part.total)
                                      AS cells
                           FROM cell GROUP BY pupil_id) pupil), 0)::int,
           (SELECT count(*) FROM schools_pupil p WHERE p.school_class_id = %(class)s AND {ASKED})
               * part.items,
           ARRAY(SELECT DISTINCT upper(left(o.first_name, 1) || left(o.last_name, 1)) AS initials
                 FROM (SELECT DISTINCT entered_by_id FROM cell WHERE entered_at > %(since)s) late
                 JOIN accounts_user o ON o.id = late.entered_by_id WHERE o.id <> %(me)s
                 ORDER BY initials),
           EXISTS (SELECT 1 FROM results_reopening r
                   WHERE r.school_class_id = %(class)s AND r.part_id = %(part)s)
    FROM part
    LEFT JOIN results_handin h ON h.school_class_id = %(class)s AND h.part_id = %(part)s
    LEFT JOIN accounts_user u ON u.id = h.handed_in_by_id) standing
"""  # noqa: S608 — of our own pieces


def standing_of(school_class: SchoolClass, part: TestPart, *, me) -> Standing:
    """How it stands now, for `me`, who is not one of the others."""
    asked = {
        "class": school_class.pk,
        "part": part.pk,
        "school": school_class.school_id,
        "edition": part.edition_id,
        "since": timezone.now() - AT_WORK,
        "me": me.pk,
        "today": today(),
    }
    with connection.cursor() as cursor:
        cursor.execute(STANDING, asked)
        row = cursor.fetchone()
    return Standing(*row, why_not_today(part, ordered=row[0], reopened=row[-1]))
