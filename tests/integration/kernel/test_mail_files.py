"""A file that goes with a mail is made when the mail is sent, and never stored."""

import pytest
from django.core import mail
from post_office.models import STATUS, Email

from ovsgtoets.kernel import outbox
from ovsgtoets.kernel.mail import queue_mail
from ovsgtoets.kernel.mail_attachments import attachment_kind

pytestmark = pytest.mark.django_db
made = []


@attachment_kind("test_note")
def make_note(*, words: str) -> tuple[str, bytes]:
    made.append(words)
    return "nota.txt", words.encode()


@pytest.fixture
def sent(settings, cast):
    """The mails that leave; a mail whose file is made when it is sent waits among the others."""
    made.clear()
    settings.POST_OFFICE = {
        **settings.POST_OFFICE,
        "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"},
    }
    mail.outbox = []
    return mail.outbox


def queue(cast, to: str, **more) -> Email:
    return queue_mail(
        "accounts/mails/password_changed",
        to=to,
        context={"user": cast.admin, "moment": None, "link": "https://x.example/"},
        **more,
    )


def test_it_is_made_once_the_mail_leaves_and_again_when_it_is_sent_again(cast, sent):
    row = queue(
        cast, "an@demo.example", secrets=["geheim"], made_when_sent=("test_note", {"words": "dag"})
    )
    assert (made, row.attachments.count()) == ([], 0)

    assert outbox.deliver_mail() == 1
    Email.objects.filter(pk=row.pk).update(status=STATUS.queued)  # the helpdesk: send again
    assert outbox.deliver_mail() == 1

    assert [message.attachments[0][:2] for message in sent] == [("nota.txt", "dag")] * 2
    assert made == ["dag", "dag"]
    row.refresh_from_db()
    assert row.context == {"attach": {"kind": "test_note", "of": {"words": "dag"}}}
    assert row.attachments.count() == 0


def test_mails_with_the_same_file_leave_together_and_it_is_made_once(cast, sent):
    for to, words in [("a@x.example", "dag"), ("b@x.example", "hallo"), ("c@x.example", "dag")]:
        queue(cast, to, made_when_sent=("test_note", {"words": words}))

    assert outbox.deliver_mail() == 3

    assert made == ["dag", "hallo"]
    assert [(m.to[0], m.attachments[0][1]) for m in sent] == [
        ("a@x.example", "dag"),
        ("c@x.example", "dag"),
        ("b@x.example", "hallo"),
    ]


def test_who_waits_for_a_link_goes_before_a_mail_with_a_file(cast, sent):
    queue(cast, "first@demo.example", made_when_sent=("test_note", {"words": "dag"}))
    queue(cast, "second@demo.example")

    outbox.deliver_mail()

    assert [message.to[0] for message in sent] == ["second@demo.example", "first@demo.example"]
