"""Changing the year's tests where points may hang on them, and annulling an item."""

from django.db import connection, transaction

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from results.models import Item
from schools.models import Edition

NO_REASON = "Zeg waarom de vraag vervalt."


def hold_battery(edition: Edition) -> None:
    """Within the transaction: one change of an edition's tests at a time, and no point or class
    handed in meanwhile. Who types waits, for as long as the change takes."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE results_score, results_handin IN SHARE MODE")


@transaction.atomic
def annul_item(*, item: Item, reason: str, by) -> None:
    """Leaves the item out of every figure, for everybody; its points stay where they are.

    A total alone stays the result as it was written: the item can't be taken out of it. Averages
    follow within minutes. Who, when and why is in the history. Repeating with the same reason
    changes nothing. Refuses without a reason, and for a total.
    """
    item = Item.objects.select_for_update(no_key=True).get(pk=item.pk)
    if item.is_total:
        raise Refused("Een totaal kan niet vervallen.")
    if not (reason := " ".join(reason.split())):
        raise Refused(NO_REASON, field="reason")
    if len(reason) > 200:
        raise Refused("Houd het bij 200 tekens.", field="reason")
    _write(item, counts=False, reason=reason, by=by)


@transaction.atomic
def count_item_again(*, item: Item, by) -> None:
    """Undoes `annul_item`. Repeating changes nothing."""
    item = Item.objects.select_for_update(no_key=True).get(pk=item.pk)
    _write(item, counts=True, reason="", by=by)


def _write(item: Item, *, counts: bool, reason: str, by) -> None:
    if (item.counts, item.annulled_because) == (counts, reason):
        return
    item.counts, item.annulled_because = counts, reason
    with acting_as(by):
        item.save(update_fields=["counts", "annulled_because"])
