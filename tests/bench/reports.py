"""PDFs: the report of a class of the finished year, made as a worker makes it."""

from io import BytesIO
from pathlib import Path
from statistics import median

from django.urls import reverse
from pypdf import PdfReader

from ovsgtoets.demo.cast import MAIN
from ovsgtoets.kernel import jobs
from ovsgtoets.kernel.models import Job, JobState
from schools.models import Pupil, SchoolClass
from tests.bench.figures import Figure, Outcome, of_seconds, timed
from tests.bench.insider import signed_in

PER_PAGE = 150  # ms
TIMES = 5


def measure(var: Path) -> Outcome:
    school_class = SchoolClass.objects.get(
        school__institution_number=MAIN, edition__year=2026, name="6A"
    )
    client = signed_in("leerkracht@demo.example")
    path = reverse("results:class_report", args=[school_class.pk])

    def ask() -> tuple[int]:
        answer = client.post(path)
        assert answer.status_code == 302, f"{path}: {answer.status_code}"
        return (Job.objects.filter(kind="class_report").latest("pk").pk,)

    seconds = timed(jobs.run, times=TIMES, prepare=ask)
    made = Job.objects.filter(kind="class_report")
    assert set(made.values_list("state", flat=True)) == {JobState.DONE}, "a report failed"
    pages = len(PdfReader(BytesIO(made.latest("pk").file.read())).pages)
    pupils = Pupil.objects.filter(school_class=school_class).count()
    return Outcome(
        [
            of_seconds(f"PDF: report of a class of {pupils}, {pages} pages", seconds),
            Figure("PDF: per page", 1000 * median(seconds) / pages, budget=PER_PAGE),
        ]
    )
