"""The walls of the house: every address is guarded, and every migration is written."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from accounts.guards import SchoolView


def test_a_view_that_declares_no_right_does_not_load():
    with pytest.raises(ImproperlyConfigured, match="declares no rights"):

        class Forgotten(SchoolView):
            pass


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
