"""An address that somebody else typed is told to nobody, until its reader used a link."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from accounts.domain.links import send_password_link, use_link
from accounts.domain.people import change_email
from accounts.idp.access import Obstacle, obstacle_for
from accounts.models import LinkPurpose

NEW = "kasteel van zand en zee"


def open_the_link(user):
    send_password_link(user=user, purpose=LinkPurpose.RESET)
    mail = Email.objects.filter(to=user.email).last()
    use_link(token=re.search(r"/wachtwoord/([\w-]+)/", mail.message)[1], password=NEW)


def test_an_address_that_a_colleague_typed_stays_here(moodle, cast):
    token = moodle.sign_on(cast.teacher)
    change_email(user=cast.teacher, email="directie@moodle.example", by=cast.admin)

    assert moodle.ask(token).status_code == 401
    page = moodle.browser.walk(moodle.begin())
    assert page.status_code == 403
    assert "Vraag een link voor een nieuw wachtwoord" in page.text


def test_the_link_mailed_there_opens_the_way_again(cast):
    person = change_email(user=cast.teacher, email="cisse@demo.example", by=cast.admin)
    assert obstacle_for(person) == Obstacle.UNPROVEN
    open_the_link(person)
    assert obstacle_for(person) is None


def test_a_link_for_the_address_before_proves_nothing(cast):
    send_password_link(user=cast.teacher, purpose=LinkPurpose.RESET)
    token = re.search(r"/wachtwoord/([\w-]+)/", Email.objects.last().message)[1]
    change_email(user=cast.teacher, email="directie@moodle.example", by=cast.admin)
    with pytest.raises(Exception, match="werkt niet meer"):
        use_link(token=token, password=NEW)
    assert obstacle_for(cast.teacher) == Obstacle.UNPROVEN


def test_ones_own_change_is_confirmed_from_its_mail(cast):
    change_email(user=cast.teacher, email="cisse@demo.example", by=cast.admin)
    change_email(user=cast.teacher, email="cis.claes@demo.example", by=cast.teacher)
    assert obstacle_for(cast.teacher) is None


@pytest.mark.parametrize(
    ("sent_to", "is_proven"), [("nele@demo.example", True), ("school@demo.example", False)]
)
def test_who_registers_with_an_address_other_than_that_of_the_code(edition, sent_to, is_proven):
    from accounts.models import User
    from schools.domain.registration import PersonEntry, register_school
    from schools.models import RegistrationCode
    from tests.conftest import make_school

    school = make_school(146003, "De Wilg")
    code = RegistrationCode.objects.create(
        school=school, sent_to=sent_to, expires_at=timezone.now() + timedelta(1)
    )
    register_school(
        code=code,
        edition=edition,
        admin=PersonEntry("Nele", "Dams", "nele@demo.example"),
        password=NEW,
        teachers=[None],
    )
    nele = User.objects.get(email="nele@demo.example")
    assert (obstacle_for(nele) is None) == is_proven
