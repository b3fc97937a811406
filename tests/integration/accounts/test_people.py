"""Finding, making, renaming and moving people."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from post_office.models import Email

from accounts.domain.links import send_password_link
from accounts.domain.people import change_email, person_by_email, rename_person
from accounts.models import LinkPurpose, User
from ovsgtoets.kernel.errors import Refused


@pytest.mark.django_db
def test_somebody_new_is_made_without_a_password():
    person = person_by_email(email=" Lies@Demo.example ", first_name=" Lies ", last_name="Mertens")
    assert (person.email, person.full_name) == ("lies@demo.example", "Lies Mertens")
    assert not person.has_password


def test_somebody_known_is_found_ignoring_case_and_keeps_their_name(cast):
    person = person_by_email(email="CIS@demo.EXAMPLE", first_name="Andere", last_name="Naam")
    assert person == cast.teacher
    assert person.full_name == "Cis Claes"


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_give_one_person():
    def make(_):
        try:
            return person_by_email(email="nu@demo.example", first_name="Nu", last_name="Nu").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(make, range(8)))
    assert len(made) == 1
    assert User.objects.count() == 1


def test_a_new_name_is_in_the_history_with_who_gave_it(cast):
    rename_person(user=cast.teacher, first_name=" Ciska ", last_name="Claes", by=cast.admin)
    cast.teacher.refresh_from_db()
    assert cast.teacher.full_name == "Ciska Claes"
    last = cast.teacher.events.order_by("pgh_id").last()
    assert (last.first_name, last.pgh_context.metadata["user"]) == ("Ciska", cast.admin.pk)


def test_a_new_address_is_told_to_the_old_one_and_closes_open_links(cast):
    link = send_password_link(user=cast.teacher, purpose=LinkPurpose.RESET)
    Email.objects.all().delete()
    change_email(user=cast.teacher, email=" Nieuw@Demo.example", by=cast.teacher)
    cast.teacher.refresh_from_db()
    link.refresh_from_db()
    assert cast.teacher.email == "nieuw@demo.example"
    assert not link.is_open
    (mail,) = Email.objects.all()
    assert mail.to == ["cis@demo.example"]
    assert "Met dit oude adres kan je je niet meer aanmelden." in mail.message
    assert "nieuw@demo.example" not in mail.message + mail.html_message


def test_the_same_address_again_does_nothing(cast):
    change_email(user=cast.teacher, email="CIS@demo.example", by=cast.teacher)
    assert not Email.objects.exists()


def test_the_address_of_somebody_else_is_refused(cast):
    with pytest.raises(Refused) as refusal:
        change_email(user=cast.teacher, email="HANS@demo.example", by=cast.teacher)
    assert refusal.value.field == "email"
    cast.teacher.refresh_from_db()
    assert cast.teacher.email == "cis@demo.example"
    assert not Email.objects.exists()
