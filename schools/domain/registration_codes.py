"""Sending a school its registration code, and recognising the code when somebody brings it."""

from django.db import transaction
from django.utils import timezone

from ovsgtoets.kernel.clock import school_year_of, today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.mail import queue_mail
from schools.codes import hash_code, new_code, possible_hashes
from schools.models import RegistrationCode, School


def why_no_code(school: School) -> str | None:
    """The reason why this school can't get a code, in a sentence; None when it can."""
    if school.registered_at:
        return f"{school} is al geregistreerd."
    return f"{school} {school.email_problem}." if school.email_problem else None


@transaction.atomic
def send_registration_code(*, school: School, by) -> RegistrationCode:
    """Makes a new code, valid for settings.REGISTRATION_CODE_VALID_FOR, and mails it to the school.

    Older codes that were not used stop working, so doing it again is safe: the last mail counts.
    Refuses a school that is registered already or that has no usable e-mail address.
    """
    school = School.objects.select_for_update().get(pk=school.pk)
    if reason := why_no_code(school):
        raise Refused(reason)
    now = timezone.now()
    school.registration_codes.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    code = new_code()
    row = RegistrationCode.objects.create(
        school=school,
        code_hash=hash_code(code),
        sent_to=school.email,
        sent_by=by,
        expires_at=RegistrationCode.end_of_new(),
    )
    queue_mail(
        "schools/mails/registration_code",
        to=school.email,
        context={
            "school": school,
            "code": code,
            "email": school.email,
            "valid_until": row.expires_at,
            "year": school_year_of(today()),
        },
        secrets=[code],
    )
    return row


def open_code(*, email: str, code: str) -> RegistrationCode | None:
    """The code that was sent to this address, if it still works; else None, never saying why."""
    return (
        RegistrationCode.objects.usable()
        .filter(code_hash__in=possible_hashes(code), sent_to__iexact=email.strip())
        .select_related("school")
        .first()
    )
