from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ResultsConfig(AppConfig):
    name = "results"
    verbose_name = "Toetsen en resultaten"

    def ready(self) -> None:
        post_migrate.connect(make_adviser_group, sender=self)


def make_adviser_group(**kwargs) -> None:
    """The helpdesk's group of pedagogisch adviseurs is there from the start; its name is what
    gives its members sight of schools (`queries/viewers.py`). It gives nothing in the admin."""
    from django.contrib.auth.models import Group

    from results.queries.viewers import ADVISERS

    Group.objects.get_or_create(name=ADVISERS)
