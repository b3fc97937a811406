"""Keeping that a pedagogisch adviseur looked at a school."""

from django.utils import timezone

from ovsgtoets.kernel.clock import today
from results.models import AdviserLook
from schools.models import Participation


def note_look(*, participation: Participation, by) -> None:
    """The school reads who looked on which days; later on the same day adds nothing."""
    AdviserLook.objects.get_or_create(
        school=participation.school,
        edition=participation.edition,
        adviser=by,
        day=today(),
        defaults={"at": timezone.now()},
    )
