"""The walls of the house: every address is guarded, and every migration is written."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import URLPattern, get_resolver

from accounts.guards import PublicView, SchoolView, SignedInView


def views(patterns, address: str = "/"):
    """Every address with its view class; Django's admin guards itself."""
    for pattern in patterns:
        here = f"{address}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield here, getattr(pattern.callback, "view_class", None)
        elif pattern.namespace != "admin":
            yield from views(pattern.url_patterns, here)


def test_every_address_is_guarded():
    guards = (PublicView, SignedInView, SchoolView)
    open_addresses = [
        address
        for address, view in views(get_resolver().url_patterns)
        if not (view and issubclass(view, guards))
    ]
    assert open_addresses == []


def test_a_view_that_declares_no_right_does_not_load():
    with pytest.raises(ImproperlyConfigured, match="declares no rights"):

        class Forgotten(SchoolView):
            pass


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
