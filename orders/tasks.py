from celery import shared_task

from orders.moodle import sync


@shared_task(name="orders.sync_moodle")
def sync_moodle() -> None:
    sync.sync_moodle()
