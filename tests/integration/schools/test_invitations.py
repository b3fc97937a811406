"""Who is invited looks the same, known or not, until they come; and what a returned mail shows."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts.models import Membership, PasswordLink, User
from accounts.roles import Role
from ovsgtoets.kernel.bounces import mark_bounced
from schools.models import ClassAssignment
from tests.conftest import PASSWORD, join, make_person, make_school

pytestmark = pytest.mark.django_db
STAFF = "/gebruikers/"
TYPED = {"first_name": "Ineke", "last_name": "Boss", "role": "secretary"}


def invite(admin, email, **changes):
    return admin.post(f"{STAFF}nieuw/", TYPED | {"email": email} | changes, follow=True)


def membership(cast, email):
    return Membership.objects.get(user__email=email, school=cast.school, ended_at=None)


def known_people(cast):
    """One of each kind of person whom the address may belong to."""
    busy = make_person("bezig@demo.example", "Bert", "Bezig", last_login=timezone.now())
    join(busy, make_school(146009, "De Berk"), Role.SCHOOL_ADMIN)
    waiting = User.objects.create_user("wacht@demo.example", first_name="Wim", last_name="Wacht")
    Membership.objects.create(user=waiting, school=cast.other_school, role=Role.SECRETARY)
    bounced = make_person("terug@demo.example", "Tom", "Terug")
    join(bounced, cast.other_school, Role.SECRETARY)
    mark_bounced("terug@demo.example")
    return ["bezig@demo.example", "wacht@demo.example", "terug@demo.example", "hulp@demo.example"]


def without(text, email, pk):
    """A page with what differs between two people with different addresses taken out."""
    lines = text.replace(email, "ADRES").replace(f"/{pk}/", "/PK/").replace(f"={pk}", "=PK")
    return [line for line in lines.splitlines() if "csrfmiddlewaretoken" not in line]


def seen_by_admin(admin, cast, email):
    """Everything that the administrator sees and does with this person, from adding to removing."""
    pages = [invite(admin, email).text]
    pk = membership(cast, email).pk
    pages += [admin.get(f"{STAFF}{pk}/").text, admin.get("/").text]
    changed = TYPED | {"first_name": "Ina", "email": email, "role": "care_coordinator"}
    pages.append(admin.post(f"{STAFF}{pk}/", changed, follow=True).text)
    pk = membership(cast, email).pk
    pages.append(admin.post(f"{STAFF}{pk}/wachtwoord/", follow=True).text)
    pages.append(admin.get(f"{STAFF}geschiedenis/").text)
    pages.append(admin.get("/moodle/").text)
    pages.append(admin.post(f"{STAFF}{pk}/verwijderen/", follow=True).text)
    pages.append(admin.post(f"{STAFF}{pk}/terugzetten/", follow=True).text)
    return [without(page, email, pk) for page in pages]


@pytest.mark.parametrize("number", range(4))
def test_the_school_cannot_tell_somebody_known_from_somebody_new(cast, number):
    """Each page, message and button: letter for letter the same for a new address."""
    from django.db import transaction

    email = known_people(cast)[number]
    seen = []
    for address in ("nieuweling@demo.example", email):
        with transaction.atomic():
            admin = Client()
            admin.force_login(cast.admin)
            seen.append(seen_by_admin(admin, cast, address))
            transaction.set_rollback(True)

    for page, (new, known) in enumerate(zip(*seen, strict=True)):
        assert strip_numbers(new) == strip_numbers(known), page


def strip_numbers(lines):
    """Without numbers of rows, which only count on."""
    import re

    return [re.sub(r"gebruikers/\d+/|persoon=\d+|\d\d\.\d\d uur", "", line) for line in lines]


def test_a_known_person_becomes_visible_when_they_come(admin, cast):
    invite(admin, "ine@demo.example")
    assert "Ineke Boss" in admin.get(STAFF).text
    assert "Ine Bos<" not in admin.get(STAFF).text

    browser = Client()
    browser.force_login(cast.other_teacher)
    browser.get("/")  # De Kastanje comes first
    assert membership(cast, "ine@demo.example").accepted_at is None
    browser.post("/school/", {"school": cast.school.pk})
    browser.get("/")

    page = admin.get(STAFF).text
    assert "Ine Bos<" in page
    assert "Ineke Boss" not in page
    assert membership(cast, "ine@demo.example").invited_first_name == ""


def test_a_new_person_is_active_once_they_used_the_link(admin, cast):
    invite(admin, "ineke@demo.example")
    (mail,) = Email.objects.filter(to__contains="ineke@demo.example")
    token = mail.context["secrets"][0]
    browser = Client()
    browser.get(f"/wachtwoord/{token}/")
    browser.post("/wachtwoord/", {"password": PASSWORD, "confirm": PASSWORD})

    assert membership(cast, "ineke@demo.example").accepted_at
    assert "uitgenodigd" not in admin.get(STAFF).text


def test_the_helpdesk_looking_along_does_not_come_in_their_place(admin, cast):
    invite(admin, "ineke@demo.example")
    helpdesk = Client()
    helpdesk.force_login(cast.helpdesk)
    new = User.objects.get(email="ineke@demo.example")
    helpdesk.post("/hijack/acquire/", {"user_pk": new.pk})

    assert "De Linde" in helpdesk.get("/").text
    assert membership(cast, "ineke@demo.example").accepted_at is None


@pytest.mark.parametrize("known", [True, False])
def test_names_are_corrected_without_touching_who_they_belong_to(admin, cast, known):
    email = "ine@demo.example" if known else "nieuw@demo.example"
    invite(admin, email)

    admin.post(
        f"{STAFF}{membership(cast, email).pk}/", TYPED | {"email": email, "first_name": "Ina"}
    )

    assert membership(cast, email).shown_name == "Ina Boss"
    assert User.objects.get(email=email).first_name == ("Ine" if known else "Ina")


@pytest.mark.parametrize("old", ["ine@demo.example", "nieuw@demo.example"])
@pytest.mark.parametrize("new", ["bezig@demo.example", "ander@demo.example"])
def test_another_address_is_another_invitation(admin, cast, old, new):
    known_people(cast)
    invite(admin, old, role="teacher", classes=[cast.class_b.pk])
    before = membership(cast, old)

    answer = admin.post(
        f"{STAFF}{before.pk}/",
        TYPED | {"email": new, "role": "teacher", "classes": [cast.class_b.pk]},
        follow=True,
    )

    assert "De gegevens van Ineke Boss zijn bewaard." in answer.text
    assert membership(cast, new).pk == before.pk
    assert ClassAssignment.objects.filter(membership=before).count() == 1
    assert Email.objects.filter(to__contains=new).count() == 1
    assert not PasswordLink.objects.filter(user__email=old, used_at=None).exists()
    assert not Membership.objects.filter(user__email=old, school=cast.school).exists()


def test_an_invitation_does_not_move_to_a_colleague(admin, cast):
    invite(admin, "nieuw@demo.example")
    pk = membership(cast, "nieuw@demo.example").pk

    answer = admin.post(f"{STAFF}{pk}/", TYPED | {"email": "cis@demo.example"})

    assert answer.status_code == 422
    assert "werkt al in je school" in answer.text


def test_a_colleague_who_gets_another_role_is_known_already(admin, cast):
    page = admin.get(f"{STAFF}nieuw/?persoon={membership(cast, 'cis@demo.example').pk}").text
    assert 'value="cis@demo.example"' in page

    answer = invite(admin, "cis@demo.example", role="care_coordinator")

    assert "Cis Claes is toegevoegd als Beleidsmedewerker/zorgcoördinator." in answer.text
    edit = admin.get(f"{STAFF}{membership_in(cast, cast.teacher, 'teacher').pk}/").text
    assert "Rollen in je school" in edit
    assert "Beleidsmedewerker/zorgcoördinator" in edit


def membership_in(cast, user, role):
    return Membership.objects.get(user=user, school=cast.school, role=role, ended_at=None)


def test_an_invitation_runs_out_and_is_sent_again(admin, cast):
    invite(admin, "nieuw@demo.example")
    Membership.objects.filter(user__email="nieuw@demo.example").update(
        invited_at=timezone.now() - timedelta(days=15)
    )
    assert "uitnodiging vervallen" in admin.get(STAFF).text

    pk = membership(cast, "nieuw@demo.example").pk
    answer = admin.post(f"{STAFF}{pk}/wachtwoord/", follow=True)

    assert "Uitnodiging opnieuw verstuurd naar nieuw@demo.example." in answer.text
    assert "uitnodiging vervallen" not in answer.text


def test_a_mail_that_came_back_shows_until_the_address_changes(admin, cast):
    invite(admin, "fout@demo.example")
    mark_bounced("fout@demo.example", "cis@demo.example")
    page = admin.get(STAFF).text
    assert page.count("mail kwam terug") == 2

    pk = membership(cast, "fout@demo.example").pk
    assert "Mail naar fout@demo.example komt terug." in admin.get(f"{STAFF}{pk}/").text
    admin.post(f"{STAFF}{pk}/", TYPED | {"email": "juist@demo.example"})
    cis = {"first_name": "Cis", "last_name": "Claes", "email": "cis.claes@demo.example"}
    pk = membership(cast, "cis@demo.example").pk
    admin.post(f"{STAFF}{pk}/", cis | {"role": "teacher", "classes": [cast.class_a.pk]})

    assert "mail kwam terug" not in admin.get(STAFF).text


class TestDeputies:
    def test_an_end_date_shows_and_ends(self, admin, cast, on):
        invite(admin, "ineke@demo.example", ends_on="2027-03-05")
        assert "tot en met 5 maart 2027" in admin.get(STAFF).text
        browser = Client()
        browser.force_login(User.objects.get(email="ineke@demo.example"))
        assert browser.get("/bestelling/").status_code == 200

        on(date(2027, 3, 5))
        assert browser.get("/bestelling/").status_code == 200
        on(date(2027, 3, 6))
        assert browser.get("/bestelling/").status_code == 403
        assert "werkte hier tot en met 5 maart 2027" in admin.get(STAFF).text

    @pytest.mark.parametrize(
        ("ends_on", "sentence"), [("2027-03-01", "Deze datum is voorbij"), ("x", "geen datum")]
    )
    def test_a_wrong_date_is_refused(self, admin, cast, ends_on, sentence):
        answer = invite(admin, "ineke@demo.example", ends_on=ends_on)

        assert answer.status_code == 422
        assert sentence in answer.text

    def test_it_is_changed_and_taken_away(self, admin, cast):
        pk = membership(cast, "bo@demo.example").pk
        bo = {"first_name": "Bo", "last_name": "Maes", "email": "bo@demo.example"}
        for ends_on, stored in (("2027-06-30", date(2027, 6, 30)), ("", None)):
            admin.post(f"{STAFF}{pk}/", bo | {"role": "secretary", "ends_on": ends_on})
            assert membership(cast, "bo@demo.example").ends_on == stored

    def test_the_last_schoolbeheerder_has_none(self, admin, cast):
        pk = membership(cast, "an@demo.example").pk
        an = {"first_name": "An", "last_name": "Peeters", "email": "an@demo.example"}

        answer = admin.post(f"{STAFF}{pk}/", an | {"role": "school_admin", "ends_on": "2027-06-30"})

        assert answer.status_code == 422
        assert "laatste schoolbeheerder" in answer.text
