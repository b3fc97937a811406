"""Taking back the advisers' inzage: at any time, at once, traced, and not undone by the way."""

from datetime import date

import pytest
from django.db import transaction
from post_office.models import Email

from orders.choices import Choices
from orders.domain.drafts import discard_changes, reopen_order
from orders.models import AdvisersWithdrawal, Order, OrderRevision
from schools.models import Participation
from tests.integration.orders.stories import confirm_from, lines_of, mailed, plain, shown

pytestmark = pytest.mark.django_db
WITHDRAW = "/bestelling/inzage-intrekken/"


@pytest.fixture
def given(cast, story):
    """A confirmed order with the tick for the advisers."""
    order = story.confirmed(choices=Choices(advisers_may_see=True))
    Email.objects.all().delete()
    return order


def advisers_see() -> bool:
    return Participation.objects.get().advisers_may_see


@pytest.mark.parametrize("day", [date(2027, 3, 2), date(2027, 4, 2), date(2027, 6, 30)])
def test_it_works_at_any_time_and_at_once(cast, given, as_person, on, day):
    on(day)
    client = as_person(cast.secretary)
    assert "Trek de inzage in" in plain(client.get("/bestelling/"))

    page = plain(client.post(WITHDRAW, follow=True))

    assert advisers_see() is False
    withdrawal = AdvisersWithdrawal.objects.get()
    assert (withdrawal.withdrawn_by, withdrawal.revision.number) == (cast.secretary, 1)
    assert "Inzage ingetrokken." in page
    assert "Bo Maes trok die in op" in page
    assert "Trek de inzage in" not in page
    again = (
        "Vink ze aan en bevestig opnieuw" if day <= date(2027, 4, 1) else "Contacteer de helpdesk"
    )
    assert again in page
    assert mailed() == ["bo@demo.example", "school146001@demo.example"]
    mail = Email.objects.first()
    assert mail.subject == "Inzage door de pedagogisch adviseurs ingetrokken (OVSG-toets 2027)"
    for text in (mail.message, mail.html_message):
        assert (
            "Zij zien de punten van De Linde (146001) voor de OVSG-toets 2027 niet meer."
            in plain(text)
        )
    assert OrderRevision.objects.get().advisers_may_see is True, "what was confirmed stays known"


def test_twice_is_once(cast, given, as_person):
    client = as_person(cast.secretary)

    for _ in range(2):
        assert client.post(WITHDRAW).status_code == 302

    assert AdvisersWithdrawal.objects.count() == 1
    assert len(mailed()) == 2


def test_dropping_the_changes_does_not_bring_it_back(cast, given, as_person):
    client = as_person(cast.secretary)
    client.post("/bestelling/wijzigen/")
    assert "Trek de inzage in" in plain(client.get("/bestelling/"))

    client.post(WITHDRAW)
    assert client.get("/bestelling/").context["draft"].form.initial["advisers_may_see"] is False
    client.post("/bestelling/niet-wijzigen/")

    given.refresh_from_db()
    assert given.advisers_may_see is False
    assert advisers_see() is False


def test_a_page_shown_before_does_not_give_it_again(cast, given, as_person):
    reopen_order(order=given, by=cast.secretary)
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    client.post(WITHDRAW)

    answer = confirm_from(client, page, advisers_may_see="on")

    assert answer.status_code == 409
    assert "Inzage door de pedagogisch adviseurs: ja → nee" in lines_of(answer)
    assert advisers_see() is False
    assert 'name="advisers_may_see" id="id_advisers_may_see" checked' not in answer.content.decode()


def test_it_is_given_again_by_confirming(cast, given, as_person):
    client = as_person(cast.secretary)
    client.post(WITHDRAW)
    client.post("/bestelling/wijzigen/")

    assert confirm_from(client, advisers_may_see="on").status_code == 302

    assert advisers_see() is True
    page = plain(client.get("/bestelling/"))
    assert "Trek de inzage in" in page
    # What was taken back from the first version stays written there.
    assert "trok die in op" in plain(client.get("/bestelling/versie/1/"))
    client.post(WITHDRAW)
    assert AdvisersWithdrawal.objects.count() == 2


def test_an_order_confirmed_for_the_school_keeps_it_taken_back(cast, given, as_person, on):
    from orders.domain.confirm_for_school import confirm_for_school

    as_person(cast.secretary).post(WITHDRAW)
    on(date(2027, 4, 2))
    order = Order.objects.get()

    confirm_for_school(order=order, reason="Telefoon", seen_version=order.version, by=cast.helpdesk)

    assert advisers_see() is False


def test_without_the_tick_there_is_nothing_to_take_back(cast, story, as_person):
    client = as_person(cast.secretary)
    assert client.post(WITHDRAW).status_code == 404
    order = story.started()
    assert client.post(WITHDRAW).status_code == 422
    story.confirm(order)

    answer = client.post(WITHDRAW)

    assert answer.status_code == 422
    assert "De pedagogisch adviseurs hebben geen inzage in jullie punten." in plain(answer)
    assert "Trek de inzage in" not in plain(answer)
    assert not AdvisersWithdrawal.objects.exists()
    assert shown(answer) == {}


def test_the_trace_can_not_be_changed(cast, given, as_person):
    as_person(cast.secretary).post(WITHDRAW)
    withdrawal = AdvisersWithdrawal.objects.get()

    for touch in (withdrawal.delete, withdrawal.save):
        with pytest.raises(Exception, match="Cannot"), transaction.atomic():
            touch()


def test_changes_dropped_without_a_withdrawal_keep_the_inzage(cast, given):
    reopen_order(order=given, by=cast.secretary)
    discard_changes(order=given, by=cast.secretary)

    given.refresh_from_db()
    assert given.advisers_may_see is True
    assert advisers_see() is True
