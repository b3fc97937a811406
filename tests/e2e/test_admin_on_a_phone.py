"""The tests of a year in the admin on a phone: what is a table elsewhere is a card per row here."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import expect

from results.domain.part_analysis import analyse_parts
from results.makers import MAKERS
from results.models import Feedback
from tests.battery import make_battery
from tests.conftest import make_person
from tests.integration.results.scores import give_share, make_pupil

TOO_WIDE = """() => [...document.querySelectorAll('.table-box, .inline-group, .tabular')].filter(
  (box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.className)"""


@pytest.fixture
def battery(cast):
    battery = make_battery(cast.edition)
    items = battery.items_of(battery.reading)
    for number in range(8):
        give_share(make_pupil(cast.class_a, f"P{number}"), items, Decimal(number % 3) / 2)
    analyse_parts(edition=cast.edition, progress=lambda done, total: None)
    Feedback.objects.create(school_class=cast.class_a, part=battery.reading, rating=4, text="Goed.")
    return battery


@pytest.fixture
def maker(cast):
    person = make_person("maker@demo.example", "Mo", "Maker", is_staff=True)
    person.groups.add(Group.objects.get(name=MAKERS))
    return person


def test_the_makers_pages_scroll_in_one_direction(new_page, visit, sign_in, fits, maker, battery):
    page = new_page(width=375)
    sign_in(page, maker)
    year = battery.edition.year
    for address in (
        reverse("admin:results_part_analyses", args=[year]),
        reverse("admin:results_part_analysis", args=[battery.reading.pk]),
        reverse("admin:results_makers_feedback", args=[year]),
    ):
        visit(page, address)
        expect(page.locator("td[data-label]").first).to_be_visible()
        fits(page)
        assert page.evaluate(TOO_WIDE) == [], address


def test_the_questions_of_a_part_are_mended_on_a_phone(
    new_page, visit, sign_in, fits, cast, battery
):
    page = new_page(width=375)
    sign_in(page, cast.helpdesk)
    visit(page, reverse("admin:results_testpart_change", args=[battery.practical.pk]))
    fits(page)
    assert page.evaluate(TOO_WIDE) == []
    field = page.locator("#items-group .field-page input").first
    assert field.bounding_box()["x"] + field.bounding_box()["width"] <= 375
    field.fill("7")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.wait_for_url("**/testpart/")
    assert battery.practical.items.order_by("position").first().page == 7
