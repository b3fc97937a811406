"""The references of an edition: computed over all pupils at once, laid beside figures."""

from datetime import date, timedelta
from decimal import Decimal
from statistics import median, stdev

import numpy as np
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from results.domain.reference import refresh_reference, refresh_references
from results.models import (
    ClassFigures,
    Domain,
    Exemption,
    Item,
    LearningArea,
    Reference,
    ReferenceFigure,
    ReferenceItem,
    Score,
)
from results.tasks import refresh_reference as task
from schools.models import Pupil, SchoolClass
from tests.battery import make_battery
from tests.conftest import make_edition, make_school
from tests.integration.results.scores import give, give_share, make_pupil
from tests.unit.results.naive import (  # fmt: skip
    Cell,
    PupilFigure,
    area_figure,
    area_percent,
    group_figure,
    pupil_figures,
    zones_shown,
)


@pytest.fixture
def others(cast):
    """The 6A of ten other schools, so that a reference may be shown."""
    return [
        SchoolClass.objects.create(
            school=make_school(150_000 + place, f"School {place}"), edition=cast.edition, name="6A"
        )
        for place in range(10)
    ]


def figure_of(domain: Domain) -> tuple:
    stored = ReferenceFigure.objects.get(domain=domain, zone="")
    mean = None if stored.mean is None else round(stored.mean, 9)
    return mean, stored.pupils, stored.schools


def test_the_mean_of_pupils_of_all_schools(cast, battery, others):
    lezen = battery.items_of(battery.reading)[:3]
    for place, school_class in enumerate(others):
        give_share(make_pupil(school_class, "Aa"), lezen, Decimal(place % 2))
    give_share(make_pupil(cast.class_a, "Bb"), lezen, Decimal(1))
    give_share(make_pupil(cast.class_b, "Cc"), lezen, Decimal("0.5"))
    made = refresh_reference(edition=cast.edition)
    assert figure_of(battery.domains["lezen"]) == (round(650 / 12, 9), 12, 11)
    assert figure_of(battery.domains["spreken"]) == (None, 0, 0)
    assert (made.schools, made.pupils, made.expected) == (11, 12, 11)
    assert made.entered == pytest.approx(100 * 3 / 10)  # 3 of the 10 questions of each pupil


def test_nine_schools_are_too_few_and_nothing_of_them_is_stored(cast, battery, others):
    for school_class in others[:9]:
        give_share(make_pupil(school_class, "Aa"), battery.items_of(battery.gym), Decimal(1))
    refresh_reference(edition=cast.edition)
    stored = ReferenceFigure.objects.get(domain=battery.domains["motoriek"])
    assert (stored.verdict, stored.mean, stored.histogram) == ("TOO_FEW", None, None)
    assert not ReferenceItem.objects.exclude(p=None).exists()


def test_one_large_school_is_no_reference(cast, battery, others):
    for school_class in [*others, *[cast.class_a] * 11]:
        give_share(make_pupil(school_class, "Aa"), battery.items_of(battery.gym), Decimal(1))
    refresh_reference(edition=cast.edition)
    stored = ReferenceFigure.objects.get(domain=battery.domains["motoriek"])
    assert (stored.verdict, stored.mean) == ("ONE_SCHOOL", None)


def test_a_later_one_replaces_the_provisional(cast, battery, others):
    items = battery.items_of(battery.gym)
    for school_class in others:
        give_share(make_pupil(school_class, "Aa"), items, Decimal("0.4"))
    first = refresh_reference(edition=cast.edition)
    refresh_reference(edition=cast.edition)
    for school_class in others:
        give_share(make_pupil(school_class, "Bb"), items, Decimal("0.8"))
    again = refresh_reference(edition=cast.edition)
    assert figure_of(battery.domains["motoriek"]) == (60.0, 20, 10)
    assert again.computed_at > first.computed_at
    assert list(Reference.objects.all()) == [again]


def test_another_edition_stays_out(cast, battery, others):
    before = make_edition(2026)
    old = make_battery(before)
    for school_class in others:
        then = SchoolClass.objects.create(school=school_class.school, edition=before, name="6A")
        give_share(make_pupil(then, "Oud"), old.items_of(old.gym), Decimal("0.1"))
        give_share(make_pupil(school_class, "Nu"), battery.items_of(battery.gym), Decimal("0.9"))
    assert refresh_references() == [2027, 2026]
    assert figure_of(battery.domains["motoriek"]) == (90.0, 10, 10)
    assert figure_of(old.domains["motoriek"]) == (10.0, 10, 10)


def test_an_annulled_item_is_left_out(cast, battery, others):
    one, two, three = battery.items_of(battery.reading)[:3]  # maxima 2, 4 and 1
    for school_class in others:
        give(make_pupil(school_class, "Aa"), {one: 1, two: 0, three: 1})
    refresh_references()
    two.counts, two.annulled_because = False, "Drukfout"
    two.save()
    assert refresh_references() == [2027]
    assert figure_of(battery.domains["lezen"]) == (round(200 / 3, 9), 10, 10)
    assert not ReferenceItem.objects.filter(item=two).exists()


marks = st.sampled_from(["0", "0.25", "1", "2.5", "2.5", "N", "A", "V", "X", ""])
facts = st.sets(st.sampled_from(["voluntary", "left", "Alles", "Anders"]), max_size=1)
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


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, min_size=20, max_size=36), st.integers(0, 12))
def test_the_engine_agrees_with_pupil_by_pupil(cast, others, table, in_zone):
    """Whatever the marks, and whoever is voluntary, exempt from an area, or gone; for all
    participants and for the schools of a zone, from points to what is stored."""
    for kind in (Score, Exemption, Pupil):
        kind.objects.all().delete()
    domains = two_areas(cast.edition)
    items = list(Item.objects.order_by("part", "position"))
    classes = [*others, cast.class_a, cast.other_class]
    for place, school_class in enumerate(classes):
        school_class.school.ses_zone = "E" if place < in_zone else ""
        school_class.school.save()
    left_out = set()
    for place, (row, of_pupil) in enumerate(table):
        pupil = make_pupil(classes[place % len(classes)], f"Leerling {place}")
        pupil.voluntary = "voluntary" in of_pupil
        pupil.left_on = date(2027, 1, 1) if "left" in of_pupil else None
        pupil.save()
        for domain in domains:
            if domain.name in of_pupil:
                Exemption.objects.create(pupil=pupil, learning_area=domain.learning_area)
            if domain.name in of_pupil or pupil.voluntary:
                left_out.add((pupil.pk, domain.pk))
        give(pupil, {item: mark for item, mark in zip(items, row, strict=True) if mark})
    refresh_reference(edition=cast.edition)
    lay_beside(domains, left_out)


def lay_beside(domains: list[Domain], left_out: set) -> None:
    counting = Score.objects.filter(item__counts=True, item__domain__isnull=False)
    cells = [
        Cell(*row)
        for row in counting.values_list(
            "pupil", "item__domain", "points", "item__maximum", "code", "item__part", "item__is_total"
        )
    ]  # fmt: skip
    figures = pupil_figures(cells, left_out=left_out)
    pupils = {
        pupil.pk: (pupil.school_class.school_id, pupil.school_class.school.ses_zone)
        for pupil in Pupil.objects.select_related("school_class__school")
    }
    zones = {"", *(zone for _, zone in pupils.values())}
    means = {zone: [] for zone in zones}
    for domain in domains:
        of_domain = {pupil: figures.get((pupil, domain.pk), PupilFigure()) for pupil in pupils}
        found = lay(domain, of_domain, pupils, zones)
        for zone in zones:
            means[zone].append(found[zone])
    for zone in zones:
        of_areas = [area_figure([mean]) for mean in means[zone]]
        for domain, area in zip(domains, of_areas, strict=True):
            stored = ReferenceFigure.objects.get(area=domain.learning_area, zone=zone)
            assert stored.pupils == area.pupils
            if stored.mean is not None:
                assert stored.mean == pytest.approx(area.mean)
    assert area_percent([]) == PupilFigure()


def lay(domain: Domain, of: dict, pupils: dict, zones: set) -> dict:
    """Each zone's stored figure of the domain beside the same by hand."""
    found, schools, values = {}, {}, {}
    for zone in zones:
        inside = [p for p, (_, own) in pupils.items() if zone in ("", own)]
        found[zone] = group_figure(of[p] for p in inside)
        counting = [p for p in inside if of[p].counts and of[p].percent is not None]
        schools[zone] = [pupils[p][0] for p in counting]
        values[zone] = [of[p].percent for p in counting]
    shown = zones_shown(schools)
    for zone in zones:
        stored = ReferenceFigure.objects.get(domain=domain, zone=zone)
        assert (stored.pupils, stored.schools) == (found[zone].pupils, len(set(schools[zone])))
        assert (stored.verdict == "SHOWN") == (zone in shown), (zone, schools)
        if zone in shown:
            assert stored.mean == pytest.approx(found[zone].mean)
            assert stored.sd == pytest.approx(stdev(values[zone]))
            assert stored.percentiles[3] == pytest.approx(median(values[zone]))
            assert stored.percentiles[2] == pytest.approx(np.quantile(values[zone], 0.25))
            assert sum(stored.histogram) == found[zone].pupils
    return found


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

    def test_looks_again_after_an_hour_whatever_the_figures_say(self, cast, battery):
        refresh_references()
        an_hour_ago = timezone.now() - timedelta(minutes=61)
        ClassFigures.objects.update(moment=an_hour_ago - timedelta(days=1))
        Reference.objects.update(computed_at=an_hour_ago)
        assert refresh_references() == [2027]

    def test_an_earlier_edition_follows_changes_but_not_the_clock(self, cast, battery, on, others):
        for school_class in others:
            give_share(make_pupil(school_class, "Aa"), battery.items_of(battery.gym), Decimal(1))
        refresh_references()
        on(date(2027, 9, 1))
        Reference.objects.update(computed_at=timezone.now() + timedelta(seconds=1))
        assert refresh_references() == []
        give_share(make_pupil(cast.class_b, "Bb"), battery.items_of(battery.gym), Decimal(0))
        Reference.objects.update(computed_at=timezone.now() - timedelta(hours=2))
        assert refresh_references() == [2027]
        assert figure_of(battery.domains["motoriek"]) == (round(1000 / 11, 9), 11, 11)

    def test_an_edition_without_tests_is_no_trouble(self, cast):
        assert refresh_references() == []

    def test_beat_can_call_it(self, cast, battery):
        task()
        assert ReferenceFigure.objects.exclude(domain=None).count() == 5
