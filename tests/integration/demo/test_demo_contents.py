"""`manage.py demo`: what is always in it. Loaded once for all stories here; each undoes its own."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from orders.models import AccessState, MoodleAccess, Order, OrderRevision, OrderStatus
from results.models import Enterer, Exemption, Feedback, HandIn, Item, ReferenceFigure, Score
from schools.domain.registration_codes import open_code
from schools.models import ClassAssignment, Participation, Pupil, School, SchoolClass

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

PASSWORD = "Toetsen-demo-2027"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, demo):
    """What the command said, on 2 March 2027. Afterwards the database is empty again."""
    with (
        django_db_blocker.unblock(),
        override_settings(FIXED_TODAY=date(2027, 3, 2)),
        transaction.atomic(),
    ):
        yield demo()
        transaction.set_rollback(True)


def class_sizes(number: int, year: int) -> dict[str, int]:
    classes = SchoolClass.objects.filter(school__institution_number=number, edition__year=year)
    return {school_class.name: school_class.pupils.count() for school_class in classes}


def test_it_says_what_it_made(loaded):
    assert "42 schools" in loaded
    assert f"password {PASSWORD}" in loaded
    assert "schoolbeheerder@demo.example" in loaded
    assert "nieuw@demo.example, code DEMO-REGISTRATIE-1" in loaded


def test_the_known_schools_and_people_are_in_it():
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
    code = open_code(email="nieuw@demo.example", code="DEMO-REGISTRATIE-1")

    assert code.school.institution_number == 146003
    assert code.school.registered_at is None


def test_the_makers_and_the_advisers_have_something_to_see(client):
    client.force_login(User.objects.get(email="toetsmaker@demo.example"))
    assert client.get(reverse("admin:results_part_analyses", args=[2026])).status_code == 200
    assert client.get(reverse("admin:schools_school_changelist")).status_code == 403
    client.force_login(User.objects.get(email="adviseur@demo.example"))
    schools = client.get("/", follow=True).content.decode()
    released = Participation.objects.get(school__institution_number=146001, edition__year=2026)
    address = reverse("results:advised", args=[released.pk])
    assert f'href="{address}"' in schools
    assert "Gemiddelden met hun zekerheid" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "email",
    ["schoolbeheerder@demo.example", "schoolbeheerder4@demo.example", "toetsmaker@demo.example",
     "adviseur@demo.example"],
)  # fmt: skip
def test_the_accounts_sign_in_with_the_password(client, email):
    answer = client.post("/aanmelden/", {"login": email, "password": PASSWORD})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)


def test_the_running_year_is_ordered_by_one_school_and_half_entered():
    order = Order.objects.get(school__institution_number=146001, edition__year=2027)
    assert order.status == OrderStatus.CONFIRMED
    revision = order.revisions.get()
    assert revision.total == Decimal("262.00")  # 50 × 4,70 + 2 × 13,50
    assert revision.confirmed_by.email == "schoolbeheerder@demo.example"
    assert Participation.objects.get(edition__year=2027).school == order.school
    active = MoodleAccess.objects.filter(edition__year=2027, desired=AccessState.ACTIVE)
    assert active.count() == 6  # everybody but the secretary
    entered = Score.objects.filter(item__part__edition__year=2027)
    assert set(entered.values_list("pupil__school_class__school__institution_number")) == {
        (146001,)
    }
    assert not entered.filter(item__part__opens_on__gt=date(2027, 3, 2)).exists()
    open_cells = (
        48 * Item.objects.filter(part__opens_on__range=("2026-09-01", "2027-03-02")).count()
    )
    assert 0 < entered.count() < open_cells
    totals = entered.filter(item__is_total=True)
    assert set(totals.values_list("pupil__school_class__name", "item__part__name")) == {
        ("6A", "Muzische vorming – ICT – techniek")
    }
    off = [
        total.points - own
        for total in totals.order_by("pupil_id")
        if total.points
        != (own := sum(entered.filter(pupil=total.pupil, item__part=total.item.part,
                                      item__is_total=False, points__isnull=False)
                       .values_list("points", flat=True)))
    ]  # fmt: skip
    assert off == [2, -1]
    gymnastics = entered.filter(item__part__entered_by=Enterer.PE_TEACHER)
    assert set(gymnastics.values_list("entered_by__email")) == {("lo@demo.example",)}
    assert set(
        Order.objects.filter(edition__year=2027).exclude(pk=order.pk).values_list("status")
    ) == {(OrderStatus.DRAFT,)}


def test_somebody_is_exempt_somebody_voluntary_and_one_class_handed_in():
    assert Pupil.objects.get(voluntary=True).school_class.name == "6A"
    areas = Exemption.objects.values_list("pupil__school_class__name", "learning_area__name")
    assert sorted(areas) == [("6A", "Frans"), ("6A", "Muzische vorming")]
    for exemption in Exemption.objects.all():
        assert not exemption.pupil.scores.filter(
            item__domain__learning_area=exemption.learning_area
        ).exists()
    handed_in = HandIn.objects.get()
    assert (str(handed_in), handed_in.missing, handed_in.handed_in_by.email) == (
        "Fietsexamen, klas 6B", 0, "leerkracht6b@demo.example",
    )  # fmt: skip


def test_the_finished_year_has_forty_schools_and_averages_near_the_published_ones():
    assert Pupil.objects.filter(school_class__edition__year=2026).count() == 330
    assert Participation.objects.filter(edition__year=2026).count() == 41
    assert OrderRevision.objects.filter(order__edition__year=2026).count() == 41
    assert not Score.objects.filter(points__gt=F("item__maximum")).exists()
    figures = {
        (figure.domain.learning_area.name, figure.domain.name): figure
        for figure in ReferenceFigure.objects.filter(
            domain__learning_area__edition__year=2026, zone=""
        )
    }
    assert figures["Wiskunde", "meten"].schools >= 40
    assert figures["Wiskunde", "meten"].mean == pytest.approx(60.6, abs=2)  # few pupils
    assert figures["Frans", "luisteren"].mean == pytest.approx(84.1, abs=2)
    assert Feedback.objects.filter(part__edition__year=2026).count() == 6
