"""Taking back that the advisers may see the school's points: at any time, at once."""

from django.utils import timezone

from orders.domain.lifecycle import touch, writing
from orders.mails import queue_advisers_withdrawn
from orders.models import AdvisersWithdrawal, Order
from ovsgtoets.kernel.errors import Refused
from schools.models import Participation


def withdraw_advisers(*, order: Order, by) -> AdvisersWithdrawal:
    """Ends the advisers' look in the points of the school, and returns who ended it and when.

    Also after the deadline and while the order is being changed; dropping those changes does not
    bring it back, only the next confirmation may. In one transaction: what was taken back is
    written beside the last confirmed version, the participation follows, and the draft's tick goes,
    under a new version, so that nobody confirms it again from a page shown before. The school's
    address and `by` get a mail. Refused when the last confirmed version allows nothing; repeating
    gives the first withdrawal and no second mail.
    """
    with writing(order, by=by) as held:
        last = held.revisions.select_related("withdrawal").last()
        if last is None or not last.advisers_may_see:
            raise Refused("De pedagogisch adviseurs hebben geen inzage in jullie punten.")
        if not last.lets_advisers_see:
            return last.withdrawal
        withdrawal = AdvisersWithdrawal.objects.create(
            revision=last, withdrawn_by=by, withdrawn_at=timezone.now()
        )
        Participation.objects.filter(school=held.school, edition=held.edition).update(
            advisers_may_see=False
        )
        held.advisers_may_see = False
        touch(held)
        queue_advisers_withdrawn(withdrawal)
    return withdrawal
