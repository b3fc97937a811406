"""Of whom a page of results is: found from its address, or chosen in the form on it."""

import re

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.rights import Right
from results.analysis.crowd import GENDERS, Choice
from results.analysis.suppression import Verdict
from results.domain.findings import Subject
from results.filters import filters_of
from results.models import PupilGroup
from results.page_parts import address_of
from results.queries.editions import editions_with_results
from results.queries.school_results import SchoolResults
from results.queries.viewers import groups_in_sight, may_view, pupils_by_name, sees_school
from results.views.editions import chosen_edition
from schools.models import Edition, Pupil, School, SchoolClass, Site

WHO = re.compile(r"(school)|(site|class|group|pupil)-([1-9][0-9]{0,17})")
KEY = re.compile(r"[1-9][0-9]{0,17}")
KINDS = {"site": Site, "class": SchoolClass, "group": PupilGroup, "pupil": Pupil}


def read_who(words: str) -> Choice | None:
    """`class-3`; None for what is no choice."""
    found = WHO.fullmatch(words)
    if not found:
        return None
    return Choice() if found[1] else Choice(found[2], int(found[3]))


def asked_for(request: HttpRequest, choice: Choice) -> tuple[Choice, Edition, bool] | None:
    """The choice, its edition, and whether this person may see it today or waits for the release;
    None in a year without an edition. Another school's is 404, what is never theirs 403."""
    if choice.kind in ("school", "site"):
        if choice.kind == "site":
            get_object_or_404(Site.objects.for_school(request.school), pk=choice.pk)
        editions = editions_with_results(request.school)
        if not editions:
            return None
        edition = chosen_edition(request, editions)
        return choice, edition, sees_school(request.acting, edition)
    edition = _edition_of(_own(request, choice), choice)
    if choice.kind == "class":
        return choice, edition, _class_is_released(request, choice, edition)
    allowed = groups_in_sight if choice.kind == "group" else pupils_by_name
    get_object_or_404(allowed(request.acting, edition), pk=choice.pk)
    return choice, edition, True


def _own(request: HttpRequest, choice: Choice) -> Model:
    of_school: QuerySet = KINDS[choice.kind].objects.for_school(request.school)
    edition = "school_class__edition" if choice.kind == "pupil" else "edition"
    return get_object_or_404(of_school.select_related(edition), pk=choice.pk)


def _edition_of(thing: Model, choice: Choice) -> Edition:
    return thing.school_class.edition if choice.kind == "pupil" else thing.edition


def _class_is_released(request: HttpRequest, choice: Choice, edition: Edition) -> bool:
    school_class = SchoolClass(pk=choice.pk, edition=edition, school=request.school)
    if may_view(request.acting, school_class):
        return True
    if not request.acting.may(Right.VIEW_ALL_CLASSES):
        raise PermissionDenied
    return False


def elsewhere(request: HttpRequest, choice: Choice, edition: Edition) -> tuple[str, str]:
    """(the address of another group that was chosen in the form, or a complaint); both may be
    empty. Whether it may be seen, its own page says."""
    words = request.GET.get("wie", "")
    if not words:
        return "", ""
    wanted = read_who(words)
    if wanted is None:
        return "", "Deze groep kennen we niet."
    area = request.GET.get("leergebied", "")
    key = int(area) if KEY.fullmatch(area) else 0
    filters = filters_of(request.GET, areas=[key])
    return address_of(wanted, filters, edition.year, area=key), ""


def subject_of(school: School, edition: Edition, choice: Choice, area: int = 0) -> Subject:
    """The thing itself, with the learning area of the page."""
    field = {"class": "school_class"}.get(choice.kind, choice.kind)
    thing = {field: KINDS[choice.kind].objects.get(pk=choice.pk)} if choice.pk else {}
    of_area = edition.learning_areas.filter(pk=area).first() if area else None
    return Subject(school, edition, **thing, area=of_area)


def choices_of(results: SchoolResults, *, classes, sites) -> list[tuple[str, list]]:
    """(what they are, [(value, name)]) for the form: everything this person may choose."""
    found = [("", [("school", "De hele school")])] if sites else []
    if len(sites) > 1:
        found.append(("Vestigingsplaats", [(f"site-{one.pk}", one.name) for one in sites]))
    found.append(("Klas", [(f"class-{one.pk}", f"Klas {one.name}") for one in classes]))
    groups = [(f"group-{pk}", name) for pk, name in results.groups.items()]
    return [(name, options) for name, options in [*found, ("Leerlingengroep", groups)] if options]


def genders_of(results: SchoolResults, choice: Choice) -> list[tuple[str, str]]:
    """(value, name): a choice that can't be shown says so."""
    verdicts = results.genders_of(choice)
    return [("", "Alle leerlingen")] + [
        (value, f"{name.capitalize()}{HIDDEN.get(verdicts[value], '')}")
        for value, name in GENDERS.items()
    ]


HIDDEN = {
    Verdict.TOO_FEW: " (te weinig leerlingen om te tonen)",
    Verdict.WOULD_REVEAL: " (niet te tonen)",
    Verdict.NOBODY: " (geen met een cijfer)",
}
