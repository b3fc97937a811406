"""How a class stands for one part, in one query: asked every few seconds by every open grid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from ovsgtoets.kernel.formats import long_moment
from ovsgtoets.kernel.prepared import ask
from results.models import HandIn, TestPart
from results.queries.cells import SCORES
from results.queries.entry import why_not_today
from schools.models import SchoolClass

AT_WORK = timedelta(minutes=2)  # who wrote so recently counts as typing along


@dataclass(frozen=True)
class Standing:
    """Whether may be typed there, and who does: `others` are initials."""

    ordered: bool
    handed_in_at: datetime | None
    handed_in_by: str
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


STANDING = f"""
    SELECT EXISTS (SELECT 1 FROM schools_participation
                   WHERE school_id = %(school)s AND edition_id = %(edition)s),
           h.handed_in_at, trim(concat(u.first_name, ' ', u.last_name)),
           ARRAY(SELECT DISTINCT upper(left(o.first_name, 1) || left(o.last_name, 1)) AS initials
                 FROM accounts_user o
                 WHERE o.id = ANY(ARRAY(SELECT DISTINCT s.entered_by_id FROM results_score s
                                        WHERE {SCORES} AND s.entered_at > %(since)s))
                   AND o.id <> %(me)s
                 ORDER BY initials),
           EXISTS (SELECT 1 FROM results_reopening r
                   WHERE r.school_class_id = %(class)s AND r.part_id = %(part)s)
    FROM (SELECT) nothing
    LEFT JOIN results_handin h ON h.school_class_id = %(class)s AND h.part_id = %(part)s
    LEFT JOIN accounts_user u ON u.id = h.handed_in_by_id
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
    }
    [row] = ask(STANDING, asked)
    return Standing(*row, why_not_today(part, ordered=row[0], reopened=row[-1]))
