"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ovsgtoets.settings")

application = get_wsgi_application()


def settle() -> None:
    """Loads what the first visitor would wait for, and lets the collector look no more at what
    stays as long as the process: it took a fifth of the time of a page with a thousand cells."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 — all views are loaded by reading it
    gc.collect()
    gc.freeze()


settle()
