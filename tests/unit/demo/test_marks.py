"""The model behind the demo's points: its averages are the published ones before a row is made."""

import random

import pytest

from ovsgtoets.demo.battery import OWN_AVERAGES, PARTS, domain_averages
from ovsgtoets.demo.marks import (
    DRAWS,
    LEVELS,
    ease_for,
    eases,
    expected_percent,
    levels,
    marks_per_level,
)


def test_the_published_figures_of_2017_are_the_twenty_domains():
    published = {key: value for key, value in domain_averages().items() if key not in OWN_AVERAGES}

    assert len(published) == 20
    assert published["Wiskunde", "meten"] == 60.6
    assert published["Frans", "luisteren"] == 84.1
    science = [value for (area, _), value in published.items() if area == "Wereldoriëntatie"]
    assert sum(science) / 5 == pytest.approx(75.90)


def test_every_domain_has_items_and_every_part_is_of_a_class_size_that_fits_a_lesson():
    items = [(part, *item) for part in PARTS for item in part.items()]

    assert {domain for *_, domain, _ in items} == set(domain_averages())
    assert 12 <= len(PARTS) <= 16
    assert 150 <= len(items) <= 200
    assert {maximum for *_, maximum in items} == {1, 2, 3, 4, 5}
    for part in PARTS:
        labels = [label for label, *_ in part.items()]
        assert 6 <= len(labels) <= 20
        assert len(set(labels)) == len(labels)
        assert labels[:3] == ["1a", "1b", "2"]


@pytest.mark.parametrize("month", range(1, 13))
def test_two_parts_are_open_on_every_first_day_of_a_month(month):
    from datetime import date

    day = date(2026 if month >= 9 else 2027, month, 1)

    assert sum(part.opens_on(2027) <= day for part in PARTS) >= 2


@pytest.mark.parametrize("maximum", [1, 3, 5])
@pytest.mark.parametrize("percent", [25, 63.2, 92])
def test_the_ease_of_an_item_gives_its_average(maximum, percent):
    assert expected_percent(ease_for(percent, maximum), maximum) == pytest.approx(percent, abs=0.6)


@pytest.mark.parametrize("average", [60.6, 76.6, 84.1])
def test_the_items_of_a_domain_differ_and_give_its_average_together(average):
    maxima = [1, 2, 1, 1, 3, 1, 2, 1]

    solved = eases(average, maxima, random.Random(5))

    percents = [expected_percent(e, m) for e, m in zip(solved, maxima, strict=True)]
    weighted = sum(p * m for p, m in zip(percents, maxima, strict=True)) / sum(maxima)
    assert weighted == pytest.approx(average, abs=0.1)
    assert max(percents) - min(percents) > 10


def test_the_drawn_marks_are_within_the_item_and_rise_with_the_level():
    marks = marks_per_level(0.4, 5)

    assert len(marks) == LEVELS
    assert {len(drawn) for drawn in marks} == {DRAWS}
    assert all(0 <= mark <= 5 for drawn in marks for mark in drawn)
    means = [sum(drawn) / DRAWS for drawn in marks]
    assert means == sorted(means)


def test_every_level_gets_equally_many_pupils_and_ability_shows():
    general = [step / 320 for step in range(-160, 160)]

    found = levels(general, random.Random(3))

    assert [found.count(level) for level in range(LEVELS)] == [10] * LEVELS
    again = levels([ability * 3 for ability in general], random.Random(3))
    assert sum(again[:160]) < sum(again[160:]) - 1000
