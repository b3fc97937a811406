"""Reports as PDF. The class report: made by a worker, from the same result as the page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from accounts.acting import Acting
from ovsgtoets.kernel.jobs import Progress, ask_for, job_kind
from ovsgtoets.kernel.models import Job
from ovsgtoets.kernel.pdf import render_pdf
from results.presentation import shown
from results.queries.figures import class_result
from results.queries.viewers import may_have_class_report, may_see_names
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


def _page_of_class(*, school_class: int, with_names: bool) -> str:
    return reverse("results:class", args=[school_class])


@job_kind("class_report", may_have=may_have_class_report, asked_on=_page_of_class)
def make_class_report(
    progress: Progress, *, owner, school, school_class: int, with_names: bool
) -> tuple[str, bytes]:
    """The file of the report. `owner` was found to have the right just before."""
    wanted = SchoolClass.objects.for_school(school).select_related("edition").get(pk=school_class)
    progress(0, 3)
    result = class_result(wanted, with_names=with_names)
    progress(1, 3)
    context = {
        **shown(result),
        "school": school,
        "school_class": wanted,
        "edition": wanted.edition,
        "moment": timezone.now(),
    }
    content = render_pdf("results/class_report.html", context)
    progress(3, 3)
    return f"klasrapport-{slugify(wanted.name) or wanted.pk}-{wanted.edition.year}.pdf", content
