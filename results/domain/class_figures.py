"""Storing what the pupils of a class have, so that pages need not read their cells."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from results.analysis.crowd import Crowd
from results.analysis.layout import Layout
from results.analysis.packing import packed_marks, packed_sums, unpacked
from results.analysis.versions import may_follow
from results.models import ClassChange, ClassFigures
from results.queries.crowds import LIVE, change_of, computed, facts_of, layout_key, stale_of
from results.queries.layout import layout_of
from schools.models import Edition, School, SchoolClass
from schools.queries import classes_of_school

AT_ONCE = 60  # classes: some 1.5 million cells, 60 MB


def refresh_class_figures(*, edition: Edition, classes: Iterable[int] | None = None) -> int:
    """Computes those of the edition's classes (or of `classes`) that are no longer as stored.

    Returns how many. May run twice or at once: what is stored says of which change it is, and
    whatever is older than the last change is not read.
    """
    layout = layout_of(edition)
    if classes is None:
        classes = (
            SchoolClass.objects.filter(edition=edition).order_by("pk").values_list("pk", flat=True)
        )
    stale = stale_of(layout, list(classes))
    for begin in range(0, len(stale), AT_ONCE):
        _store(layout, stale[begin : begin + AT_ONCE])
    return len(stale)


def refresh_changed_classes() -> int:
    """Computes the classes whose cells or exemptions changed since they were stored: a look-up of
    two columns, so it may run every minute. Returns how many."""
    stored = ClassFigures.objects.filter(
        school_class=OuterRef("school_class"), version=LIVE, number=OuterRef("number")
    )
    changed = ClassChange.objects.filter(~Exists(stored)).values_list(
        "school_class__edition", "school_class"
    )
    by_edition: dict[int, list[int]] = {}
    for edition, school_class in changed:
        by_edition.setdefault(edition, []).append(school_class)
    for edition in Edition.objects.filter(pk__in=by_edition):
        refresh_class_figures(edition=edition, classes=by_edition[edition.pk])
    return sum(map(len, by_edition.values()))


def keep_class_figures(*, school: School, edition: Edition, version: int) -> frozenset[int]:
    """Keeps how every class of the school stands now, as `version` of what the school released.

    A class of which so few pupils came in or went out since an earlier version that their results
    could be told from the two, is kept as it was in the version before (`analysis/versions.py`).
    Returns those classes. A version that was kept stays as it is: repeating adds nothing.
    """
    classes = list(classes_of_school(school, edition).values_list("pk", flat=True))
    with transaction.atomic():
        refresh_class_figures(edition=edition, classes=classes)
        stored: dict[int, list[ClassFigures]] = {}
        found = ClassFigures.objects.filter(school_class__in=classes, version__lt=version)
        for row in found.order_by("version"):
            stored.setdefault(row.school_class_id, []).append(row)
        layout = layout_of(edition)
        kept = [_to_keep(layout, rows) for rows in stored.values()]
        as_before = frozenset(row.school_class_id for row in kept if row.version != LIVE)
        for row in kept:
            row.pk, row.version = None, version
        ClassFigures.objects.bulk_create(kept, ignore_conflicts=True)
    return as_before


def _to_keep(layout: Layout, rows: list[ClassFigures]) -> ClassFigures:
    """`rows`: as it stands, then the versions that were kept."""
    now, *before = [_unpacked(layout, row) for row in rows]
    if rows[0].version == LIVE and all(may_follow(now, earlier) for earlier in before):
        return rows[0]
    return rows[-1]


def _unpacked(layout: Layout, row: ClassFigures) -> Crowd:
    return unpacked(layout, row.school_class_id, row.moment, bytes(row.sums), bytes(row.marks))


def _store(layout: Layout, classes: Sequence[int]) -> None:
    numbers, key = change_of(classes), layout_key(layout)  # before the cells: older, never newer
    pupils = facts_of(classes)
    found = computed(layout, {one: pupils.get(one, []) for one in classes})
    before = {
        of: (moment, bytes(sums), bytes(marks))
        for of, moment, sums, marks in ClassFigures.objects.filter(
            school_class__in=classes, version=LIVE
        ).values_list("school_class_id", "moment", "sums", "marks")
    }
    rows = []
    for one in classes:
        own = found.only(found.classes == one)
        content = (packed_sums(own), packed_marks(own))
        moment, *stood = before.get(one, (None,))
        if stood != list(content):
            moment = found.moments[one]
        rows.append(_row(one, moment, numbers.get(one, 0), key, content))
    ClassFigures.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["school_class", "version"],
        update_fields=["moment", "number", "layout", "sums", "marks"],
    )


def _row(school_class: int, moment, number: int, key: str, content: tuple[bytes, bytes]):
    sums, marks = content
    return ClassFigures(
        school_class_id=school_class,
        version=LIVE,
        moment=moment,
        number=number,
        layout=key,
        sums=sums,
        marks=marks,
    )
