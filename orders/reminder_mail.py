"""The mail that reminds a school to order: sent to the school's address, and shown before."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from ovsgtoets.kernel.mail import queue_mail
from schools.models import Edition, School

TEMPLATE = "orders/mails/order_reminder"


def queue_reminder(*, school: School, edition: Edition, is_begun: bool) -> None:
    context = _context(school, edition, is_begun=is_begun)
    queue_mail(TEMPLATE, to=school.email, context=context)


def text_of_reminder(*, school: School, edition: Edition, is_begun: bool) -> tuple[str, str]:
    """The subject and the text as this school would read them."""
    context = {
        **_context(school, edition, is_begun=is_begun),
        "helpdesk_email": settings.HELPDESK_EMAIL,
        "helpdesk_phone": settings.HELPDESK_PHONE,
    }
    subject, text = (render_to_string(f"{TEMPLATE}/{part}.txt", context) for part in ("subject", "body"))  # fmt: skip
    return subject.strip(), text.strip()


def _context(school: School, edition: Edition, *, is_begun: bool) -> dict:
    return {
        "school": school,
        "edition": edition,
        "is_begun": is_begun,
        "link": f"{settings.SITE_URL}{reverse('orders:order')}",
        "link_text": "Bevestig de bestelling" if is_begun else "Bestel de toetsen",
    }
