"""The helpdesk: finding people, helping them in, looking along, and what it may not."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from accounts.models import LinkPurpose, Membership, PasswordLink, User
from accounts.roles import Role
from tests.conftest import join, make_person

PEOPLE = "/beheer/accounts/user/"


@pytest.fixture
def desk(as_person, cast):
    return as_person(cast.helpdesk)


def act(client, action, *people, **more):
    return client.post(
        PEOPLE, {"action": action, "_selected_action": [p.pk for p in people], **more}, follow=True
    )


def person_data(person, *memberships, new=None, **changes):
    """The change form of `person` as a browser sends it."""
    data = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "memberships-TOTAL_FORMS": len(memberships) + bool(new),
        "memberships-INITIAL_FORMS": len(memberships),
        **changes,
    }
    for n, membership in enumerate(memberships):
        data |= {f"memberships-{n}-id": membership.pk, f"memberships-{n}-user": person.pk}
    if new:
        data |= {f"memberships-{len(memberships)}-{name}": v for name, v in new.items()}
    return data


@pytest.mark.parametrize("typed", ["claes", "CIS@demo", "146001", "linde", "Cis Claes"])
def test_people_are_found_by_name_mail_and_school(desk, typed):
    page = desk.get(PEOPLE, {"q": typed}).content.decode()
    assert "cis@demo.example" in page
    assert "hans@demo.example" not in page


def test_the_list_shows_where_people_work_and_costs_the_same_for_thirty(desk, cast):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(PEOPLE).content.decode()
        assert "De Linde (146001), Leerkracht" in page
        return len(queries)

    before = cost()
    for n in range(30):
        join(make_person(f"p{n}@demo.example", "P", f"{n}"), cast.school, Role.TEACHER)
    assert cost() == before


def test_no_password_and_no_hash_is_on_the_page(desk, cast):
    page = desk.get(f"{PEOPLE}{cast.teacher.pk}/change/").content.decode()
    assert "Werd ingevoerd" in page
    assert cast.teacher.password not in page
    assert 'type="password"' not in page
    assert desk.get(f"{PEOPLE}{cast.teacher.pk}/password/").status_code in (302, 404)
    assert desk.get("/beheer/accounts/passwordlink/").status_code == 404
    assert desk.get("/beheer/account/emailaddress/").status_code == 404


def test_sending_a_link_asks_first(desk, cast):
    cast.secretary.set_unusable_password()
    cast.secretary.save()
    page = act(desk, "send_link", cast.teacher, cast.secretary).content.decode()
    assert "krijgt een mail met een link" in page
    assert "cis@demo.example" in page
    assert not Email.objects.exists()
    page = act(desk, "send_link", cast.teacher, cast.secretary, confirmed="1").content.decode()
    assert "Link verstuurd naar cis@demo.example." in page
    purposes = dict(PasswordLink.objects.values_list("user__email", "purpose"))
    assert purposes == {
        "cis@demo.example": LinkPurpose.RESET,
        "bo@demo.example": LinkPurpose.INVITATION,
    }
    assert "instellingsnummer 146001" in Email.objects.get(to="cis@demo.example").message


def test_locking_shuts_out_at_once_and_unlocking_lets_in(desk, cast):
    theirs = Client()
    theirs.force_login(cast.teacher)
    act(desk, "lock", cast.teacher)
    assert theirs.get("/").status_code == 200
    assert "is geblokkeerd" in act(desk, "lock", cast.teacher, confirmed="1").content.decode()
    assert theirs.get("/").status_code == 302
    assert act(desk, "send_link", cast.teacher, confirmed="1").status_code == 200
    assert not Email.objects.exists()
    act(desk, "unlock", cast.teacher, confirmed="1")
    assert theirs.get("/").status_code == 200
    assert cast.teacher.events.order_by("pgh_id").last().pgh_context.metadata["user"]


def test_nobody_locks_themselves(desk, cast):
    page = act(desk, "lock", cast.helpdesk, confirmed="1").content.decode()
    assert "Je kan jezelf niet blokkeren." in page
    cast.helpdesk.refresh_from_db()
    assert cast.helpdesk.is_active


def test_adding_a_person_with_a_role(desk, cast):
    new = User(first_name="Lies", last_name="Mertens", email="Lies@Demo.example")
    role = {"school": cast.school.pk, "role": Role.TEACHER}
    answer = desk.post(f"{PEOPLE}add/", person_data(new, new=role))
    assert answer.status_code == 302
    lies = User.objects.get(email="lies@demo.example")
    assert not lies.has_password
    assert lies.memberships.get().role == Role.TEACHER
    answer = desk.post(f"{PEOPLE}add/", person_data(new, new=role))
    assert "Er is al iemand met dit e-mailadres." in answer.content.decode()


def test_changing_address_and_roles_goes_through_the_domain(desk, cast):
    membership = cast.teacher.memberships.get()
    change = person_data(
        cast.teacher,
        membership,
        new={"school": cast.other_school.pk, "role": Role.PE_TEACHER, "ends_on": "2027-06-30"},
        email="ciska@demo.example",
    )
    change["memberships-0-DELETE"] = "on"
    answer = desk.post(f"{PEOPLE}{cast.teacher.pk}/change/", change)
    assert answer.status_code == 302, answer.context["errors"]
    assert Email.objects.get().to == ["cis@demo.example"]
    cast.teacher.refresh_from_db()
    assert cast.teacher.email == "ciska@demo.example"
    membership.refresh_from_db()
    assert membership.ended_at
    running = Membership.objects.active().get(user=cast.teacher)
    assert (running.school, running.role) == (cast.other_school, Role.PE_TEACHER)


def test_the_last_schoolbeheerder_cannot_be_removed_here_either(desk, cast):
    membership = cast.admin.memberships.get()
    change = person_data(cast.admin, membership)
    change["memberships-0-DELETE"] = "on"
    answer = desk.post(f"{PEOPLE}{cast.admin.pk}/change/", change, follow=True)
    assert "laatste schoolbeheerder" in answer.content.decode()
    membership.refresh_from_db()
    assert membership.ended_at is None


def test_nobody_is_deleted(desk, cast):
    assert desk.get(f"{PEOPLE}{cast.teacher.pk}/delete/").status_code == 403


# --- staff who are no superuser ----------------------------------------------------------------
@pytest.fixture
def colleague(cast):
    from django.contrib.auth.models import Permission

    person = make_person("hans.hulp@demo.example", "Hans", "Hulp", is_staff=True)
    person.user_permissions.set(
        Permission.objects.filter(content_type__app_label="accounts", content_type__model="user")
    )
    return person


def test_a_colleague_gains_no_rights_and_takes_over_nobody(cast, colleague):
    client = Client()
    client.force_login(colleague)
    page = client.get(f"{PEOPLE}{cast.teacher.pk}/change/").content.decode()
    assert "is_superuser" not in page
    client.post(
        f"{PEOPLE}{cast.teacher.pk}/change/",
        person_data(cast.teacher, is_superuser="on", is_staff="on"),
    )
    for person in (cast.helpdesk, colleague):
        data = person_data(person, email="overgenomen@demo.example", is_superuser="on")
        assert client.post(f"{PEOPLE}{person.pk}/change/", data).status_code == 403
    act(client, "send_link", cast.helpdesk, confirmed="1")
    act(client, "lock", cast.helpdesk, confirmed="1")
    assert not Email.objects.exists()
    assert User.objects.filter(is_superuser=True, is_active=True).get() == cast.helpdesk
    assert not User.objects.filter(email="overgenomen@demo.example").exists()


# --- the way in --------------------------------------------------------------------------------
def test_the_admin_has_no_door_of_its_own(client, cast):
    answer = client.get("/beheer/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/aanmelden/?next=/beheer/")
    answer = client.post("/beheer/login/", {"username": "hulp@demo.example", "password": "x"})
    assert answer.url.startswith("/aanmelden/")


@pytest.mark.parametrize("who", ["admin", "teacher", "outsider"])
def test_nobody_of_a_school_gets_into_the_admin(as_person, cast, who):
    client = as_person(getattr(cast, who))
    for address in ("/beheer/", PEOPLE, "/beheer/login/?next=/beheer/"):
        assert client.get(address, follow=True).status_code == 403


# --- looking along -----------------------------------------------------------------------------
def look(client, person, **kwargs):
    return client.post("/hijack/acquire/", {"user_pk": getattr(person, "pk", person)}, **kwargs)


def test_looking_along_shows_it_and_leaves_a_trace(desk, cast):
    assert (
        "Kijk mee als Cis Claes" in desk.get(f"{PEOPLE}{cast.teacher.pk}/change/").content.decode()
    )
    page = look(desk, cast.teacher, follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert "Je kijkt mee als Cis Claes." in page.content.decode()
    assert page.context["acting"].school == cast.school
    assert desk.get("/beheer/").status_code == 403

    me = {"first_name": "Ciska", "last_name": "Claes", "email": "cis@demo.example"}
    desk.post("/mijn-account/", me)
    trace = cast.teacher.events.order_by("pgh_id").last().pgh_context.metadata
    assert (trace["user"], trace["helpdesk"]) == (cast.teacher.pk, str(cast.helpdesk.pk))

    answer = desk.post("/hijack/release/", {"next": "/beheer/"})
    assert answer.url == "/beheer/"
    assert desk.get("/beheer/").status_code == 200
    log = LogEntry.objects.filter(object_id=str(cast.teacher.pk)).order_by("pk")
    assert [(e.user, e.change_message) for e in log] == [
        (cast.helpdesk, "Begon mee te kijken als deze persoon."),
        (cast.helpdesk, "Stopte met meekijken als deze persoon."),
    ]
    cast.teacher.refresh_from_db()
    assert cast.teacher.last_login is None


def test_stopping_without_an_address_leads_back_to_the_admin(desk, cast):
    look(desk, cast.teacher)
    assert desk.post("/hijack/release/").url == "/beheer/"


def test_nobody_looks_as_staff_or_a_locked_person_and_no_school_looks_at_all(
    cast, as_person, colleague
):
    cast.secretary.is_active = False
    cast.secretary.save()
    for person in (colleague, cast.helpdesk, cast.secretary):
        assert look(as_person(cast.helpdesk), person).status_code == 403
    assert look(as_person(cast.admin), cast.teacher).status_code == 403
    assert look(Client(), cast.teacher).status_code == 302
    assert as_person(cast.admin).post("/hijack/release/").status_code == 403


def end_with_a_lock(helpdesk):
    helpdesk.is_active = False


def end_with_another_job(helpdesk):
    helpdesk.is_staff = helpdesk.is_superuser = False


@pytest.mark.parametrize("end", [end_with_a_lock, end_with_another_job])
def test_who_is_no_longer_of_the_helpdesk_looks_no_further(desk, cast, end):
    """The session is in the name of the person who is looked at, who is not locked."""
    look(desk, cast.teacher)
    assert desk.get("/leerlingen/").status_code == 200
    end(cast.helpdesk)
    cast.helpdesk.save()
    for address in ("/leerlingen/", "/", "/mijn-account/", "/resultaten/"):
        assert desk.get(address).url.startswith("/aanmelden/")
    assert "_auth_user_id" not in desk.session


def test_looking_along_takes_a_post_with_a_real_person(desk, cast):
    assert desk.get("/hijack/acquire/", {"user_pk": cast.teacher.pk}).status_code in (400, 405)
    assert desk.get("/hijack/release/").status_code in (403, 405)
    for wrong, status in [("x", 400), ("", 400), ("0", 404), ("9" * 40, 400), ("²", 400)]:
        assert look(desk, wrong).status_code == status
    assert desk.post("/hijack/acquire/").status_code == 400
    look(desk, cast.teacher)
    assert look(desk, cast.outsider).status_code == 403
    assert desk.post("/hijack/release/", {"next": "https://evil.example/"}).url == "/beheer/"
