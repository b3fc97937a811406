from celery import shared_task

import orders.order_pdf  # noqa: F401 — registers the file that goes with a mail
from orders.moodle import compare, sync


@shared_task(name="orders.sync_moodle")
def sync_moodle() -> None:
    sync.sync_moodle()


@shared_task(name="orders.compare_moodle")
def compare_moodle(anyway: bool = False) -> None:
    compare.compare_moodle(anyway=anyway)
