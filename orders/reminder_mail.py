"""The mail that reminds a school to order: sent to the school's address, and shown before."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from orders.models import OrderingSchool
from ovsgtoets.kernel.mail import queue_mail
from schools.models import Edition

TEMPLATE = "orders/mails/order_reminder"


def queue_reminder(*, school: OrderingSchool, edition: Edition) -> None:
    context = _context(school, edition)
    queue_mail(TEMPLATE, to=school.email, context=context)


def text_of_reminder(*, school: OrderingSchool, edition: Edition) -> tuple[str, str]:
    """The subject and the text as this school would read them."""
    context = {
        **_context(school, edition),
        "helpdesk_email": settings.HELPDESK_EMAIL,
        "helpdesk_phone": settings.HELPDESK_PHONE,
    }
    subject, text = (render_to_string(f"{TEMPLATE}/{part}.txt", context) for part in ("subject", "body"))  # fmt: skip
    return subject.strip(), text.strip()


def _context(school: OrderingSchool, edition: Edition) -> dict:
    """`school` as `schools_ordering` gives it. Who is not registered can't sign in to order."""
    is_begun = school.order_id is not None
    page, link_text = "orders:order", "Bevestig de bestelling" if is_begun else "Bestel de toetsen"
    if school.registered_at is None:
        page, link_text = "schools:registration", "Registreer de school"
    return {
        "school": school,
        "edition": edition,
        "is_begun": is_begun,
        "link": f"{settings.SITE_URL}{reverse(page)}",
        "link_text": link_text,
    }
