"""Which edition a page of results is about."""

from django.http import Http404, HttpRequest

from schools.models import Edition


def chosen_edition(
    request: HttpRequest, editions: list[Edition], *, default: Edition | None = None
) -> Edition:
    """The edition of `?editie=2026`, else the default or the newest; what is not offered is 404."""
    year = request.GET.get("editie", "")
    if not year:
        return default or editions[0]
    for edition in editions:
        if str(edition.year) == year:
            return edition
    raise Http404
