"""Geschiedenis: everything that is done at Beheer gebruikers, by whom and when."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from accounts.domain.people import rename_person
from accounts.models import Membership
from accounts.roles import Role
from schools.history import history_of
from schools.models import SchoolClass
from tests.conftest import join, make_person

pytestmark = pytest.mark.django_db
STAFF, HISTORY = "/gebruikers/", "/gebruikers/geschiedenis/"


def lines(school):
    return [f"{line.who} {line.what}" for line in history_of(school)]


def edit(user):
    return f"{STAFF}{user.memberships.get(ended_at=None).pk}/"


CIS = {"first_name": "Cis", "last_name": "Claes", "email": "cis@demo.example"}
NELE = {"first_name": "Nele", "last_name": "Adams", "email": "nele@demo.example"}


def add(admin, cast, **changes):
    admin.post(f"{STAFF}nieuw/", NELE | {"role": "teacher", "classes": [cast.class_a.pk]} | changes)
    return Membership.objects.get(user__email="nele@demo.example", ended_at=None).user


def did_add(admin, cast):
    add(admin, cast)


def did_add_a_deputy(admin, cast):
    add(admin, cast, classes=[cast.class_a.pk, cast.class_b.pk], ends_on="2027-06-30")


def did_invite_again(admin, cast):
    admin.post(f"{edit(add(admin, cast))}wachtwoord/")


def did_come(admin, cast):
    nele = Client()
    nele.force_login(add(admin, cast))
    nele.get("/")


def did_correct_the_invited_name(admin, cast):
    data = NELE | {"first_name": "Nel", "role": "teacher", "classes": [cast.class_a.pk]}
    admin.post(edit(add(admin, cast)), data)


def did_correct_the_invited_address(admin, cast):
    data = NELE | {"email": "n@demo.example", "role": "teacher", "classes": [cast.class_a.pk]}
    admin.post(edit(add(admin, cast)), data)


def did_send_a_password_link(admin, cast):
    admin.post(f"{edit(cast.teacher)}wachtwoord/")


def did_rename(admin, cast):
    data = CIS | {"last_name": "Claus", "role": "teacher", "classes": [cast.class_a.pk]}
    admin.post(edit(cast.teacher), data)


def did_change_the_address(admin, cast):
    data = CIS | {"email": "c@demo.example", "role": "teacher", "classes": [cast.class_a.pk]}
    admin.post(edit(cast.teacher), data)


def did_move_to_another_class(admin, cast):
    admin.post(edit(cast.teacher), CIS | {"role": "teacher", "classes": [cast.class_b.pk]})


def did_give_another_role(admin, cast):
    admin.post(edit(cast.teacher), CIS | {"role": "care_coordinator"})


def did_set_an_end(admin, cast):
    data = CIS | {"role": "teacher", "classes": [cast.class_a.pk], "ends_on": "2027-06-30"}
    admin.post(edit(cast.teacher), data)


def did_remove(admin, cast):
    admin.post(f"{edit(cast.teacher)}verwijderen/")


def did_change_the_school(admin, cast):
    admin.post(f"{STAFF}school/", {"email": "nieuw@demo.example", "number_of_classes": "4"})


def did_rename_a_class(admin, cast):
    admin.post(f"{STAFF}klassen/{cast.class_a.pk}/", {"name": "6 Maan"})


def did_remove_a_class(admin, cast):
    admin.post(f"{STAFF}klassen/{cast.class_b.pk}/verwijderen/")


def did_link_a_site(admin, cast):
    admin.post("/vestigingsplaatsen/", {f"class_{cast.class_a.pk}": cast.sites[1].pk})


@pytest.mark.parametrize(
    ("deed", "sentences"),
    [
        (did_add, ["An Peeters voegde Nele Adams toe als leerkracht van klas 6A"]),
        (
            did_add_a_deputy,
            ["An Peeters voegde Nele Adams toe als leerkracht van de klassen 6A en 6B"
             " tot en met 30 juni 2027"],
        ),
        (did_invite_again, ["An Peeters stuurde Nele Adams opnieuw een uitnodiging"]),
        (did_come, ["Nele Adams meldde zich voor het eerst aan als leerkracht"]),
        (did_correct_the_invited_name, ["An Peeters wijzigde de naam van Nel Adams"]),
        (
            did_correct_the_invited_address,
            ["An Peeters wijzigde het e-mailadres van Nele Adams in n@demo.example"],
        ),
        (did_send_a_password_link, ["An Peeters stuurde Cis Claes een link voor een nieuw wachtwoord"]),
        (did_rename, ["An Peeters wijzigde de naam van Cis Claes in Cis Claus"]),
        (
            did_change_the_address,
            ["An Peeters wijzigde het e-mailadres van Cis Claes in c@demo.example"],
        ),
        (
            did_move_to_another_class,
            ["An Peeters zette Cis Claes voor klas 6B", "An Peeters haalde Cis Claes weg van klas 6A"],
        ),
        (
            did_give_another_role,
            ["An Peeters maakte Cis Claes beleidsmedewerker/zorgcoördinator in plaats van leerkracht"],
        ),
        (
            did_set_an_end,
            ["An Peeters liet Cis Claes werken als leerkracht tot en met 30 juni 2027"],
        ),
        (did_remove, ["An Peeters verwijderde Cis Claes als leerkracht"]),
        (
            did_change_the_school,
            ["An Peeters wijzigde het e-mailadres van de school in nieuw@demo.example",
             "An Peeters voegde de klassen 6C en 6D toe"],
        ),
        (did_rename_a_class, ["An Peeters hernoemde klas 6A naar 6 Maan"]),
        (did_remove_a_class, ["An Peeters verwijderde klas 6B"]),
        (did_link_a_site, ["An Peeters koppelde klas 6A aan De Linde, wijkschool"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_each_deed_is_a_sentence(admin, cast, deed, sentences):
    before = set(lines(cast.school))

    deed(admin, cast)

    found = [line for line in lines(cast.school) if line not in before]
    assert found[: len(sentences)] == sentences
    page = admin.get(HISTORY).text
    assert "maart 2027" in page or "uur" in page
    assert lines(cast.other_school) == [
        line for line in lines(cast.other_school) if "An Peeters" not in line
    ]


def test_another_school_sees_nothing_of_it(admin, cast):
    for deed in (did_add, did_rename, did_change_the_school, did_remove_a_class):
        deed(admin, cast)

    outsider = Client()
    outsider.force_login(cast.outsider)
    page = strip_tags(outsider.get(HISTORY).text)  # a token may spell any two letters

    for word in ("An Peeters", "Nele", "Claus", "nieuw@demo.example", "6B"):
        assert word not in page


def test_what_somebody_changes_elsewhere_is_not_told_here(cast):
    join(cast.teacher, cast.other_school, Role.PE_TEACHER)

    rename_person(user=cast.teacher, first_name="Ciska", last_name="Claes", by=cast.teacher)

    assert not [line for line in lines(cast.school) if "wijzigde de naam" in line]


def test_the_helpdesk_stands_in_it_as_the_helpdesk(cast):
    helpdesk = Client()
    helpdesk.force_login(cast.helpdesk)
    helpdesk.post("/hijack/acquire/", {"user_pk": cast.admin.pk})

    did_remove(helpdesk, cast)

    assert (
        lines(cast.school)[0] == "De helpdesk (als An Peeters) verwijderde Cis Claes als leerkracht"
    )


def test_who_was_removed_keeps_their_name_in_it(admin, cast):
    add(admin, cast)
    nele = Membership.objects.get(user__email="nele@demo.example")
    admin.post(f"{STAFF}{nele.pk}/verwijderen/")

    assert lines(cast.school)[0] == "An Peeters verwijderde Nele Adams als leerkracht"


def test_many_deeds_go_over_pages_with_the_same_queries(admin, cast):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(HISTORY).status_code == 200
        return len(queries)

    few = cost()
    for n in range(60):
        join(make_person(f"p{n}@demo.example", "P", str(n)), cast.school, "teacher", cast.class_a)
        SchoolClass.objects.create(school=cast.school, edition=cast.edition, name=f"7{n}")

    assert cost() == few
    page = admin.get(HISTORY).text
    assert "Pagina 1 van" in page
    assert "Ouder" in page
    assert "Nieuwer" in admin.get(f"{HISTORY}?pagina=2").text
    for odd in ("x", "0", "-3", "999999999999999999999"):
        assert admin.get(f"{HISTORY}?pagina={odd}").status_code == 200


def test_other_roles_do_not_see_it(as_person, cast):
    assert as_person(cast.secretary).get(HISTORY).status_code == 403


def test_it_is_written_when_an_edition_is_over_too(admin, cast, on):
    on(date(2027, 9, 5))

    assert admin.get(HISTORY).status_code == 200
