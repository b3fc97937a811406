from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ResultsConfig(AppConfig):
    name = "results"
    verbose_name = "Toetsen en resultaten"

    def ready(self) -> None:
        post_migrate.connect(make_groups, sender=self)


def make_groups(app_config: AppConfig, **kwargs) -> None:
    """The helpdesk's groups that are there from the start.

    Pedagogisch adviseurs: the group's name is what gives its members sight of schools
    (`queries/viewers.py`); it gives nothing in the admin. Toetsmakers: reading their own pages
    there (`makers.py`), and nothing else.
    """
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    from results.makers import MAKERS, PERMISSION
    from results.queries.viewers import ADVISERS

    Group.objects.get_or_create(name=ADVISERS)
    makers, is_new = Group.objects.get_or_create(name=MAKERS)
    if is_new:
        create_permissions(app_config, verbosity=0)
        _, codename = PERMISSION.split(".")
        makers.permissions.add(
            Permission.objects.get(content_type__app_label="results", codename=codename)
        )
