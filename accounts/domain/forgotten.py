"""Wachtwoord vergeten?: the page stores what was typed, the worker looks whether it is somebody."""

from django.db import transaction

from accounts.domain.links import send_password_link
from accounts.models import ForgottenRequest, LinkPurpose
from accounts.queries import person_of_school
from ovsgtoets.kernel.outbox import nudge


@transaction.atomic
def ask_password_link(*, institution_number: int, email: str) -> None:
    """Asks for a link for whoever has this address in this school. Looks nothing up, so it is the
    same work for everybody."""
    ForgottenRequest.objects.create(institution_number=institution_number, email=email)
    nudge("mail_asked")


@transaction.atomic
def answer_next_request() -> bool:
    """Mails the link when number and address belong together, and forgets the oldest request.

    False when nothing waits. Several workers may do this at once; killed half-way, nothing has
    happened."""
    asked = ForgottenRequest.objects.select_for_update(skip_locked=True).order_by("pk").first()
    if asked is None:
        return False
    found = person_of_school(institution_number=asked.institution_number, email=asked.email)
    if found:
        send_password_link(user=found.user, purpose=LinkPurpose.RESET, school=found.school)
    asked.delete()
    return True
