"""Another e-mail address: asked on Mijn account, theirs once the reader of the new one confirms."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from accounts.domain.links import set_password
from accounts.domain.people import lock_person
from accounts.models import EmailChange, User
from accounts.tasks import answer_requests
from ovsgtoets.kernel.outbox import deliver_mail
from tests.conftest import PASSWORD, make_person
from tests.integration.accounts.test_links import NEW

WANTED = "ciska@demo.example"


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


def ask(client, email=WANTED, current=PASSWORD, answered=True, **extra):
    data = {"first_name": "Cis", "last_name": "Claes", "email": email, "current": current, **extra}
    answer = client.post("/mijn-account/", data)
    if answered:
        answer_requests()
    return answer


def token_in_mail() -> str:
    return re.search(r"/mijn-account/e-mail/([\w-]+)/", Email.objects.last().message)[1]


def open_link(client, token):
    return client.get(f"/mijn-account/e-mail/{token}/", follow=True)


def confirm(client):
    return client.post("/mijn-account/e-mail/", follow=True)


def email_of(person) -> str:
    return User.objects.get(pk=person.pk).email


def test_full_circle_from_asking_to_signing_in_with_the_new_address(as_person, cast):
    client = as_person(cast.teacher)
    ask(client, " Ciska@Demo.example ")
    assert email_of(cast.teacher) == "cis@demo.example"
    page = client.get("/mijn-account/").content.decode()
    assert "wacht op bevestiging" in page
    mail = Email.objects.get()
    assert mail.to == [WANTED]
    assert "werkt één keer" in mail.message

    reader = Client()  # the link may be opened in another browser
    page = open_link(reader, token_in_mail())
    assert page.redirect_chain == [("/mijn-account/e-mail/", 302)]
    assert token_in_mail() not in page.content.decode()
    assert email_of(cast.teacher) == "cis@demo.example"  # looking changes nothing
    done = confirm(reader)
    assert "Voortaan meld je je aan met ciska@demo.example." in done.content.decode()
    assert email_of(cast.teacher) == WANTED
    assert Email.objects.last().to == ["cis@demo.example"]
    assert "met dit oude adres" in Email.objects.last().message.lower()

    for email, status in [("cis@demo.example", 422), (WANTED, 302)]:
        answer = Client().post("/aanmelden/", {"login": email, "password": PASSWORD})
        assert answer.status_code == status
    assert client.get("/mijn-account/").status_code == 200  # still signed in here
    assert "wacht op bevestiging" not in client.get("/mijn-account/").content.decode()


def test_a_link_works_once_and_leaves_no_token_in_the_stored_mail(as_person, cast):
    ask(as_person(cast.teacher))
    token, reader = token_in_mail(), Client()
    open_link(reader, token)
    confirm(reader)
    assert open_link(Client(), token).status_code == 410
    deliver_mail()
    assert not Email.objects.filter(message__contains=token).exists()
    assert not EmailChange.objects.filter(token_hash=token).exists()


def close_by_time(cast):
    EmailChange.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def close_by_another(cast):
    client = Client()
    client.force_login(cast.teacher)
    ask(client, "nog.een@demo.example")


def close_by_withdrawing(cast):
    client = Client()
    client.force_login(cast.teacher)
    page = client.post("/mijn-account/e-mail/intrekken/", follow=True).content.decode()
    assert "Je e-mailadres blijft cis@demo.example." in page


def close_by_password(cast):
    set_password(user=cast.teacher, password=NEW)


def close_by_lock(cast):
    lock_person(user=cast.teacher, by=cast.helpdesk)


def close_by_somebody_else(cast):
    make_person("Ciska@demo.example", "Ciska", "Anders")


@pytest.mark.parametrize(
    "close",
    [close_by_time, close_by_another, close_by_withdrawing, close_by_password, close_by_lock,
     close_by_somebody_else],
)  # fmt: skip
def test_what_makes_an_open_link_worthless(as_person, cast, close):
    ask(as_person(cast.teacher))
    token, reader = token_in_mail(), Client()
    open_link(reader, token)
    close(cast)
    answer = confirm(reader)
    assert answer.status_code == 410
    assert "Deze link werkt niet meer" in answer.content.decode()
    assert email_of(cast.teacher) == "cis@demo.example"


@pytest.mark.parametrize("token", ["onzin", "x" * 3000, "é漢"])
def test_an_unknown_link_is_explained(client, db, token):
    assert open_link(client, token).status_code == 410
    assert client.post("/mijn-account/e-mail/").status_code == 410


@pytest.mark.parametrize("taken", ["hans@demo.example", "HANS@Demo.Example"])
def test_a_taken_address_looks_the_same_and_its_owner_hears(as_person, cast, taken):
    client = as_person(cast.teacher)
    with CaptureQueriesContext(connection) as free:
        known = ask(client, "vrij@demo.example", answered=False)
    first = client.get(known.url).content.decode()
    with CaptureQueriesContext(connection) as other:
        answer = ask(client, taken, answered=False)
    second = client.get(answer.url).content.decode()
    assert (answer.status_code, answer.url) == (known.status_code, known.url)
    assert words(second).replace(taken, "x").replace(taken.lower(), "x") == words(first).replace(
        "vrij@demo.example", "x"
    )
    # The first try had no earlier request to withdraw; the work is otherwise the same.
    assert [kind(q) for q in other] == [kind(q) for q in free]

    answer_requests()
    mail = Email.objects.get()
    assert mail.to == ["hans@demo.example"]
    assert "Iemand gaf jouw e-mailadres op" in mail.message
    assert "Cis" not in mail.message
    assert email_of(cast.teacher) == "cis@demo.example"
    assert EmailChange.objects.open().get().token_hash is None


def kind(query) -> str:
    """`SELECT "accounts_user"`: what a query does, without its values."""
    return " ".join(re.findall(r'^\w+|"\w+"', query["sql"])[:2])


def words(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_the_own_address_in_other_letters_is_no_change(as_person, cast):
    answer = ask(as_person(cast.teacher), "CIS@demo.example", current="")
    assert answer.status_code == 302
    assert not EmailChange.objects.exists()


def test_asking_is_limited_per_address_and_per_person(as_person, cast):
    client = as_person(cast.teacher)
    statuses = [ask(client).status_code for _ in range(4)]
    assert statuses == [302] * 3 + [429]
    assert Email.objects.count() == 3
    others = [ask(client, f"{n}@demo.example").status_code for n in range(8)]
    assert 429 in others


def test_killed_half_way_nothing_has_happened_and_the_sweep_does_it(as_person, cast, monkeypatch):
    ask(as_person(cast.teacher), answered=False)
    change = EmailChange.objects.get()
    assert (change.answered_at, Email.objects.count()) == (None, 0)
    answer_requests()
    answer_requests()
    assert Email.objects.count() == 1
