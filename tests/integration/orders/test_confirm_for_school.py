"""The helpdesk confirms in the school's name, with a reason, also after the deadline."""

from datetime import date

import pytest
from post_office.models import Email

from orders.domain.confirm import Choices
from orders.domain.confirm_for_school import confirm_for_school, start_for_school
from orders.domain.drafts import reopen_order
from orders.domain.rows import add_row
from orders.domain.stale import Stale
from orders.models import Order, OrderRevision, OrderStatus
from ovsgtoets.kernel.errors import Refused
from schools.models import Participation
from tests.integration.orders.stories import address, confirm_from, plain

pytestmark = pytest.mark.django_db
REASON = "Per telefoon: twee leerlingen meer"


def confirm(cast, order, **other) -> OrderRevision:
    seen = Order.objects.get(pk=order.pk).version
    given = {"order": order, "reason": REASON, "seen_version": seen, "by": cast.helpdesk}
    return confirm_for_school(**{**given, **other})


def test_after_the_deadline_the_helpdesk_changes_the_numbers(cast, story, on):
    order = story.confirmed(choices=Choices(advisers_may_see=True, tests_order_number="BO-7"))
    row = order.rows.get()
    Email.objects.all().delete()
    on(date(2027, 4, 2))

    rows = [address(pk=row.pk, copies=42), address(site_name="Turnzaal", copies=3)]
    revision = confirm(cast, order, rows=rows, reason=f"  {REASON} ")

    assert (revision.number, revision.reason, revision.confirmed_by) == (2, REASON, cast.helpdesk)
    assert [(r.site_name, r.copies) for r in revision.rows.all()] == [
        ("De Linde", 42),
        ("Turnzaal", 3),
    ]
    assert order.rows.first().pk == row.pk
    assert (revision.advisers_may_see, revision.tests_order_number) == (True, "BO-7")
    assert Participation.objects.get().confirmed_at == revision.confirmed_at
    mails = {mail.to[0]: mail.message for mail in Email.objects.all()}
    assert set(mails) == {"bo@demo.example", "school146001@demo.example"}
    for text in mails.values():
        assert REASON in text
        assert "Hilde" not in text


def test_it_works_from_every_state_and_ends_unconfirmed_changes(cast, story, on):
    on(date(2027, 3, 2))
    changing = story.confirmed()
    reopen_order(order=changing, by=cast.secretary)
    changing.rows.update(copies=50)
    on(date(2027, 4, 2))
    never = start_for_school(school=cast.other_school, edition=cast.edition, by=cast.helpdesk)
    assert (
        start_for_school(school=cast.other_school, edition=cast.edition, by=cast.helpdesk) == never
    )

    confirm(cast, changing, rows=[address(copies=41)])
    confirm(cast, never, rows=[address(copies=12)])

    for order, copies in ((changing, 41), (never, 12)):
        order.refresh_from_db()
        assert order.status == OrderStatus.CONFIRMED
        assert order.revisions.last().rows.get().copies == copies
    assert never.revisions.last().advisers_may_see is False
    mails = {mail.to[0]: mail.message for mail in Email.objects.order_by("pk")}
    assert "De helpdesk wijzigde ze voor je." in mails["school146001@demo.example"]
    assert "De helpdesk plaatste ze voor je." in mails["school146002@demo.example"]


def test_the_school_reads_that_it_was_the_helpdesk_not_who_there(cast, story, as_person):
    order = story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    confirm(cast, order, rows=[address(copies=41)])

    answer = confirm_from(client, page)
    assert "De helpdesk bevestigde deze bestelling al op" in plain(answer)
    answer = client.post("/bestelling/wijzigen/", follow=True)
    assert "Wat de helpdesk op" in plain(answer)
    assert str(cast.helpdesk) not in plain(answer)


def test_twice_the_same_form_makes_one_revision_and_one_mail_each(cast, story, on):
    order = story.confirmed()
    Email.objects.all().delete()
    on(date(2027, 4, 2))
    form = {"seen_version": order.version, "rows": [address(copies=42)]}

    assert confirm(cast, order, **form) == confirm(cast, order, **form)

    assert order.revisions.count() == 2
    assert Email.objects.count() == 2
    with pytest.raises(Stale):
        confirm(cast, order, **{**form, "rows": [address(copies=43)]})


def test_without_a_reason_or_with_wrong_numbers_nothing_is_written(cast, story):
    order = story.confirmed()
    row = order.rows.get()

    with pytest.raises(Refused, match="Geef de reden") as refusal:
        confirm(cast, order, reason=" \n ")
    assert refusal.value.field == "reason"
    with pytest.raises(Refused, match="minimaal 10"):
        confirm(cast, order, rows=[address(pk=row.pk, copies=9)])
    reopen_order(order=order, by=cast.secretary)
    seen = Order.objects.get().version
    add_row(order=order, values=address(site_name="Turnzaal"), by=cast.secretary)
    with pytest.raises(Stale, match="Bo Maes wijzigde intussen"):
        confirm(cast, order, seen_version=seen)

    assert order.revisions.count() == 1
    assert order.rows.first().copies == 40
