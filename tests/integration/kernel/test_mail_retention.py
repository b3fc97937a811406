"""Stored mails go a year after they were written, as the privacy statement says."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from post_office.models import STATUS, Attachment, Email, Log
from post_office.utils import create_attachments

from orders.models import OrderRevision
from ovsgtoets.kernel.mail_retention import KEPT_FOR
from ovsgtoets.kernel.tasks import forget_old_mails
from ovsgtoets.schedule import BEAT
from tests.integration.orders.stories import Story, plain
from tests.integration.start.test_admin_home import make_mail

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def written(ago: timedelta, subject: str, status=STATUS.sent) -> Email:
    mail = make_mail("an@demo.example", subject, status)
    Log.objects.create(email=mail, status=status, message="250 OK")
    Email.objects.filter(pk=mail.pk).update(created=timezone.now() - ago)
    return mail


def test_a_mail_goes_after_a_year_with_its_attempts_and_its_file():
    old, recent = written(KEPT_FOR + HOUR, "Vorig jaar"), written(KEPT_FOR - HOUR, "Dit jaar")
    written(KEPT_FOR + HOUR, "Nooit aangekomen", STATUS.failed)
    for mail in (old, recent):
        mail.attachments.add(*create_attachments({"brief.txt": ContentFile(b"Beste")}))
    gone, kept = (mail.attachments.get().file.name for mail in (old, recent))

    forget_old_mails()
    forget_old_mails()

    assert [mail.subject for mail in Email.objects.all()] == ["Dit jaar"]
    assert [log.email_id for log in Log.objects.all()] == [recent.pk]
    assert [one.file.name for one in Attachment.objects.all()] == [kept]
    assert not default_storage.exists(gone)
    assert default_storage.exists(kept)


def test_what_the_mail_was_about_stays(cast, price_list):
    Story(cast).confirmed()
    Email.objects.update(status=STATUS.sent, created=timezone.now() - KEPT_FOR - HOUR)

    forget_old_mails()

    assert not Email.objects.exists()
    assert OrderRevision.objects.get().confirmed_by == cast.secretary


def test_it_is_done_every_night_and_the_privacy_statement_says_so(client):
    assert [entry["task"] for entry in BEAT.values()].count(forget_old_mails.name) == 1
    assert KEPT_FOR.days == 365
    assert "Mails die het portaal verstuurde" in plain(client.get("/privacy/"))
    assert "Een jaar." in plain(client.get("/privacy/"))
