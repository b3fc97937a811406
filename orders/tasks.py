from celery import shared_task

from orders.moodle import compare, sync


@shared_task(name="orders.sync_moodle")
def sync_moodle() -> None:
    sync.sync_moodle()


@shared_task(name="orders.compare_moodle")
def compare_moodle(anyway: bool = False) -> None:
    compare.compare_moodle(anyway=anyway)
