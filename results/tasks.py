"""Background work of results. Importing the reports registers their kinds of jobs."""

from celery import shared_task

from results import makers, reports  # noqa: F401 — registers the job kinds with the worker
from results.domain.class_figures import refresh_changed_classes
from results.domain.reference import refresh_references


@shared_task(name="results.refresh_reference")
def refresh_reference() -> None:
    refresh_references()


@shared_task(name="results.refresh_class_figures")
def refresh_class_figures() -> None:
    refresh_changed_classes()
