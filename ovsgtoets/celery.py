"""The Celery application: one worker, one beat, and the tasks that each app's `tasks.py` holds."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ovsgtoets.settings")

app = Celery("ovsgtoets")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
