"""The mails of this app, each in its folder under `templates/orders/mails/`."""

from django.conf import settings
from django.urls import reverse

from orders.models import OrderRevision
from orders.queries import with_quantities
from ovsgtoets.kernel.mail import queue_mail


def queue_order_confirmed(revision: OrderRevision) -> None:
    """Tells whoever confirmed what was confirmed, with the guide's list of amounts."""
    order = revision.order
    queue_mail(
        "orders/mails/order_confirmed",
        to=revision.confirmed_by.email,
        context={
            "revision": with_quantities(OrderRevision.objects.filter(pk=revision.pk)).get(),
            "school": order.school,
            "edition": order.edition,
            "link": f"{settings.SITE_URL}{reverse('orders:order')}",
            "link_text": "Bekijk de bestelling",
        },
    )
