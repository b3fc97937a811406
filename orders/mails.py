"""The mails of this app, each in its folder under `templates/orders/mails/`."""

from django.conf import settings
from django.urls import reverse

from orders.models import OrderRevision
from orders.queries import with_quantities
from ovsgtoets.kernel.mail import queue_mail


def queue_order_confirmed(revision: OrderRevision, before: OrderRevision | None) -> None:
    """Tells whoever confirmed what was confirmed, with the guide's list of amounts, and gives the
    school's address a copy. When the helpdesk confirmed: who last did so for the school."""
    order = revision.order
    person = revision.confirmed_by
    if revision.reason:
        own = order.revisions.filter(reason="").select_related("confirmed_by").last()
        person = own and own.confirmed_by
    addresses = {a.lower(): a for a in (person and person.email, order.school.email) if a}
    full = with_quantities(OrderRevision.objects.filter(pk=revision.pk)).get()
    for address in addresses.values():
        queue_mail(
            "orders/mails/order_confirmed",
            to=address,
            context={
                "revision": full,
                "school": order.school,
                "edition": order.edition,
                "is_copy": person is None or address != person.email,
                "link": f"{settings.SITE_URL}{reverse('orders:order')}",
                "link_text": "Bekijk de bestelling",
            },
        )
