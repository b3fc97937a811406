"""Where a report is asked for: the page to which its own page and its mail lead back.

Each takes what the report was asked with, and uses what its address needs.
"""

from django.urls import reverse

from schools.models import Edition


def page_of_class(*, school_class: int, **_) -> str:
    return reverse("results:class", args=[school_class])


def page_of_group(*, group: int, **_) -> str:
    return reverse("results:group", args=[group])


def list_of_reports(*, edition: int, **_) -> str:
    year = Edition.objects.values_list("year", flat=True).get(pk=edition)
    return f"{reverse('results:reports')}?editie={year}"
