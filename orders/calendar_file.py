"""The last day to order as a file for a calendar (RFC 5545)."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Alarm, Calendar, Event

from ovsgtoets.kernel.formats import long_date
from schools.models import Edition

REMIND_BEFORE = timedelta(days=6, hours=15)  # a week before, at nine in the morning


def deadline_file(edition: Edition) -> bytes:
    """An event of the whole last day, with a reminder a week before.

    Its UID is always the same for the edition, so that whoever loads it again, also after the
    helpdesk moved the deadline, has one event and not two.
    """
    event = Event()
    event.add("uid", f"bestellen-{edition.year}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("summary", f"Bestelling {edition}: laatste dag om te bestellen of te wijzigen")
    event.add("dtstart", edition.orders_close_on)
    event.add("dtend", edition.orders_close_on + timedelta(days=1))
    event.add("dtstamp", timezone.now())
    event.add(
        "description",
        f"Bestellen en wijzigen kan tot en met {long_date(edition.orders_close_on)}: "
        f"{settings.SITE_URL}{reverse('orders:order')}",
    )
    event.add("transp", "TRANSPARENT")
    event.add_component(_reminder(edition))
    calendar = Calendar()
    calendar.add("prodid", "-//OVSG-toets//bestelling//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def _reminder(edition: Edition) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMIND_BEFORE)
    alarm.add("description", f"Bestel de {edition}, of kijk je bestelling na")
    return alarm
