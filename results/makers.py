"""What the makers of the test (toetsmakers) may see, and the background work they ask for.

Their pages stand in the admin; whoever has the permission to view `PartAnalysis` sees them. The
group gives that and nothing else; the name of a school with feedback needs more (`may_see_schools`).
"""

from django.urls import reverse

from ovsgtoets.kernel.jobs import Progress, ask_for, job_kind
from ovsgtoets.kernel.models import Job
from results.domain.part_analysis import analyse_parts
from results.exports.part_analysis import analysis_xlsx
from results.queries.part_analysis import part_views
from schools.models import Edition

MAKERS = "toetsmakers"  # the helpdesk's group
PERMISSION = "results.view_partanalysis"


def may_see_makers_pages(person) -> bool:
    return person.is_active and person.is_staff and person.has_perm(PERMISSION)


def may_see_schools(person) -> bool:
    """Whether this person may see which school gave which feedback."""
    return person.has_perms(["results.view_feedback", "schools.view_school"])


def ask_for_analysis(*, edition: Edition, by) -> Job:
    """Has a worker analyse every part; a second click gives the same job."""
    title = f"Vragenanalyse {edition}"
    return ask_for(kind="part_analysis", title=title, owner=by, school=None, edition=edition.pk)


def _may_have(*, owner, school, edition: int) -> bool:
    return may_see_makers_pages(owner)


def _asked_on(*, edition: int) -> str:
    year = Edition.objects.values_list("year", flat=True).get(pk=edition)
    return reverse("admin:results_part_analyses", args=[year])


@job_kind("part_analysis", may_have=_may_have, asked_on=_asked_on, unit="stappen")
def make_analysis(progress: Progress, *, owner, school, edition: int) -> tuple[str, bytes]:
    """Stores the analysis; its file is the spreadsheet of it."""
    of = Edition.objects.get(pk=edition)
    analyse_parts(edition=of, progress=progress)
    return f"vragenanalyse-{of.year}.xlsx", analysis_xlsx(part_views(of))
