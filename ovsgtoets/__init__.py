"""The project: settings, addresses, and what stands above or below every app."""

from ovsgtoets.celery import app as celery_app

__all__ = ["celery_app"]
