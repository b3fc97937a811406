"""The figures of a school for one viewer: what pages, PDFs and spreadsheets are made from."""

import pytest

from ovsgtoets.kernel.formats import number
from results.analysis.suppression import Verdict
from results.analysis.uncertainty import Standing
from results.domain.class_figures import refresh_class_figures
from results.domain.reference import refresh_reference
from results.queries.school_results import Viewer, results_of
from tests.integration.results.flemish_2017 import make_flemish_2017
from tests.integration.results.year_of_results import make_year


@pytest.fixture
def flemish(cast):
    return make_flemish_2017(cast)


def knows(*classes) -> Viewer:
    return Viewer(known=frozenset(one.pk for one in classes))


def test_the_published_table_comes_out_of_points(cast, flemish):
    """Points → domains → areas: of the class, the school, all participants and the zone."""
    refresh_reference(edition=cast.edition)
    results = results_of(cast.school, cast.edition, knows(cast.class_a, cast.class_b))
    for view in (results.of_class(cast.class_a.pk), results.of_school()):
        assert [area.name for area in view.areas] == list(flemish.totals)
        for area in view.areas:
            total = flemish.totals[area.name]
            whole = area.whole
            assert [number(mean, 1) for mean in (
                whole.own.mean, whole.everybody.mean, whole.comparable.mean)] == [total] * 3  # fmt: skip
            for domain in area.domains:
                expected = flemish.published[area.name, domain.subject]
                assert number(domain.own.mean, 1) == expected
                assert number(domain.everybody.mean, 1) == expected
                assert number(domain.comparable.mean, 1) == expected
                assert domain.comparison.standing is Standing.NOT_DISTINCT
                assert domain.pupils == 6
    assert (view.everybody.schools, view.everybody.pupils) == (12, 72)
    assert view.everybody.entered == pytest.approx(100)
    assert results.of_class(cast.class_b.pk).verdict is Verdict.NOBODY


def test_stored_or_computed_is_the_same(cast, flemish, django_assert_num_queries):
    viewer = knows(cast.class_a, cast.class_b)
    computed = results_of(cast.school, cast.edition, viewer, with_items=True)
    refresh_class_figures(edition=cast.edition)
    with django_assert_num_queries(9):
        stored = results_of(cast.school, cast.edition, viewer, with_items=True)
    a, b = (one.of_class(cast.class_a.pk, with_items=True) for one in (computed, stored))
    assert (a.areas, a.parts, a.pupils) == (b.areas, b.parts, b.pupils)
    assert len(a.parts) == 20
    assert a.parts[0].items[0].own.own.mean == pytest.approx(64)


def test_the_questions_of_an_area_are_those_of_the_whole(cast):
    """A page of one learning area decides about its own parts only, and shows the same."""
    year = make_year(cast)
    viewer = Viewer(known=frozenset([cast.class_b.pk]))
    results = results_of(cast.school, cast.edition, viewer, with_items=True)
    whole = results.of_class(cast.class_a.pk, with_items=True).parts
    for area, parts in ((year.maths, ["Wiskunde"]), (year.battery.areas["Nederlands"], None)):
        own = results.of_class(cast.class_a.pk, with_items=True, area=area.pk).parts
        assert parts is None or [part.name for part in own] == parts
        assert own == tuple(part for part in whole if part.pk in {one.pk for one in own})
        assert 0 < len(own) < len(whole)
        assert any(item.own for part in own for item in part.items)
