"""The schoolfeedbackrapport, for schools that ordered it: from overview to detail, with room for
what the team makes of it and the five steps of the quality cycle.

It is laid on the table of the team. So, whoever asked for it, it has no names, no single results,
and hides what is about few pupils, as for who may see no names. Classes stand in it one by one only
for who may see them so: a teacher has the school, not the class next door."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils import timezone

from accounts.acting import Acting
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import number, percent
from ovsgtoets.kernel.jobs import Progress, ask_for, job_kind
from ovsgtoets.kernel.models import Job
from ovsgtoets.kernel.pdf import Pictures, render_pdf
from results.analysis.crowd import Choice
from results.analysis.suppression import FEWEST_PUPILS, Verdict
from results.analysis.view import GroupView
from results.analysis.wording.reasons import NOT_SHOWN
from results.blocks import DASH
from results.queries.findings import findings_of, place_of
from results.queries.school_results import SchoolResults, Viewer, results_of
from results.queries.trends import trends_of
from results.queries.viewers import (
    classes_in_sight,
    sees_all_names,
    sees_school,
    team_viewer,
    viewer_of,
)
from results.reports import contents
from results.reports.pages import list_of_reports
from results.reports.rights import acting_in, may_have_school_report
from schools.models import Edition


@dataclass(frozen=True)
class Step:
    """A step of the quality cycle: what the team does in it, and what it asks itself."""

    name: str
    what: str
    questions: tuple[str, ...]


# That a school uses feedback in phases, and that most stop before they interpret and explain it:
# Verhaeghe, Vanhoof, Valcke & Van Petegem, "Using school performance feedback: perceptions of
# primary school principals", School Effectiveness and School Improvement 21(2), 2010, 167-188,
# and Vanhoof et al., Educational Studies, 2011, doi:10.1080/03055698.2010.482771. Read in their
# abstracts only: the five names and the questions are the portal's own words.
CYCLE = (
    Step(
        "Lezen",
        "Bekijk samen de cijfers van dit rapport, zonder al te oordelen.",
        ("Wat zien we?", "Wat hadden we verwacht, en wat verrast ons?"),
    ),
    Step(
        "Begrijpen",
        "Leg de cijfers naast wat je zelf weet: eigen toetsen, observaties, andere jaren.",
        ("Past dit bij ons eigen beeld?", "Welk verschil is groter dan toeval?"),
    ),
    Step(
        "Verklaren",
        "Zoek hoe het komt, in wat de school zelf in handen heeft.",
        ("Wat doen we goed en houden we?", "Waar ligt het aan: aanbod, aanpak, tijd, toetsen?"),
    ),
    Step(
        "Doen",
        "Kies weinig doelen, en spreek af wie wat doet tegen wanneer.",
        ("Wat willen we bereiken?", "Wie doet wat, en tegen wanneer?"),
    ),
    Step(
        "Terugkijken",
        "Kijk met de volgende editie terug of het gewerkt heeft.",
        ("Waaraan zien we dat het gelukt is?", "Wanneer bespreken we dit opnieuw?"),
    ),
)


@dataclass(frozen=True)
class GroupLine:
    """A class, a site, or boys and girls: per learning area its mean and of how many pupils."""

    name: str
    means: tuple[tuple[str, str], ...]


def ask_for_school_report(*, edition: Edition, by: Acting) -> Job:
    """Has a worker make the report of the school, for the team."""
    return ask_for(
        kind="school_report",
        title=f"Schoolfeedbackrapport, {edition}",
        owner=by.user,
        school=by.school,
        edition=edition.pk,
    )


@job_kind("school_report", may_have=may_have_school_report, asked_on=list_of_reports)
def make_school_report(progress: Progress, *, owner, school, edition: int) -> tuple[str, bytes]:
    of = Edition.objects.get(pk=edition)
    acting = acting_in(owner, school)
    progress(0, 3)
    results = results_of(school, of, _team(acting, of), with_items=True)
    view = results.of_school(with_items=True)
    if not view.has_figures:
        raise Refused(_why_no_report(view))
    progress(1, 3)
    trends = trends_of(school, of, Choice(), view.areas, lambda before: _team(acting, before))
    findings = [(one, place_of(one)) for one in findings_of(acting, of) if one.shared_sentence]
    classes = classes_in_sight(acting, of).values_list("pk", flat=True)
    context = {"school": school, "edition": of, "findings": findings, "trends": trends}
    context["groups"] = list(groups_of(results, view, classes=frozenset(classes)))
    content = school_report_pdf(results, view, context)
    progress(3, 3)
    return f"schoolfeedbackrapport-{school.institution_number}-{of.year}.pdf", content


def _why_no_report(view: GroupView) -> str:
    if view.verdict is Verdict.WOULD_REVEAL:
        return f"Het rapport is er niet voor jou. {NOT_SHOWN[view.verdict]}"
    if view.verdict is Verdict.TOO_FEW:
        return (
            f"Van minder dan {FEWEST_PUPILS} leerlingen zijn er cijfers. Het schoolfeedbackrapport "
            "toont geen cijfers van zo weinig leerlingen. Gebruik het klasrapport."
        )
    return "Er zijn nog geen cijfers van de school, dus nog geen rapport."


def _team(acting: Acting, edition: Edition) -> Viewer | None:
    """The team, where who asks may see figures of the school; with nothing in it that their own
    page hides beside the classes that they know."""
    if not sees_school(acting, edition):
        return None
    readers = [] if sees_all_names(acting) else [viewer_of(acting, edition).known]
    return team_viewer(acting.school, edition, readers=readers)


def school_report_pdf(results: SchoolResults, view: GroupView, context: dict) -> bytes:
    pictures = Pictures()
    return render_pdf(
        "results/reports/school.html",
        {
            **context,
            "moment": timezone.now(),
            "areas": [area.name for area in view.areas if area.has_figures],
            "overview": contents.overview(view, pictures),
            "rows": contents.figure_rows(view),
            "has_comparable": view.comparable is not None,
            "hidden": contents.hidden(view),
            "basis": contents.basis(view),
            "not_yet": view.not_yet,
            "chapters": contents.chapters(view, results.layout, pictures, context["trends"]),
            "cycle": CYCLE,
        },
        styles="css/report.css",
        pictures=pictures,
    )


def groups_of(
    results: SchoolResults, school: GroupView, *, classes: Collection[int]
) -> Iterable[tuple[str, list[GroupLine]]]:
    """(what they are, their lines): sites, classes (those that the reader may see), boys and girls,
    each in its own order: it is no ranking. Figures that may not be shown stay away, also here."""
    if len(results.sites) > 1:
        yield (
            "Per vestigingsplaats",
            [_line(name, results.of_site(pk), school) for pk, name in results.sites.items()],
        )
    shown_classes = {pk: name for pk, name in results.classes.items() if pk in classes}
    if len(shown_classes) > 1:
        yield (
            "Per klas",
            [
                _line(f"Klas {name}", results.of_class(pk), school)
                for pk, name in shown_classes.items()
            ],
        )
    shown = results.genders_of(Choice())
    lines = [
        _line({"M": "Jongens", "V": "Meisjes"}[gender], results.of_school(gender=gender), school)
        for gender, verdict in shown.items()
        if verdict.is_shown and gender in ("M", "V")
    ]
    if len(lines) > 1:
        yield "Jongens en meisjes", lines


def _line(name: str, view: GroupView, school: GroupView) -> GroupLine:
    places = [place for place, area in enumerate(school.areas) if area.has_figures]
    wholes = [view.areas[place].whole for place in places]
    return GroupLine(
        name,
        tuple(
            (percent(one.own.mean), number(one.own.pupils)) if one.own else (DASH, "")
            for one in wholes
        ),
    )
