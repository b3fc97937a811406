"""Links for a password: what the mail says, and how often and how long they work."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from post_office.models import Email

from accounts.domain.links import link_with, renew_link, send_password_link, use_link
from accounts.models import LinkPurpose, PasswordLink
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.mail_secrets import BLOT
from ovsgtoets.kernel.outbox import deliver_mail
from tests.conftest import make_person

NEW = "kasteel van zand en zee"


def sent_token(user) -> str:
    mail = Email.objects.filter(to=user.email).last()
    return re.search(r"/wachtwoord/([\w-]+)/", mail.message)[1]


def test_the_invitation_speaks_to_the_teacher_of_the_class(cast):
    send_password_link(user=cast.teacher, purpose=LinkPurpose.INVITATION, school=cast.school)
    mail = Email.objects.get()
    assert mail.to == ["cis@demo.example"]
    assert mail.subject == "Stel je wachtwoord in voor de OVSG-toets"
    for text in (mail.message, mail.html_message):
        assert "Beste leerkracht," in text
        assert "De Linde (instellingsnummer 146001) heeft je toegevoegd" in text
        assert "als leerkracht van klas 6A" in text
        assert "Dit heb je nodig om het materiaal te downloaden" in text
        assert sent_token(cast.teacher) in text
    assert link_with(token=sent_token(cast.teacher)).expires_at > timezone.now() + timedelta(13)


def test_a_secretary_is_not_called_a_teacher(cast):
    send_password_link(user=cast.secretary, purpose=LinkPurpose.INVITATION, school=cast.school)
    text = Email.objects.get().message
    assert "Beste Bo," in text
    assert "als secretariaatsmedewerker" in text
    assert "leerkracht" not in text


def test_the_guides_mail_for_a_reset(cast):
    send_password_link(user=cast.teacher, purpose=LinkPurpose.RESET, school=cast.school)
    html = Email.objects.get().html_message
    assert "Je deed een aanvraag om het wachtwoord te resetten van Cis Claes" in html
    assert "verbonden aan instellingsnummer 146001" in html
    assert "Klik op onderstaande knop om het wachtwoord opnieuw in te stellen." in html
    assert ">Reset wachtwoord</a>" in html


def test_names_in_a_mail_are_text_and_never_template_or_markup(cast):
    cast.secretary.first_name = "{{ 7 }}{% now %}<b>O'Neill & Co</b>"
    cast.secretary.save()
    send_password_link(user=cast.secretary, purpose=LinkPurpose.INVITATION, school=cast.school)
    mail = Email.objects.get()
    assert "Beste {{ 7 }}{% now %}<b>O'Neill & Co</b>," in mail.message
    assert "&lt;b&gt;" in mail.html_message
    assert "<b>" not in mail.html_message


def test_the_token_is_kept_nowhere_once_the_mail_is_sent(cast, settings):
    send_password_link(user=cast.teacher, purpose=LinkPurpose.RESET, school=cast.school)
    token = sent_token(cast.teacher)
    assert deliver_mail() == 1
    mail = Email.objects.get()
    assert token not in f"{mail.message}{mail.html_message}{mail.context}"
    assert f"/wachtwoord/{BLOT}/" in mail.message
    (eml,) = settings.MAIL_FOLDER.glob("*.eml")
    assert token in eml.read_text()
    assert not PasswordLink.objects.filter(token_hash=token).exists()


def test_a_link_sets_the_password_once(cast):
    send_password_link(user=cast.teacher, purpose=LinkPurpose.RESET, school=cast.school)
    token = sent_token(cast.teacher)
    use_link(token=token, password=NEW)
    cast.teacher.refresh_from_db()
    assert cast.teacher.check_password(NEW)
    assert Email.objects.last().subject == "Je wachtwoord voor de OVSG-toets is gewijzigd"
    with pytest.raises(Refused, match="werkt niet meer"):
        use_link(token=token, password="een heel ander wachtwoord")
    cast.teacher.refresh_from_db()
    assert cast.teacher.check_password(NEW)


def test_the_first_password_needs_no_notice(cast):
    cast.teacher.set_unusable_password()
    cast.teacher.save()
    send_password_link(user=cast.teacher, purpose=LinkPurpose.INVITATION, school=cast.school)
    use_link(token=sent_token(cast.teacher), password=NEW)
    assert Email.objects.count() == 1


def test_using_one_link_closes_the_others(cast):
    tokens = []
    for _ in range(2):
        send_password_link(user=cast.teacher, purpose=LinkPurpose.RESET)
        tokens.append(sent_token(cast.teacher))
    use_link(token=tokens[1], password=NEW)
    with pytest.raises(Refused):
        use_link(token=tokens[0], password="een heel ander wachtwoord")


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_use_a_link_once():
    person = make_person("nu@demo.example", "Nu", "Nu")
    send_password_link(user=person, purpose=LinkPurpose.RESET)
    token = sent_token(person)
    passwords = [f"kasteel nummer {n} van zand" for n in range(4)]

    def use(password):
        try:
            return use_link(token=token, password=password) and password
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        (used,) = [password for password in pool.map(use, passwords) if password]
    person.refresh_from_db()
    assert person.check_password(used)


def test_an_expired_link_an_unknown_one_and_a_locked_account_are_refused(cast):
    send_password_link(user=cast.teacher, purpose=LinkPurpose.RESET)
    token = sent_token(cast.teacher)
    PasswordLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for wrong in (token, "onzin", ""):
        with pytest.raises(Refused, match="werkt niet meer"):
            use_link(token=wrong, password=NEW)
    PasswordLink.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    cast.teacher.is_active = False
    cast.teacher.save()
    with pytest.raises(Refused):
        use_link(token=token, password=NEW)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kort", "minstens 10"),
        ("x" * 129, "hoogstens 128"),
        ("password123", "te vaak gebruikt"),
        ("Wachtwoord-2027!", "te vaak gebruikt"),
        ("cis@demo.example", "lijkt te veel op"),
    ],
)
def test_a_weak_password_is_refused_and_leaves_the_link_open(cast, password, sentence):
    send_password_link(user=cast.teacher, purpose=LinkPurpose.RESET)
    with pytest.raises(Refused) as refusal:
        use_link(token=sent_token(cast.teacher), password=password)
    assert refusal.value.field == "password"
    assert sentence in refusal.value.sentence
    assert PasswordLink.objects.get().is_open


@pytest.mark.parametrize("password", ["é€漢字🙂 en spaties ", "x9" * 64, "0123456789qz"])
def test_any_characters_up_to_128_will_do(cast, password):
    send_password_link(user=cast.teacher, purpose=LinkPurpose.RESET)
    use_link(token=sent_token(cast.teacher), password=password)
    cast.teacher.refresh_from_db()
    assert cast.teacher.check_password(password)


def test_a_new_link_goes_to_the_person_of_the_old_one_unless_locked(cast):
    link = send_password_link(user=cast.teacher, purpose=LinkPurpose.INVITATION, school=cast.school)
    renew_link(link=link)
    assert Email.objects.last().subject == "Stel een nieuw wachtwoord in voor de OVSG-toets"
    assert Email.objects.count() == 2
    link.user.is_active = False
    renew_link(link=link)
    assert Email.objects.count() == 2
