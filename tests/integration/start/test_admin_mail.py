"""Mails in the admin: to read without their secrets, and to send again when that makes sense."""

import pytest
from post_office.models import STATUS, Log

from ovsgtoets.kernel.mail_secrets import BLOT
from ovsgtoets.start.models import Mail
from tests.integration.start.test_admin_home import make_mail

pytestmark = pytest.mark.django_db


def send_again(client, *mails, **extra):
    data = {"action": "send_again", "_selected_action": [mail.pk for mail in mails], **extra}
    return client.post("/beheer/start/mail/", data)


def test_a_mail_shows_its_text_and_attempts_and_no_secrets(as_person, cast):
    mail = make_mail(
        "a@demo.example",
        "Je code",
        STATUS.requeued,
        message="De code is GEHEIM-123.",
        context={"secrets": ["GEHEIM-123"]},
    )
    Log.objects.create(email=mail, status=STATUS.requeued, message="<b>550</b> vol")

    client = as_person(cast.helpdesk)
    page = client.get(f"/beheer/start/mail/{mail.pk}/change/").content.decode()

    assert f"De code is {BLOT}." in page
    assert "GEHEIM-123" not in page
    assert "&lt;b&gt;550&lt;/b&gt; vol" in page
    assert "wordt opnieuw geprobeerd" in page


def test_nobody_adds_changes_or_removes_a_mail(as_person, cast):
    mail = make_mail("a@demo.example", "Blijft")
    client = as_person(cast.helpdesk)

    assert client.get("/beheer/start/mail/add/").status_code == 403
    assert client.post(f"/beheer/start/mail/{mail.pk}/change/", {}).status_code == 403
    assert client.post(f"/beheer/start/mail/{mail.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Mail.objects.get().subject == "Blijft"


def test_failed_mails_go_again_after_asking(as_person, cast):
    failed = make_mail("a@demo.example", "Stuk", STATUS.failed, number_of_retries=8)
    sent = make_mail("b@demo.example", "Weg", STATUS.sent)
    client = as_person(cast.helpdesk)

    asked = send_again(client, failed, sent).content.decode()

    assert "Stuk, aan a@demo.example" in asked
    assert "1 van de gekozen mails blijft zoals ze is" in asked
    failed.refresh_from_db()
    assert failed.status == STATUS.failed

    answer = send_again(client, failed, sent, confirmed="1")

    assert answer.status_code == 302
    failed.refresh_from_db()
    sent.refresh_from_db()
    assert (failed.status, failed.number_of_retries) == (STATUS.queued, 0)
    assert sent.status == STATUS.sent
    page = client.get("/beheer/start/mail/").content.decode()
    assert "1 mail staat klaar." in page


def test_a_mail_whose_link_is_blotted_out_does_not_go_again(as_person, cast):
    mail = make_mail("a@demo.example", "Link", STATUS.failed, message=f"Klik op {BLOT}.")

    send_again(as_person(cast.helpdesk), mail, confirmed="1")

    mail.refresh_from_db()
    assert mail.status == STATUS.failed


@pytest.mark.parametrize(
    ("state", "subjects"),
    [("sent", {"Weg"}), ("waiting", {"Wacht", "Opnieuw"}), ("failed", {"Stuk"})],
)
def test_the_list_is_filtered_by_state(as_person, cast, state, subjects):
    for subject, status in (
        ("Weg", STATUS.sent),
        ("Wacht", STATUS.queued),
        ("Opnieuw", STATUS.requeued),
        ("Stuk", STATUS.failed),
    ):
        make_mail("a@demo.example", subject, status)

    answer = as_person(cast.helpdesk).get(f"/beheer/start/mail/?state={state}")

    assert {mail.subject for mail in answer.context["cl"].result_list} == subjects
