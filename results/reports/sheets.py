"""The pupils' sheets of one pupil, a class or the school: one PDF, or a zip with one each.

Made in parts of a few pupils, by as many workers as there are."""

import io
import zipfile
from collections.abc import Sequence

from django.utils import timezone
from django.utils.text import slugify

from accounts.acting import Acting
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.job_parts import InParts
from ovsgtoets.kernel.jobs import NO_LONGER, Progress, ask_for, job_kind
from ovsgtoets.kernel.models import Job
from ovsgtoets.kernel.pdf import Pictures, render_pdf
from ovsgtoets.kernel.pdf_join import join_pdfs
from results.queries.school_results import SchoolResults, results_of
from results.queries.viewers import viewer_of
from results.reports.pages import list_of_reports
from results.reports.rights import acting_in, may_have_sheets
from results.reports.sheet import Sheet, called, sheet_of
from schools.models import Edition, Pupil, School, SchoolClass

PER_PART = 8  # pupils: fonts cost as much as half a page a part, and progress is seen by the part


def ask_for_sheets(
    *,
    edition: Edition,
    classes: Sequence[SchoolClass],
    by: Acting,
    pupil: Pupil | None = None,
    as_zip: bool = False,
) -> Job:
    """Has workers make the sheets of all pupils of `classes` who have a result, or of `pupil`."""
    of = "van de hele school" if len(classes) > 1 else f"klas {classes[0].name}"
    title = f"Leerlingfiche {pupil.full_name}" if pupil else f"Leerlingfiches {of}"
    return ask_for(
        kind="pupil_sheets",
        title=f"{title}, {edition}",
        owner=by.user,
        school=by.school,
        edition=edition.pk,
        classes=[one.pk for one in classes],
        pupil=pupil.pk if pupil else None,
        as_zip=as_zip,
    )


def _split(*, owner, school, edition, classes, pupil, as_zip) -> list[tuple[dict, int]]:
    results = _results(owner, school, edition)
    wanted = Pupil.objects.for_school(school).filter(school_class__in=classes)
    if pupil:
        wanted = wanted.filter(pk=pupil)
    in_order = wanted.order_by("school_class__name", "last_name", "first_name", "pk")
    keys = [pk for pk in in_order.values_list("pk", flat=True) if _has_figures(results, pk)]
    if not keys:
        raise Refused("Er zijn nog geen punten, dus nog geen leerlingfiches.")
    parts = [keys[start : start + PER_PART] for start in range(0, len(keys), PER_PART)]
    return [({"pupils": part}, len(part)) for part in parts]


def _make(progress: Progress, *, owner, school, part, edition, classes, pupil, as_zip) -> bytes:
    results = _results(owner, school, edition)
    pupils = Pupil.objects.for_school(school).in_bulk(part["pupils"])
    # Who was removed meanwhile has no sheet.
    found = [pupils[pk] for pk in part["pupils"] if pk in pupils and _has_figures(results, pk)]
    context = {"school": school, "edition": Edition.objects.get(pk=edition)}
    if not as_zip:
        return sheets_pdf(results, found, context)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, one in enumerate(found, 1):
            archive.writestr(_name_in_zip(results, one), sheets_pdf(results, [one], context))
            progress(number, len(found))
    return out.getvalue()


@job_kind(
    "pupil_sheets",
    may_have=may_have_sheets,
    asked_on=list_of_reports,
    unit="leerlingen",
    parts=InParts(_split, _make),
)
def make_sheets(
    progress: Progress, *, owner, school, parts, edition, classes, pupil, as_zip
) -> tuple[str, bytes]:
    """The parts as one file."""
    year = Edition.objects.get(pk=edition).year
    names = SchoolClass.objects.filter(pk__in=classes).values_list("name", flat=True)
    of = slugify(names[0]) if len(classes) == 1 else "school"
    kind = "leerlingfiche" if pupil else "leerlingfiches"
    name = f"{kind}-{of or 'klas'}-{year}.{'zip' if as_zip else 'pdf'}"
    return name, _join_zips(parts) if as_zip else join_pdfs([part for part in parts if part])


def sheets_pdf(results: SchoolResults, pupils: Sequence[Pupil], context: dict) -> bytes:
    """One PDF with a page for each; empty bytes for nobody."""
    if not pupils:
        return b""
    pictures = Pictures()
    return render_pdf(
        "results/reports/sheets.html",
        {
            **context,
            "sheets": [_sheet(results, one, pictures) for one in pupils],
            "moment": timezone.now(),
            "title": f"{'Leerlingfiche' if len(pupils) == 1 else 'Leerlingfiches'}, {context['edition']}",
        },
        styles="css/sheet.css",
        pictures=pictures,
    )


def _sheet(results: SchoolResults, pupil: Pupil, pictures: Pictures) -> Sheet:
    return sheet_of(
        results.of_pupil(pupil.pk),
        first_name=called(pupil.first_name or pupil.last_name),
        full_name=pupil.full_name,
        pictures=pictures,
    )


def _results(owner, school: School, edition: int) -> SchoolResults:
    acting = acting_in(owner, school)
    if acting is None:
        raise Refused(NO_LONGER)
    of = Edition.objects.get(pk=edition)
    return results_of(school, of, viewer_of(acting, of))


def _has_figures(results: SchoolResults, pupil: int) -> bool:
    try:
        return results.of_pupil(pupil).has_figures
    except KeyError:
        return False


def _name_in_zip(results: SchoolResults, pupil: Pupil) -> str:
    """The key makes it unique: namesakes may sit in one class."""
    name = slugify(f"{results.classes[pupil.school_class_id]} {pupil}")
    return f"{name or 'leerling'}-{pupil.pk}.pdf"


def _join_zips(parts: Sequence[bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as joined:
        for part in parts:
            with zipfile.ZipFile(io.BytesIO(part)) as archive:
                for name in archive.namelist():
                    joined.writestr(name, archive.read(name))
    return out.getvalue()
