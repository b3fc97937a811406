"""Addresses where mail comes back: who says so, and when it is over."""

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from post_office.connections import connections
from post_office.models import STATUS, Email

from accounts.domain.links import send_password_link, use_link
from accounts.models import LinkPurpose
from ovsgtoets.kernel.bounces import bounces_of, mark_bounced
from ovsgtoets.kernel.mail_secrets import BLOT
from ovsgtoets.kernel.models import BouncedAddress
from ovsgtoets.kernel.outbox import RETRY_AFTER, deliver_mail

pytestmark = pytest.mark.django_db
ADDRESS = "weg@demo.example"


class Server(BaseEmailBackend):
    """Answers as a mail server does."""

    answer: Exception = None

    def send_messages(self, messages):
        raise self.answer


@pytest.fixture
def server(settings):
    settings.POST_OFFICE = settings.POST_OFFICE | {"BACKENDS": {"default": f"{__name__}.Server"}}
    connections.close()
    yield Server
    connections.close()


def invited(cast, email=ADDRESS):
    cast.teacher.email = email
    cast.teacher.save()
    send_password_link(user=cast.teacher, purpose=LinkPurpose.INVITATION, school=cast.school)
    return Email.objects.get()


def test_an_address_that_does_not_exist_is_known_at_once(cast, server):
    server.answer = SMTPRecipientsRefused({ADDRESS: (550, b"no such user")})
    invited(cast)

    assert deliver_mail() == 0

    mail = Email.objects.get()
    assert mail.status == STATUS.failed
    assert BLOT in mail.message
    assert set(bounces_of([ADDRESS, "cis@demo.example"])) == {ADDRESS}


@pytest.mark.parametrize(
    "answer",
    [
        SMTPRecipientsRefused({ADDRESS: (451, b"come back later")}),
        SMTPServerDisconnected("gone"),
    ],
)
def test_what_may_pass_is_tried_for_two_days_first(cast, server, answer):
    server.answer = answer
    invited(cast)

    for _ in RETRY_AFTER:
        deliver_mail()
        assert not BouncedAddress.objects.exists()
        Email.objects.update(scheduled_time=None)
    deliver_mail()

    assert Email.objects.get().status == STATUS.failed
    assert BouncedAddress.objects.get().email == ADDRESS


def test_who_uses_the_link_did_get_the_mail(cast):
    mark_bounced("Cis@demo.example")
    mail = invited(cast, "cis@demo.example")
    token = mail.context["secrets"][0]

    use_link(token=token, password="een heel ander wachtwoord")

    assert not BouncedAddress.objects.exists()


def test_the_helpdesk_marks_a_mail_that_came_back(cast, as_person):
    mail = invited(cast)
    deliver_mail()
    client = as_person(cast.helpdesk)
    data = {"action": "came_back", "_selected_action": [mail.pk]}

    asked = client.post(reverse("admin:start_mail_changelist"), data)
    assert ADDRESS in asked.text
    assert not BouncedAddress.objects.exists()
    client.post(reverse("admin:start_mail_changelist"), data | {"confirmed": "1"})

    assert BouncedAddress.objects.get().email == ADDRESS
