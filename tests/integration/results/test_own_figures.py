"""A school's own figures from random points, codes, exemptions and volunteers, laid beside the same
figures pupil by pupil: every group, domain, learning area, question and pupil."""

from decimal import Decimal
from statistics import fmean

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from results.models import Exemption, Score, ScoreCode
from results.queries.school_results import Viewer, results_of
from schools.models import Pupil
from tests.integration.results.scores import give
from tests.unit.results.naive import (
    Cell,
    PupilFigure,
    area_figure,
    area_percent,
    group_figure,
    pupil_figures,
)

QUESTIONS, AREAS = 10, 3
MARKS = st.one_of(
    st.none(), st.sampled_from(ScoreCode.values), *[st.integers(0, 8).map(lambda n: n / 8)] * 3
)
PEOPLE = st.tuples(
    st.booleans(),  # of 6A, else of 6B
    st.sampled_from("VMX"),
    st.sampled_from(["", "", "", "voluntary", "0", "1", "2"]),  # a learning area: exempt from it
    st.lists(MARKS, min_size=QUESTIONS, max_size=QUESTIONS),
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(PEOPLE, min_size=1, max_size=9))
def test_as_by_hand(cast, battery, people):
    for kind in (Score, Exemption, Pupil):
        kind.objects.all().delete()
    items = [item for part in battery.parts.values() for item in battery.items_of(part)]
    areas, left_out = list(battery.areas.values()), set()
    assert (len(items), len(areas)) == (QUESTIONS, AREAS)
    for place, (in_a, gender, special, marks) in enumerate(people):
        pupil = Pupil.objects.create(
            school_class=cast.class_a if in_a else cast.class_b, last_name=f"L{place:02}",
            first_name="Noor", gender=gender, voluntary=special == "voluntary",
        )  # fmt: skip
        exempt = [areas[int(special)]] if special.isdigit() else []
        for area in exempt:
            Exemption.objects.create(pupil=pupil, learning_area=area)
        out_of = areas if pupil.voluntary else exempt
        left_out |= {(pupil.pk, domain.pk) for area in out_of for domain in area.domains.all()}
        give(pupil, {item: _mark(item, mark) for item, mark in zip(items, marks, strict=True)
                     if mark is not None})  # fmt: skip
    lay_beside(cast, left_out)


def _mark(item, mark):
    if isinstance(mark, str):
        return mark
    return (Decimal(item.maximum) * Decimal(mark)).quantize(Decimal("0.01"))


def lay_beside(cast, left_out: set) -> None:
    viewer = Viewer(known=frozenset([cast.class_a.pk, cast.class_b.pk]))
    results = results_of(cast.school, cast.edition, viewer, with_items=True)
    cells = [
        Cell(*row)
        for row in Score.objects.values_list(
            "pupil", "item__domain", "points", "item__maximum", "code"
        )
    ]
    figures = pupil_figures(cells, left_out=left_out)
    for school_class in (None, cast.class_a, cast.class_b):
        for gender in ("", "V", "M"):
            inside = Pupil.objects.filter(**{"school_class": school_class} if school_class else {})
            inside = list((inside.filter(gender=gender) if gender else inside).values_list("pk", flat=True))  # fmt: skip
            ask = {"gender": gender, "with_items": True}
            view = results.of_class(school_class.pk, **ask) if school_class else results.of_school(**ask)  # fmt: skip
            lay_group(view, inside, figures)
    for pupil in Pupil.objects.all():
        lay_pupil(results.of_pupil(pupil.pk), pupil, figures)


def lay_group(view, inside: list[int], figures: dict) -> None:
    of_domain = {}
    for area in view.areas:
        for domain in area.domains:
            of = {pupil: figures.get((pupil, domain.pk), PupilFigure()) for pupil in inside}
            expected = group_figure(of.values())
            assert same(domain.own and domain.own.mean, expected.mean)
            assert (domain.own.pupils if domain.own else 0) == expected.pupils
            of_domain[domain.pk] = expected
            counting = [f.percent for f in of.values() if f.counts and f.percent is not None]
            assert sorted(domain.values) == pytest.approx(sorted(counting))
        whole = area_figure([of_domain[domain.pk] for domain in area.domains])
        number = _with_all(area, inside, figures)
        assert same(area.whole.own and area.whole.own.mean, whole.mean if number else None)
        assert area.whole.pupils == number
    for item in (item for part in view.parts for item in part.items):
        made = _made(item.pk, inside, figures)
        assert same(item.own and item.own.own.mean, fmean(made) if made else None)
        assert item.pupils == len(made)


def _with_all(area, inside: list[int], figures: dict) -> int:
    """How many count in the area: who has a figure in each domain. Without any it has none."""
    of = [
        area_percent([figures.get((pupil, d.pk), PupilFigure()) for d in area.domains])
        for pupil in inside
    ]
    return sum(one.counts and one.percent is not None for one in of)


def _made(item: int, inside: list[int], figures: dict) -> list[float]:
    """The percentages of those who made the question and count in its domain; not made is 0."""
    rows = Score.objects.filter(item=item, pupil__in=inside).exclude(code__in=["A", "V", "X"])
    return [
        float(100 * (score.points or 0) / score.item.maximum)
        for score in rows.select_related("item")
        if figures[score.pupil_id, score.item.domain_id].counts
    ]


def lay_pupil(view, pupil: Pupil, figures: dict) -> None:
    for area in view.areas:
        own = [figures.get((pupil.pk, d.pk), PupilFigure()) for d in area.domains]
        for shown, expected in zip(area.domains, own, strict=True):
            assert same(shown.percent, expected.percent)
        assert same(area.whole.percent, area_percent(own).percent)


def same(shown: float | None, expected: float | None) -> bool:
    return shown is expected is None or shown == pytest.approx(expected)
