"""A confirmed order on paper: attached to its mail, and to download."""

from django.conf import settings

from orders.models import OrderRevision
from orders.queries import with_quantities
from orders.sheet import difference_of_revisions, sheet_of_revision
from ovsgtoets.kernel.mail_attachments import attachment_kind
from ovsgtoets.kernel.pdf import render_pdf

ATTACHMENT = "order_pdf"


@attachment_kind(ATTACHMENT)
def attach_order(*, revision: int) -> tuple[str, bytes]:
    """The file for a mail."""
    wanted = OrderRevision.objects.select_related("order__school", "order__edition")
    return pdf_of_revision(wanted.get(pk=revision))


def pdf_of_revision(revision: OrderRevision) -> tuple[str, bytes]:
    """The name and the content of the file. Fetch `order__school` and `order__edition` along."""
    order = revision.order
    number = order.school.institution_number
    name = f"bestelling-{order.edition.year}-{number}-versie-{revision.number}.pdf"
    full = with_quantities(OrderRevision.objects.filter(pk=revision.pk)).get()
    before = order.revisions.filter(number=revision.number - 1).first()
    context = {
        "revision": full,
        "sheet": sheet_of_revision(revision),
        "changes": difference_of_revisions(before, revision),
        "changes_from": revision.number - 1,
        "school": order.school,
        "edition": order.edition,
        "helpdesk_email": settings.HELPDESK_EMAIL,
        "helpdesk_phone": settings.HELPDESK_PHONE,
    }
    return name, render_pdf("orders/order_pdf.html", context, styles="css/order-print.css")
