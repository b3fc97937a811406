"""What somebody may not reach, tried through everything that a request carries: ids in the path
and in the fields, names of cells, choices, and forms of another school or class."""

import pytest

from accounts.models import Membership, User
from accounts.roles import Role
from ovsgtoets.kernel.models import Job
from results.models import Feedback, Score
from schools.domain.staff import change_person, works_only_here
from schools.models import ClassAssignment, Pupil, SchoolClass, Site
from tests.addresses import TABLE, make_things
from tests.conftest import join

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(cast, price_list):
    return make_things(cast)


@pytest.fixture
def pupil_b(cast, things):
    return Pupil.objects.create(
        school_class=cast.class_b, last_name="Zwaluw", first_name="Bram", gender="M"
    )


NEW = {"last_name": "Nieuw", "first_name": "Kind", "gender": "X"}


def test_a_teacher_reaches_no_pupil_of_another_class(cast, things, pupil_b, as_person):
    """Neither 6B of the own school nor 6A of the other, through any address or field."""
    client = as_person(cast.teacher)
    own, theirs = things["own"], things["theirs"]
    mine = Pupil.objects.get(pk=own["pupil"])
    for pupil in (pupil_b.pk, theirs["pupil"]):
        for address in (f"/leerlingen/{pupil}/", f"/leerlingen/{pupil}/verwijderen/"):
            assert client.post(address, NEW).status_code == 404
    for school_class in (cast.class_b.pk, cast.other_class.pk):
        client.post("/leerlingen/", NEW | {"school_class": school_class, "class": school_class})
        for part in (own["part"], own["gym"]):
            for page in ("punten", "feedback"):
                answer = client.post(f"/{page}/{school_class}/{part}/", {"rating": "1"})
                assert answer.status_code in (403, 404)
        for address in ("", "rapport/"):
            answer = client.get(f"/resultaten/klas/{school_class}/{address}")
            assert answer.status_code in (403, 404, 405)
            answer = client.post(f"/resultaten/klas/{school_class}/{address}")
            assert answer.status_code in (403, 404, 405)
        for name in ("6B", "6b ", "DE KASTANJE 6A"):
            client.post("/leerlingen/plakken/", {"text": f"{name};Mus;Jan;M", "add": "1"})

    client.post(f"/leerlingen/{mine.pk}/", NEW | {"school_class": cast.other_class.pk})
    for pupils in (cast.class_b.pupils, cast.other_class.pupils):
        assert not pupils.filter(last_name__in=["Nieuw", "Mus"]).exists()
    assert not Feedback.objects.exists()
    assert Job.objects.count() == 2  # the cast's own
    for address in ("/leerlingen/", "/punten/", "/resultaten/", "/feedback/", "/"):
        page = client.get(address).content.decode()
        assert "Zwaluw" not in page
    # Of one's own pupils one may be given to a colleague, who alone reaches it from then on.
    client.post(f"/leerlingen/{mine.pk}/", NEW | {"school_class": cast.class_b.pk})
    assert cast.class_b.pupils.filter(pk=mine.pk).exists()
    assert client.post(f"/leerlingen/{mine.pk}/", NEW).status_code == 404


def test_a_grid_takes_no_cell_of_another_class_or_part(cast, things, pupil_b, as_person):
    client = as_person(cast.teacher)
    own = things["own"]
    part, gym = own["part"], own["gym"]
    item = _item_of(part)
    elsewhere = _item_of(gym)
    cells = {
        f"{pupil_b.pk}-{item}": "1",
        f"{things['theirs']['pupil']}-{item}": "1",
        f"{own['pupil']}-{elsewhere}": "1",
        f"keuze-{pupil_b.pk}-{item}": "mijn.0",
    }

    answer = client.post(f"/punten/{cast.class_a.pk}/{part}/", cells)

    assert answer.status_code == 422
    assert "Zwaluw" not in answer.content.decode()
    assert not Score.objects.exists()


def _item_of(part: int) -> int:
    from results.models import Item

    return Item.objects.filter(part=part).first().pk


def test_who_manages_people_reaches_nobody_and_nothing_of_another_school(cast, things, as_person):
    client = as_person(cast.admin)
    theirs = Membership.objects.get(pk=things["theirs"]["membership"])
    mine = Membership.objects.get(pk=things["own"]["membership"])
    site = Site.objects.filter(school=cast.other_school).first()
    person = {"first_name": "Cis", "last_name": "Claes", "email": cast.teacher.email,
              "role": Role.TEACHER}  # fmt: skip

    for classes in ([cast.other_class.pk], [cast.class_a.pk, cast.other_class.pk]):
        answer = client.post(f"/gebruikers/{mine.pk}/", person | {"classes": classes})
        assert answer.status_code == 422
        new = person | {"email": "nieuw@demo.example", "classes": classes}
        assert client.post("/gebruikers/nieuw/", new).status_code == 422
    for page in ("", "wachtwoord/", "verwijderen/", "terugzetten/"):
        assert client.post(f"/gebruikers/{theirs.pk}/{page}", person).status_code == 404
    links = {f"class_{cast.class_a.pk}": site.pk, f"class_{cast.other_class.pk}": cast.sites[0].pk}
    assert client.post("/vestigingsplaatsen/", links).status_code == 422

    theirs.refresh_from_db()
    assert theirs.ended_at is None
    assert not ClassAssignment.objects.filter(
        school_class=cast.other_class, membership__school=cast.school
    ).exists()
    assert not SchoolClass.objects.filter(site__isnull=False).exists()
    assert not User.objects.filter(email="nieuw@demo.example").exists()


def test_who_works_elsewhere_keeps_their_address_also_while_locked(cast, things):
    """Else a school could move a locked account of others to an address of its own."""
    join(cast.other_teacher, cast.school, Role.TEACHER)
    membership = cast.other_teacher.memberships.get(school=cast.school)
    User.objects.filter(pk=cast.other_teacher.pk).update(is_active=False)
    membership.user.refresh_from_db()

    assert not works_only_here(user=membership.user, school=cast.school)
    with pytest.raises(Exception, match="werkt ook in een andere school"):
        change_person(
            membership=membership, first_name="X", last_name="Y", email="x@demo.example", by=cast.admin
        )  # fmt: skip


@pytest.mark.parametrize("who", ["pe_teacher", "duo", "care", "secretary"])
def test_other_roles_write_no_pupils_no_feedback_and_no_others_points(cast, things, as_person, who):
    client = as_person(getattr(cast, who))
    own = things["own"]
    pupil, school_class = own["pupil"], own["school_class"]

    assert client.post("/leerlingen/", NEW).status_code == 403
    assert client.post(f"/leerlingen/{pupil}/", NEW).status_code == 403
    answer = client.post(f"/feedback/{school_class}/{own['part']}/", {"rating": "1"})
    assert answer.status_code == 403
    allowed = {"pe_teacher": "gym", "duo": "part"}.get(who)
    for part in ("part", "gym"):
        cell = {f"{pupil}-{_item_of(own[part])}": "1"}
        answer = client.post(f"/punten/{school_class}/{own[part]}/", cell)
        assert answer.status_code == (302 if part == allowed else 403), part
        answer = client.post(f"/punten/{cast.class_b.pk}/{own[part]}/", cell)
        assert answer.status_code == (422 if (who, part) == ("pe_teacher", "gym") else 403)


def test_a_form_of_one_school_is_not_sent_in_the_other(cast, things, client):
    """Opened in De Linde, sent after going over to De Kastanje in another tab: nothing happens."""
    join(cast.admin, cast.other_school, Role.SCHOOL_ADMIN)
    join(cast.admin, cast.other_school, Role.TEACHER, cast.other_class)
    client.handler.enforce_csrf_checks = True
    client.force_login(cast.admin)
    client.get("/gebruikers/school/")
    _go_to(client, cast.school)
    client.get("/gebruikers/school/")
    opened_here = client.cookies["csrftoken"].value
    _go_to(client, cast.other_school)
    school_email = cast.other_school.email

    for row in TABLE:
        if row.name in ("accounts:switch", "account_logout") or row.method == "post":
            continue
        if row.name.startswith("idp:"):  # Moodle's, without a token of ours
            continue
        answer = client.post(
            row.address(things["own"]),
            {"email": "weg@demo.example", "csrfmiddlewaretoken": opened_here},
        )
        assert answer.status_code == 403, row.name
    cast.other_school.refresh_from_db()
    assert cast.other_school.email == school_email


def _go_to(client, school) -> None:
    token = client.cookies["csrftoken"].value
    answer = client.post("/school/", {"school": school.pk, "csrfmiddlewaretoken": token})
    assert answer.status_code == 302


def test_a_job_is_its_owners_alone_and_only_as_long_as_they_may(cast, things, as_person):
    job = Job.objects.get(pk=things["own"]["job"])

    assert as_person(cast.admin).get(f"/taken/{job.pk}/").status_code == 200
    for who in (cast.teacher, cast.care, cast.outsider, cast.helpdesk):
        assert as_person(who).get(f"/taken/{job.pk}/").status_code == 404
    for arguments in (
        {"school_class": cast.other_class.pk, "with_names": False},
        {"school_class": 2**63, "with_names": False},
    ):
        Job.objects.filter(pk=job.pk).update(arguments=arguments)
        assert as_person(cast.admin).get(f"/taken/{job.pk}/").status_code == 404
