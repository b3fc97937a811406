"""`manage.py demo`: what is always in it, and where it does not go."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from accounts.models import Membership, User
from accounts.roles import Role
from orders.models import AccessState, MoodleAccess, Order, OrderRevision, OrderStatus
from results.models import Enterer, Feedback, Item, ReferenceFigure, Score, TestPart
from schools.domain.registration_codes import open_code
from schools.models import ClassAssignment, Edition, Participation, Pupil, School, SchoolClass
from tests.conftest import make_school

pytestmark = pytest.mark.django_db

PASSWORD = "Toetsen-demo-2027"


def demo(**options) -> str:
    out = StringIO()
    call_command("demo", stdout=out, **{"schools": 42, "pupils": 330, **options})
    return out.getvalue()


def class_sizes(number: int, year: int) -> dict[str, int]:
    classes = SchoolClass.objects.filter(school__institution_number=number, edition__year=year)
    return {school_class.name: school_class.pupils.count() for school_class in classes}


def test_the_known_schools_and_people_are_in_it():
    said = demo()

    assert "42 schools" in said
    assert f"password {PASSWORD}" in said
    assert "nieuw@demo.example, code DEMO-REGISTRATIE-1" in said
    school = School.objects.get(institution_number=146001)
    assert school.is_ovsg
    assert school.sites.count() == 2
    assert class_sizes(146001, 2027) == {"6A": 25, "6B": 23}
    assert list(class_sizes(146001, 2026)) == ["6A", "6B"]
    assert {(m.user.email, m.role) for m in Membership.objects.for_school(school)} == {
        ("schoolbeheerder@demo.example", Role.SCHOOL_ADMIN),
        ("secretariaat@demo.example", Role.SECRETARY),
        ("leerkracht@demo.example", Role.TEACHER),
        ("leerkracht6b@demo.example", Role.TEACHER),
        ("duo@demo.example", Role.DUO_TEACHER),
        ("lo@demo.example", Role.PE_TEACHER),
        ("zorg@demo.example", Role.CARE_COORDINATOR),
    }
    assert set(
        ClassAssignment.objects.filter(school_class__edition__year=2027).values_list(
            "membership__user__email", "school_class__name"
        )
    ) == {
        ("leerkracht@demo.example", "6A"),
        ("duo@demo.example", "6A"),
        ("leerkracht6b@demo.example", "6B"),
        ("leerkracht2@demo.example", "6A"),
    }
    assert not School.objects.get(institution_number=146002).is_ovsg
    assert School.objects.get(institution_number=146004).is_special
    assert User.objects.get(email="helpdesk@demo.example").is_superuser
    assert not School.objects.filter(is_demo=False).exists()
    assert not School.objects.exclude(email__endswith="@demo.example").exists()


def test_the_new_school_can_register_with_its_code():
    demo()

    code = open_code(email="nieuw@demo.example", code="DEMO-REGISTRATIE-1")

    assert code.school.institution_number == 146003
    assert code.school.registered_at is None


@pytest.mark.parametrize("email", ["schoolbeheerder@demo.example", "schoolbeheerder4@demo.example"])
def test_the_accounts_sign_in_with_the_password(client, email):
    demo()

    answer = client.post("/aanmelden/", {"login": email, "password": PASSWORD})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)


def test_the_running_year_is_ordered_by_one_school_and_half_entered():
    demo()

    order = Order.objects.get(school__institution_number=146001, edition__year=2027)
    assert order.status == OrderStatus.CONFIRMED
    revision = order.revisions.get()
    assert revision.total == Decimal("262.00")  # 50 × 4,70 + 2 × 13,50
    assert revision.confirmed_by.email == "schoolbeheerder@demo.example"
    assert Participation.objects.get(edition__year=2027).school == order.school
    active = MoodleAccess.objects.filter(edition__year=2027, desired=AccessState.ACTIVE)
    assert active.count() == 6  # everybody but the secretary
    entered = Score.objects.filter(item__part__edition__year=2027)
    assert set(entered.values_list("pupil__school_class__school__institution_number")) == {(146001,)}
    assert not entered.filter(item__part__opens_on__gt=date(2027, 3, 2)).exists()
    open_cells = 48 * Item.objects.filter(part__opens_on__range=("2026-09-01", "2027-03-02")).count()
    assert 0 < entered.count() < open_cells
    gymnastics = entered.filter(item__part__entered_by=Enterer.PE_TEACHER)
    assert set(gymnastics.values_list("entered_by__email")) == {("lo@demo.example",)}
    assert set(Order.objects.filter(edition__year=2027).exclude(pk=order.pk).values_list("status")) == {
        (OrderStatus.DRAFT,)
    }


def test_the_finished_year_has_forty_schools_and_averages_near_the_published_ones():
    demo()

    assert Pupil.objects.filter(school_class__edition__year=2026).count() == 330
    assert Participation.objects.filter(edition__year=2026).count() == 41
    assert OrderRevision.objects.filter(order__edition__year=2026).count() == 41
    assert not Score.objects.filter(points__gt=F("item__maximum")).exists()
    figures = {
        (figure.domain.learning_area.name, figure.domain.name): figure
        for figure in ReferenceFigure.objects.filter(domain__learning_area__edition__year=2026)
    }
    assert figures["Wiskunde", "meten"].schools >= 40
    assert figures["Wiskunde", "meten"].mean == pytest.approx(60.6, abs=2)  # few pupils
    assert figures["Frans", "luisteren"].mean == pytest.approx(84.1, abs=2)
    assert Feedback.objects.filter(part__edition__year=2026).count() == 6


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


@pytest.mark.parametrize(("seed", "same"), [(1, True), (2, False)])
def test_the_same_seed_gives_the_same_rows(seed, same):
    from django.db import transaction

    class Undo(Exception):
        pass

    found = []
    for number in (1, seed):
        with pytest.raises(Undo), transaction.atomic():  # noqa: PT012
            demo(seed=number)
            found.append(rows())
            raise Undo

    assert (found[0] == found[1]) is same
    assert len(found[0]["scores"]) > 50_000


def test_a_second_time_changes_nothing():
    demo()
    before = rows()

    said = demo(seed=9)

    assert said == "The demo data is already here. Nothing was changed.\n"
    assert rows() == before


def test_it_stays_away_from_real_schools():
    make_school(4711, "Echte school")

    with pytest.raises(CommandError, match="holds real schools.*Nothing was changed"):
        demo()

    assert School.objects.count() == 1
    assert not User.objects.exists()


def test_it_stays_away_from_editions_and_people_of_somebody_else(edition):
    with pytest.raises(CommandError, match="holds editions"):
        demo()
    Edition.objects.all().delete()
    User.objects.create_user("helpdesk@demo.example", None)
    with pytest.raises(CommandError, match="addresses of demo accounts"):
        demo()


def test_it_does_not_run_in_production(settings):
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
def test_too_small_is_refused_in_words(options, sentence):
    with pytest.raises(CommandError, match=sentence):
        demo(**options)


@pytest.mark.parametrize(
    ("day", "year", "parts"),
    [(date(2026, 9, 1), 2027, 2), (date(2027, 4, 2), 2027, 5), (date(2027, 8, 31), 2027, 16)],
)
def test_on_any_day_the_known_school_has_ordered_and_begun(on, day, year, parts):
    on(day)

    demo()

    order = Order.objects.get(school__institution_number=146001, edition__year=year)
    assert order.status == OrderStatus.CONFIRMED
    opened = TestPart.objects.filter(edition__year=year, opens_on__lte=day)
    assert opened.count() == parts
    begun = Score.objects.filter(item__part__edition__year=year).values("item__part").distinct()
    assert begun.count() == parts
    assert not Score.objects.exclude(item__part__in=opened).filter(
        item__part__edition__year=year
    ).exists()
