"""The pupils of classes with what they have, for the figures: stored where that is still so, else
computed from the cells. Which of the two it was can't be seen from the answer."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from django.db import connection
from django.utils import timezone

from results.analysis.crowd import Crowd, together
from results.analysis.layout import Layout, sums_of
from results.analysis.marks import EMPTY, MARK_OF_CODE, part_of
from results.analysis.packing import unpacked
from results.analysis.percentages import Sums
from results.models import ClassChange, ClassFigures, Exemption
from schools.models import Pupil

LIVE = 0  # the version of what is not released, but as it stands

# One row per pupil, whatever the number of cells: see `analysis/marks.part_of`.
CELLS = """
    SELECT pupil_id, string_agg(int4send(item_id::int) || int4send(
        CASE WHEN code IS NULL THEN (points * 100)::int {codes} END), '')
    FROM results_score WHERE pupil_id = ANY(%s) GROUP BY pupil_id
""".format(codes=" ".join(f"WHEN code = '{code}' THEN {m}" for code, m in MARK_OF_CODE.items()))  # noqa: S608 — codes and numbers of this program


def layout_key(layout: Layout) -> str:
    """Changes with everything that figures are computed with, beside the cells and the pupils."""
    items = [(item.pk, item.part, item.domain, item.maximum) for item in layout.items]
    domains = [(domain.pk, domain.area) for domain in layout.domains]
    return hashlib.sha256(repr((items, domains)).encode()).hexdigest()[:32]


def crowd_of(
    layout: Layout,
    classes: Sequence[int],
    *,
    with_marks: bool = False,
    versions: Mapping[int, int] | None = None,
) -> Crowd:
    """The pupils of these classes, those of one class together. `versions`: class → the released
    version that is to be seen (without one: as it stands); a class without it is left out.

    Four queries, two more where something is stale.
    """
    versions = versions or {}
    live = [one for one in classes if one not in versions]
    crowds = _stored(layout, versions, with_marks)
    pupils = facts_of(live)
    fresh = _fresh(layout, live, pupils, with_marks)
    stale = [one for one in live if one not in fresh]
    if stale:
        found = computed(layout, {one: pupils.get(one, []) for one in stale})
        crowds = [*crowds, found]
    return together(layout, [*crowds, *fresh.values()])


def stale_of(layout: Layout, classes: Sequence[int]) -> list[int]:
    """Those that are not stored as they stand. Three queries."""
    fresh = _fresh(layout, classes, facts_of(classes), with_marks=False)
    return [one for one in classes if one not in fresh]


Facts = tuple[int, str, bool]  # key, gender, voluntary


def facts_of(classes: Collection[int]) -> dict[int, list[Facts]]:
    """Class → what figures need to know of each of its pupils, by key. One query."""
    found: dict[int, list[Facts]] = {}
    rows = Pupil.objects.filter(school_class__in=classes).order_by("pk")
    for of, *facts in rows.values_list("school_class_id", "pk", "gender", "voluntary"):
        found.setdefault(of, []).append(tuple(facts))
    return found


def computed(layout: Layout, pupils: Mapping[int, Sequence[Facts]]) -> Crowd:
    """The pupils of these classes from their cells, with their marks. Two queries."""
    keys = [key for of in pupils.values() for key, _, _ in of]
    marks = _marks(layout, keys)
    sums = sums_of(layout, marks)
    _add_exemptions(layout, keys, sums)
    now = timezone.now()
    return Crowd(
        layout=layout,
        keys=np.array(keys, np.int64),
        classes=np.array([one for one, of in pupils.items() for _ in of], np.int64),
        genders=np.array([gender for of in pupils.values() for _, gender, _ in of], "U1"),
        voluntary=np.array([free for of in pupils.values() for _, _, free in of], bool),
        filled=(marks[:, layout.questions] != EMPTY).sum(axis=1, dtype=np.int64),
        sums=sums,
        moments=dict.fromkeys(pupils, now),
        marks=marks,
    )


def change_of(classes: Collection[int]) -> dict[int, int]:
    """Class → the number of the last write of its cells or exemptions. One query."""
    rows = ClassChange.objects.filter(school_class__in=classes)
    return dict(rows.values_list("school_class_id", "number"))


def _marks(layout: Layout, pupils: list[int]) -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute(CELLS, [pupils])
        return part_of(
            ((pupil, bytes(cells)) for pupil, cells in cursor),
            pupils=pupils,
            items=layout.item_keys,
            maxima=[item.maximum for item in layout.items],
            domains=[item.domain for item in layout.items],
        ).marks


def _add_exemptions(layout: Layout, pupils: list[int], sums: Sums) -> None:
    row_of = {key: row for row, key in enumerate(pupils)}
    place_of = {area: place for place, (area, _) in enumerate(layout.areas)}
    found = Exemption.objects.filter(pupil__in=pupils, learning_area__in=place_of)
    for pupil, area in found.values_list("pupil_id", "learning_area_id"):
        sums.exempt[row_of[pupil]] |= layout.area_of == place_of[area]


def _stored(layout: Layout, versions: Mapping[int, int], with_marks: bool) -> list[Crowd]:
    """The released versions. One query, none without."""
    if not versions:
        return []
    rows = ClassFigures.objects.filter(school_class__in=versions).exclude(version=LIVE)
    wanted = [row for row in _rows(rows, with_marks) if versions[row[0]] == row[1]]
    return [unpacked(layout, of, moment, *content) for of, _, moment, _, _, *content in wanted]


def _fresh(
    layout: Layout, classes: Collection[int], pupils: Mapping[int, list[Facts]], with_marks: bool
) -> dict[int, Crowd]:
    """Those of which nothing changed since they were stored: cells, pupils, exemptions, items."""
    numbers, key = change_of(classes), layout_key(layout)
    fresh = {}
    rows = ClassFigures.objects.filter(school_class__in=classes, version=LIVE)
    for of, _, moment, number, stored_key, *content in _rows(rows, with_marks):
        if number != numbers.get(of, 0) or stored_key != key:
            continue
        crowd = unpacked(layout, of, moment, *content)
        if _facts(crowd) == [tuple(one) for one in pupils.get(of, [])]:
            fresh[of] = crowd
    return fresh


def _facts(crowd: Crowd) -> list[Facts]:
    columns = (crowd.keys.tolist(), crowd.genders.tolist(), crowd.voluntary.tolist())
    return list(zip(*columns, strict=True))


def _rows(rows, with_marks: bool) -> list[tuple]:
    columns = ["school_class_id", "version", "moment", "number", "layout", "sums"]
    found = rows.values_list(*columns, *(["marks"] if with_marks else []))
    return [(*row[:5], bytes(row[5]), bytes(row[6]) if with_marks else None) for row in found]


def in_order(crowd: Crowd, keys: Sequence[int]) -> Crowd:
    """The pupils in the order of `keys`; who is not among them comes last."""
    place_of = {key: place for place, key in enumerate(keys)}
    order = sorted(
        range(len(crowd.keys)), key=lambda row: place_of.get(int(crowd.keys[row]), len(place_of))
    )
    return replace(crowd.only(np.array(order, np.intp)))
