"""The average of all participants, computed in the database."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from results.analysis.cells import pupil_figures
from results.analysis.figures import group_figure
from results.domain.reference import refresh_reference, refresh_references
from results.models import Domain, Exemption, Item, LearningArea, ReferenceFigure, Score
from results.queries.figures import cells_of
from results.tasks import refresh_reference as task
from schools.models import Edition, Pupil, SchoolClass
from tests.battery import make_battery
from tests.integration.results.scores import give, give_share, make_pupil


@pytest.fixture(autouse=True)
def empty_cache(db):
    cache.clear()


def figure_of(domain: Domain) -> tuple:
    stored = ReferenceFigure.objects.get(domain=domain)
    mean = None if stored.mean is None else round(stored.mean, 9)
    return mean, stored.pupils, stored.schools


def test_the_mean_of_pupils_of_all_schools(cast, battery):
    lezen = battery.items_of(battery.reading)[:3]
    give_share(make_pupil(cast.class_a, "Aa"), lezen, Decimal("0.5"))
    give_share(make_pupil(cast.class_b, "Bb"), lezen, Decimal(1))
    give_share(make_pupil(cast.other_class, "Cc"), lezen, Decimal("0.75"))
    refresh_reference(edition=cast.edition)
    assert figure_of(battery.domains["lezen"]) == (75.0, 3, 2)
    assert figure_of(battery.domains["spreken"]) == (None, 0, 0)
    assert ReferenceFigure.objects.count() == 5


def test_codes_count_as_on_the_pages(cast, battery):
    one, two, three = battery.items_of(battery.reading)[:3]  # maxima 2, 4 and 1
    give(make_pupil(cast.class_a, "Aa"), {one: 1, two: "N", three: "A"})  # 1/6
    give(make_pupil(cast.class_a, "Bb"), {one: 2, two: 4, three: "X"})  # 6/6
    give(make_pupil(cast.class_a, "Cc"), {one: 2, two: "V", three: 0})  # does not count
    give(make_pupil(cast.other_class, "Dd"), {one: "A", two: "A", three: "A"})  # no figure
    refresh_reference(edition=cast.edition)
    assert figure_of(battery.domains["lezen"]) == (round((100 / 6 + 100) / 2, 9), 2, 1)


def test_twice_gives_the_same_and_a_later_one_replaces(cast, battery):
    items = battery.items_of(battery.gym)
    give_share(make_pupil(cast.class_a, "Aa"), items, Decimal("0.4"))
    refresh_reference(edition=cast.edition)
    first = ReferenceFigure.objects.get(domain=battery.domains["motoriek"])
    refresh_reference(edition=cast.edition)
    give_share(make_pupil(cast.class_b, "Bb"), items, Decimal("0.8"))
    refresh_reference(edition=cast.edition)
    again = ReferenceFigure.objects.get(domain=battery.domains["motoriek"])
    assert (again.pk, round(again.mean, 9), again.pupils) == (first.pk, 60.0, 2)
    assert again.computed_at > first.computed_at


def test_another_edition_stays_out(cast, battery):
    before = Edition.objects.create(
        year=2026,
        orders_open_on=date(2025, 9, 1),
        orders_close_on=date(2026, 4, 1),
        entry_opens_on=date(2025, 9, 1),
        entry_closes_on=date(2026, 6, 25),
    )
    old = make_battery(before)
    old_class = SchoolClass.objects.create(school=cast.school, edition=before, name="6A")
    give_share(make_pupil(old_class, "Oud"), old.items_of(old.gym), Decimal("0.1"))
    give_share(make_pupil(cast.class_a, "Nu"), battery.items_of(battery.gym), Decimal("0.9"))
    assert refresh_references() == [2027, 2026]
    assert figure_of(battery.domains["motoriek"]) == (90.0, 1, 1)
    assert figure_of(old.domains["motoriek"]) == (10.0, 1, 1)


def test_a_total_alone_is_a_result_and_beside_a_question_a_control(cast, battery):
    part = battery.gym  # maxima 10 and 2,5, both of motoriek
    part.may_be_total = True
    part.save()
    total, (one, _) = part.items.get(is_total=True), battery.items_of(part)
    give(make_pupil(cast.class_a, "Aa"), {total: 10})  # 80 %
    give(make_pupil(cast.class_a, "Bb"), {total: 2, one: 4})  # 40 %, whatever the total says
    give(make_pupil(cast.class_a, "Cc"), {total: 5, one: "A"})  # a code is a cell too
    give(make_pupil(cast.class_a, "Dd"), {total: "V"})
    give(make_pupil(cast.class_a, "Ee"), {battery.reading.items.get(is_total=True): 22})
    refresh_reference(edition=cast.edition)
    assert figure_of(battery.domains["motoriek"]) == (60.0, 2, 1)
    assert figure_of(battery.domains["lezen"]) == (None, 0, 0)


def test_an_annulled_item_is_left_out(cast, battery):
    one, two, three = battery.items_of(battery.reading)[:3]  # maxima 2, 4 and 1
    give(make_pupil(cast.class_a, "Aa"), {one: 1, two: 0, three: 1})
    refresh_references()
    two.counts, two.annulled_because = False, "Drukfout"
    two.save()
    assert refresh_references() == [2027]
    assert figure_of(battery.domains["lezen"]) == (round(200 / 3, 9), 1, 1)


marks = st.sampled_from(["0", "0.25", "1", "2.5", "N", "A", "V", "X", "", ""])


facts = st.sets(st.sampled_from(["voluntary", "left", "Alles", "Anders"]), max_size=2)
rows = st.tuples(st.lists(marks, min_size=9, max_size=9), facts)


def two_areas(edition) -> list[Domain]:
    """Of Alles a part with two questions and one annulled, whose total may be the result, and one
    with two questions and a control; of Anders a part with one question. Made once."""
    domains = []
    for position, (name, parts) in enumerate(
        {"Alles": {"Toets": "abc", "Proef": "de"}, "Anders": {"Andere toets": "f"}}.items()
    ):
        area, made = LearningArea.objects.get_or_create(
            edition=edition, name=name, position=position
        )
        domain, _ = Domain.objects.get_or_create(learning_area=area, name=name, position=1)
        domains.append(domain)
        for part_name, labels in parts.items() if made else ():
            part = edition.test_parts.create(
                name=part_name, mode="paper", opens_on=date(2026, 9, 1), position=position,
                may_be_total=part_name == "Toets",
            )  # fmt: skip
            for place, label in enumerate(labels):
                Item.objects.create(
                    part=part, domain=domain, label=label, maximum="2.50", position=place,
                    counts=label != "c", annulled_because="Drukfout" if label == "c" else "",
                )  # fmt: skip
    return domains


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(rows, max_size=8))
def test_the_database_agrees_with_the_pure_functions(cast, table):
    """Whatever the marks, and whoever is voluntary, exempt from an area, or gone."""
    for kind in (Score, Exemption, Pupil):
        kind.objects.all().delete()
    domains = two_areas(cast.edition)
    items = list(Item.objects.order_by("part", "position"))
    classes = [cast.class_a, cast.class_b, cast.other_class]
    for place, (row, of_pupil) in enumerate(table):
        pupil = make_pupil(classes[place % 3], f"Leerling {place}")
        pupil.voluntary = "voluntary" in of_pupil
        pupil.left_on = date(2027, 1, 1) if "left" in of_pupil else None
        pupil.save()
        for domain in domains:
            if domain.name in of_pupil:
                Exemption.objects.create(pupil=pupil, learning_area=domain.learning_area)
        give(pupil, {item: mark for item, mark in zip(items, row, strict=True) if mark})
    refresh_reference(edition=cast.edition)
    figures = pupil_figures(cells_of(Pupil.objects.all(), cast.edition))
    for domain in domains:
        expected = group_figure(f for (_, of), f in figures.items() if of == domain.pk)
        stored = ReferenceFigure.objects.get(domain=domain)
        assert stored.pupils == expected.pupils
        assert stored.mean == (None if expected.mean is None else pytest.approx(expected.mean))


class TestTheTask:
    def test_skips_when_nothing_changed(self, cast, battery):
        item = battery.items_of(battery.gym)[0]
        pupil = make_pupil(cast.class_a, "Aa")
        assert refresh_references() == [2027]
        assert refresh_references() == []
        give(pupil, {item: 5})
        assert refresh_references() == [2027]
        assert refresh_references() == []
        Score.objects.filter(pupil=pupil).update(points=6)
        assert refresh_references() == [2027]
        Score.objects.filter(pupil=pupil).delete()
        assert refresh_references() == [2027]
        assert refresh_references() == []

    def test_computes_what_is_missing_whatever_the_cache_says(self, cast, battery):
        refresh_references()
        ReferenceFigure.objects.filter(domain=battery.domains["lezen"]).delete()
        assert refresh_references() == [2027]

    def test_an_earlier_edition_once_it_has_figures_is_left_alone(self, cast, battery, on):
        give_share(make_pupil(cast.class_a, "Aa"), battery.items_of(battery.gym), Decimal(1))
        refresh_references()
        on(date(2027, 9, 1))
        give_share(make_pupil(cast.class_b, "Bb"), battery.items_of(battery.gym), Decimal(0))
        assert refresh_references() == []
        assert figure_of(battery.domains["motoriek"]) == (100.0, 1, 1)

    def test_an_edition_without_tests_is_no_trouble(self, cast):
        assert refresh_references() == []

    def test_beat_can_call_it(self, cast, battery):
        task()
        assert ReferenceFigure.objects.count() == 5
