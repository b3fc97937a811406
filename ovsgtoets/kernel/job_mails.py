"""The mail to who waited long for a job: that it ended, and the way to it. What is in the file, or
whose it is, is not told: mail travels far."""

from django.conf import settings
from django.urls import reverse

from ovsgtoets.kernel.mail import queue_mail


def queue_ended(job, *, well: bool) -> None:
    """`well`: there is a file; else something went wrong, as the page says."""
    queue_mail(
        "jobs/mails/ended",
        to=job.owner.email,
        context={
            "person": job.owner,
            "job": job,
            "well": well,
            "link": f"{settings.SITE_URL}{reverse('jobs:progress', args=[job.pk])}",
            "link_text": "Ga naar je bestand" if well else "Bekijk wat er misging",
        },
    )
