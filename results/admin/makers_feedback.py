"""What teachers said about the parts, for the makers of the test: numbers per part, and the texts.

Which school said it stays out, unless somebody who may know asks for it.
"""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from ovsgtoets.kernel.charts import small_columns
from ovsgtoets.kernel.downloads import CSV, XLSX, as_file
from ovsgtoets.kernel.formats import number
from results.exports.feedback import feedback_file
from results.forms.feedback import RATINGS
from results.makers import may_see_makers_pages, may_see_schools
from results.queries.feedback_overview import (
    PartFeedback,
    feedback_given,
    feedback_in_words,
    feedback_per_part,
    filter_of,
)
from results.queries.part_analysis import editions_with_parts
from schools.models import Edition

ON_A_PAGE = 50
TYPES = {"xlsx": XLSX, "csv": CSV}


def overview(request: HttpRequest, model_admin, year: int) -> HttpResponse:
    edition = _edition_of(request, year)
    parts = feedback_per_part(edition)
    wanted = filter_of(request.GET, parts)
    with_school = _with_school(request)
    texts = Paginator(feedback_in_words(edition, wanted), ON_A_PAGE)
    asked = {"onderdeel": wanted.part, "cijfer": wanted.rating, "zoek": wanted.words}
    asked["school"] = "ja" if with_school else ""
    context = {
        "title": f"Feedback van leerkrachten {edition.year}",
        "edition": edition,
        "editions": editions_with_parts(),
        "parts": [(one, _columns(one)) for one in parts],
        "classes": sum(one.classes for one in parts),
        "ratings": RATINGS,
        "wanted": wanted,
        "may_see_schools": may_see_schools(request.user),
        "with_school": with_school,
        "texts": texts.get_page(request.GET.get("blad")),
        "asked": urlencode({name: value for name, value in asked.items() if value}),
    }
    return model_admin.page(request, "feedback.html", context)


def download(request: HttpRequest, model_admin, year: int, kind: str) -> HttpResponse:
    """What the filter lets through, also where only a rating was given."""
    edition = _edition_of(request, year)
    if kind not in TYPES:
        raise Http404
    given = feedback_given(edition, filter_of(request.GET, feedback_per_part(edition)))
    content = feedback_file(given, kind, with_school=_with_school(request))
    return as_file(f"feedback-{edition.year}.{kind}", content, TYPES[kind])


def _edition_of(request: HttpRequest, year: int) -> Edition:
    if not may_see_makers_pages(request.user):
        raise PermissionDenied
    return get_object_or_404(Edition, year=min(year, 9999))


def _with_school(request: HttpRequest) -> bool:
    return request.GET.get("school") == "ja" and may_see_schools(request.user)


def _columns(one: PartFeedback) -> SafeString | str:
    """A small picture of how often each rating was given; nothing without feedback."""
    if not one.classes:
        return ""
    said = ", ".join(
        f"{word}: {number(count)}" for word, count in zip(RATINGS.values(), one.counts, strict=True)
    )
    names = [str(rating) for rating in RATINGS]
    return small_columns(one.counts, names=names, text=f"{one.part}: {said}")
