"""From the first day to the last one, in Belgian time; outside it nothing can be written."""

from datetime import UTC, date, datetime

import pytest

from orders.domain.drafts import discard_changes, reopen_order, start_order
from orders.domain.keep import keep_typed
from orders.domain.rows import add_row, change_row, remove_row
from orders.models import OrderRevision
from ovsgtoets.kernel.errors import Refused
from tests.integration.orders.stories import address, plain

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "works"),
    [
        (datetime(2026, 8, 31, 21, 59, tzinfo=UTC), False),  # 31 August, 23.59 in Belgium
        (datetime(2026, 8, 31, 22, 0, tzinfo=UTC), True),  # 1 September, midnight
        (datetime(2027, 4, 1, 21, 59, tzinfo=UTC), True),  # 1 April, 23.59
        (datetime(2027, 4, 1, 22, 0, tzinfo=UTC), False),  # 2 April, midnight
    ],
)
def test_the_last_day_ends_at_midnight_in_belgium(
    cast, story, settings, monkeypatch, moment, works
):
    order = story.started()
    settings.FIXED_TODAY = None
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    if works:
        story.confirm(order)
        assert OrderRevision.objects.count() == 1
    else:
        with pytest.raises(Refused):
            story.confirm(order)
        assert not OrderRevision.objects.exists()


def test_outside_the_season_nothing_can_be_written(cast, story, on):
    order = story.confirmed()
    draft = story.started(cast.other_school)
    row = draft.rows.get()
    on(date(2027, 4, 2))
    by = cast.secretary

    for write in (
        lambda: reopen_order(order=order, by=by),
        lambda: add_row(order=draft, values=address(site_name="X"), by=by),
        lambda: change_row(row=row, values=address(copies=41), seen_version=1, by=by),
        lambda: remove_row(row=row, by=by),
        lambda: keep_typed(order=draft, rows=[], choices={"feedback_report": True}, by=by),
        lambda: start_order(school=cast.school, edition=cast.edition, by=by),
        lambda: story.confirm(draft),
    ):
        with pytest.raises(Refused) as refusal:
            write()
        assert refusal.value.sentence == (
            "Bestellen en wijzigen kon tot en met 1 april 2027. "
            "Contacteer de helpdesk: helpdesk.toets@ovsg.be of 02/300.70.25."
        )
    on(date(2026, 8, 31))
    with pytest.raises(Refused, match="Bestellen kan vanaf 1 september 2026"):
        story.confirm(draft)


def test_changes_that_missed_the_deadline_leave_what_was_confirmed(cast, story, on, as_person):
    order = story.confirmed()
    reopen_order(order=order, by=cast.secretary)
    row = order.rows.get()
    change_row(row=row, values=address(copies=99), seen_version=3, by=cast.secretary)
    on(date(2027, 4, 2))
    client = as_person(cast.secretary)

    page = plain(client.get("/bestelling/"))
    assert "wijzigingen begonnen die niet bevestigd zijn. Wat hieronder staat, geldt." in page
    assert "201,50 EUR" in page
    assert "99" not in page
    assert "Contacteer dan de helpdesk" in page
    assert "Wijzig bestelling" not in page

    for path in ("nieuw", row.pk):  # an address leads nowhere but to the page that says why
        answer = client.get(f"/bestelling/adres/{path}/", follow=True)
        assert answer.redirect_chain == [("/bestelling/", 302)]
        assert "Klik eerst op" not in plain(answer)

    discard_changes(order=order, by=cast.secretary)
    assert order.rows.get().copies == 40
