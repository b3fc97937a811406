from celery import shared_task

from ovsgtoets.kernel.clock import today
from schools.domain.retention import forget_names


@shared_task(name="schools.forget_names")
def forget_old_names() -> None:
    forget_names(on=today())
