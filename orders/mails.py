"""The mails of this app, each in its folder under `templates/orders/mails/`."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from orders.models import AdvisersWithdrawal, OrderRevision
from orders.order_pdf import ATTACHMENT
from orders.queries import with_quantities
from orders.sheet import difference_of_revisions
from ovsgtoets.kernel.mail import queue_mail


def queue_order_confirmed(revision: OrderRevision, before: OrderRevision | None) -> None:
    """Tells whoever confirmed what was confirmed and what changed since `before`, with the guide's
    list of amounts and the order as PDF, and gives the school's address a copy. When the helpdesk
    confirmed: who last did so for the school."""
    order = revision.order
    person = revision.confirmed_by
    if revision.reason:
        own = order.revisions.filter(reason="").select_related("confirmed_by").last()
        person = own and own.confirmed_by
    context = {
        "revision": with_quantities(OrderRevision.objects.filter(pk=revision.pk)).get(),
        "changes": difference_of_revisions(before, revision),
        "school": order.school,
        "edition": order.edition,
        **_link_to_order(),
    }
    for address in _addresses(person and person.email, order.school.email):
        queue_mail(
            "orders/mails/order_confirmed",
            to=address,
            context={**context, "is_copy": person is None or address != person.email},
            made_when_sent=(ATTACHMENT, {"revision": revision.pk}),
        )


def queue_advisers_withdrawn(withdrawal: AdvisersWithdrawal) -> None:
    """Tells the school, and whoever did it, that the advisers see no points any more."""
    order = withdrawal.revision.order
    for address in _addresses(withdrawal.withdrawn_by.email, order.school.email):
        queue_mail(
            "orders/mails/advisers_withdrawn",
            to=address,
            context={
                "withdrawal": withdrawal,
                "school": order.school,
                "edition": order.edition,
                **_link_to_order(),
            },
        )


def _addresses(*addresses: str | None) -> Iterable[str]:
    """Each address once, also where only its capitals differ."""
    return {address.lower(): address for address in addresses if address}.values()


def _link_to_order() -> dict[str, str]:
    return {
        "link": f"{settings.SITE_URL}{reverse('orders:order')}",
        "link_text": "Bekijk de bestelling",
    }
