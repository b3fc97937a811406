"""The class report: from overview to detail, with the pupils for who may see their names."""

from django.utils import timezone
from django.utils.text import slugify

from accounts.acting import Acting
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.jobs import Progress, ask_for, job_kind
from ovsgtoets.kernel.models import Job
from ovsgtoets.kernel.pdf import Pictures, render_pdf
from results.analysis.view import GroupView
from results.queries.school_results import SchoolResults, results_of
from results.queries.viewers import may_see_names, viewer_of
from results.reports import contents
from results.reports.pages import page_of_class
from results.reports.rights import acting_in, may_have_of_class
from schools.models import SchoolClass


def ask_for_class_report(*, school_class: SchoolClass, by: Acting) -> Job:
    """Has a worker make the report, with the pupils' names if this person may see them.

    Asking again while it is being made gives the same job.
    """
    return ask_for(
        kind="class_report",
        title=f"Klasrapport {school_class.name}, OVSG-toets {school_class.edition.year}",
        owner=by.user,
        school=by.school,
        school_class=school_class.pk,
        with_names=may_see_names(by, school_class),
    )


@job_kind("class_report", may_have=may_have_of_class, asked_on=page_of_class)
def make_class_report(
    progress: Progress, *, owner, school, school_class: int, with_names: bool
) -> tuple[str, bytes]:
    """The file of the report. `owner` was found to have the right just before."""
    wanted = SchoolClass.objects.for_school(school).select_related("edition", "site")
    wanted = wanted.get(pk=school_class)
    progress(0, 3)
    acting = acting_in(owner, school)
    viewer = viewer_of(acting, wanted.edition)
    results = results_of(school, wanted.edition, viewer, with_items=True)
    view = results.of_class(wanted.pk, with_items=True)
    if not view.has_figures:
        raise Refused(_why_not(view, wanted))
    progress(1, 3)
    context = {"school": school, "school_class": wanted, "edition": wanted.edition}
    content = class_report_pdf(results, view, context, with_names=with_names)
    progress(3, 3)
    return f"klasrapport-{slugify(wanted.name) or wanted.pk}-{wanted.edition.year}.pdf", content


def _why_not(view: GroupView, school_class: SchoolClass) -> str:
    if view.pupils_with_points and not view.named:
        return f"Er zijn nog geen cijfers die je mag zien van klas {school_class.name}."
    return f"Er zijn nog geen punten van klas {school_class.name}, dus nog geen rapport."


def class_report_pdf(
    results: SchoolResults, view: GroupView, context: dict, *, with_names: bool
) -> bytes:
    pictures = Pictures()
    return render_pdf(
        "results/reports/class.html",
        {
            **context,
            "moment": timezone.now(),
            "overview": contents.overview(view, pictures),
            "rows": contents.figure_rows(view),
            "has_comparable": view.comparable is not None,
            "hidden": contents.hidden(view),
            "basis": contents.basis(view),
            "chapters": contents.chapters(view, results.layout, pictures),
            "tables": contents.pupil_tables(view) if with_names else [],
            "left_out": view.left_out if with_names else (),
        },
        styles="css/report.css",
        pictures=pictures,
    )
