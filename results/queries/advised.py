"""The schools that let pedagogisch adviseurs look along, as these look for them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from results.models import Release
from results.queries.viewers import schools_for_advisers
from schools.models import Edition, Participation


def editions_advised() -> list[Edition]:
    """The editions in which a school consented, the newest first, each with `has_figures`: whether
    one of these schools released."""
    consented = schools_for_advisers().order_by().filter(edition=OuterRef("pk"))
    editions = Edition.objects.filter(Exists(consented))
    with_figures = Exists(consented.filter(Exists(_releases())))
    return list(editions.annotate(has_figures=with_figures).order_by("-year"))


def _releases() -> QuerySet[Release]:
    """Those of a participation."""
    return Release.objects.filter(school=OuterRef("school"), edition=OuterRef("edition"))


def advised_in(edition: Edition, words: str = "") -> QuerySet[Participation]:
    """The schools that consented in this edition, by name, each with `is_released`. `words`: each
    is part of the name or the municipality, or begins the number."""
    found = schools_for_advisers().filter(edition=edition)
    for word in words.split():
        found = found.filter(
            Q(school__name__icontains=word)
            | Q(school__municipality__icontains=word)
            | Q(school__institution_number__startswith=word)
        )
    return found.annotate(is_released=Exists(_releases()))
