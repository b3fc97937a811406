"""`manage.py demo`: the same for a seed, whole on any day, and away from what is not its own."""

from datetime import date

import pytest
from django.core.management import CommandError
from django.db import transaction

from accounts.models import User
from orders.models import Order, OrderRevision, OrderStatus
from results.models import Score, TestPart
from schools.models import Edition, Pupil, School
from tests.conftest import make_school

pytestmark = pytest.mark.django_db


class Undo(Exception):
    pass


def rows() -> dict[str, list]:
    """Everything that the seed decides, without keys, moments and hashes."""
    return {
        "schools": list(
            School.objects.order_by("institution_number").values_list(
                "institution_number", "name", "street", "municipality", "ses_percentage"
            )
        ),
        "people": list(
            User.objects.order_by("email").values_list("email", "last_name", "public_id")
        ),
        "pupils": list(
            Pupil.objects.order_by("pk").values_list("last_name", "first_name", "gender")
        ),
        "scores": list(
            Score.objects.order_by("item__part__edition", "pupil_id", "item_id").values_list(
                "pupil__last_name", "item__label", "points", "code"
            )
        ),
        "orders": list(
            OrderRevision.objects.order_by("pk").values_list(
                "order__school__institution_number", "total"
            )
        ),
    }


def test_the_same_seed_gives_the_same_rows_and_a_second_call_changes_none(demo):
    found = {}
    for attempt, seed in (("first", 1), ("again", 1), ("other", 2)):
        with pytest.raises(Undo), transaction.atomic():  # noqa: PT012
            demo(seed=seed)
            found[attempt] = rows()
            if attempt == "other":
                assert demo(seed=9) == "The demo data is already here. Nothing was changed.\n"
                assert rows() == found["other"]
            raise Undo

    assert found["first"] == found["again"]
    assert len(found["first"]["scores"]) > 50_000
    assert all(found["first"][kind] != found["other"][kind] for kind in ("pupils", "scores"))


def test_a_school_that_the_helpdesk_added_to_the_demo_does_not_make_it_fail(demo):
    School.objects.create(institution_number=500, name="Voorbeeld", is_demo=True)
    make_school(4711, "Toegevoegde school")

    assert "already here" in demo()


def test_it_stays_away_from_real_schools(demo):
    make_school(4711, "Echte school")

    with pytest.raises(CommandError, match=r"holds real schools.*Nothing was changed"):
        demo()

    assert School.objects.count() == 1
    assert not User.objects.exists()


def test_it_stays_away_from_editions_and_people_of_somebody_else(demo, edition):
    with pytest.raises(CommandError, match="holds editions"):
        demo()
    Edition.objects.all().delete()
    User.objects.create_user("helpdesk@demo.example", None)
    with pytest.raises(CommandError, match="addresses of demo accounts"):
        demo()


def test_it_does_not_run_in_production(demo, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="not in production"):
        demo()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"schools": 40}, "--schools must be 41 or more"),
        ({"pupils": 10}, "--pupils must be 186 or more for 42 schools"),
    ],
)
def test_too_small_is_refused_in_words(demo, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        demo(**options)


@pytest.mark.parametrize(
    ("day", "year", "parts"),
    [(date(2026, 9, 1), 2027, 2), (date(2027, 4, 2), 2027, 5), (date(2027, 8, 31), 2027, 16)],
)
def test_on_any_day_the_known_school_has_ordered_and_begun(demo, on, day, year, parts):
    on(day)

    demo()

    order = Order.objects.get(school__institution_number=146001, edition__year=year)
    assert order.status == OrderStatus.CONFIRMED
    opened = TestPart.objects.filter(edition__year=year, opens_on__lte=day)
    assert opened.count() == parts
    begun = Score.objects.filter(item__part__edition__year=year).values("item__part").distinct()
    assert begun.count() == parts
    assert (
        not Score.objects.exclude(item__part__in=opened)
        .filter(item__part__edition__year=year)
        .exists()
    )
