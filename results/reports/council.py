"""The overview for the class council: a spreadsheet of a class or a leerlingengroep."""

from django.utils.text import slugify

from accounts.acting import Acting
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.jobs import Progress, ask_for, job_kind
from ovsgtoets.kernel.models import Job
from results.exports.council_sheet import write_council
from results.models import PupilGroup
from results.queries.school_results import results_of
from results.queries.viewers import may_see_names, viewer_of
from results.reports.pages import page_of_class, page_of_group
from results.reports.rights import acting_in, may_have_of_class, may_have_of_group
from schools.models import Edition, Pupil, SchoolClass


def ask_for_council(*, of: SchoolClass | PupilGroup, by: Acting) -> Job:
    """Has a worker make the spreadsheet; with the pupils where this person may see their names."""
    title = f"Overzicht klassenraad {of.name}, {of.edition}"
    if isinstance(of, PupilGroup):
        asked = {"kind": "group_council", "edition": of.edition_id, "group": of.pk}
    else:
        with_names = may_see_names(by, of)
        asked = {"kind": "class_council", "school_class": of.pk, "with_names": with_names}
    return ask_for(title=title, owner=by.user, school=by.school, **asked)


@job_kind("class_council", may_have=may_have_of_class, asked_on=page_of_class)
def make_class_council(
    progress: Progress, *, owner, school, school_class: int, with_names: bool
) -> tuple[str, bytes]:
    wanted = SchoolClass.objects.for_school(school).select_related("edition").get(pk=school_class)
    results = _results(owner, school, wanted.edition)
    view = results.of_class(wanted.pk)
    return _file(progress, results, view, wanted, school, with_names=with_names)


@job_kind("group_council", may_have=may_have_of_group, asked_on=page_of_group)
def make_group_council(
    progress: Progress, *, owner, school, edition: int, group: int
) -> tuple[str, bytes]:
    wanted = PupilGroup.objects.for_school(school).select_related("edition").get(pk=group)
    results = _results(owner, school, wanted.edition)
    view = results.of_group(wanted.pk)
    return _file(progress, results, view, wanted, school, with_names=True)


def _results(owner, school, edition: Edition):
    return results_of(school, edition, viewer_of(acting_in(owner, school), edition))


def _file(progress: Progress, results, view, wanted, school, *, with_names: bool):
    if not view.has_figures:
        raise Refused("Er zijn nog geen punten, dus nog geen overzicht.")
    progress(1, 2)
    people = Pupil.objects.for_school(school).in_bulk([line.pk for line in view.pupils])
    pupils = [
        (people[line.pk].first_name, results.of_pupil(line.pk))
        for line in view.pupils
        if with_names and line.pk in people
    ]
    content = write_council(view, pupils, title=f"{wanted.name}, {wanted.edition}, {school.name}")
    progress(2, 2)
    name = slugify(wanted.name) or wanted.pk
    return f"klassenraad-{name}-{wanted.edition.year}.xlsx", content
