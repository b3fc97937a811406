"""PDFs: the report of a class of the finished year, its pupils' sheets, and those of a school of a
hundred pupils made by as many processes as there are cores, as workers do."""

import multiprocessing
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter

from django.db import connections
from django.db.models import Count
from django.urls import reverse
from pypdf import PdfReader

from ovsgtoets.demo.cast import MAIN
from ovsgtoets.kernel import jobs
from ovsgtoets.kernel.models import Job, JobState
from schools.models import Pupil, SchoolClass
from tests.bench import machine
from tests.bench.figures import Figure, Outcome, of_seconds, timed
from tests.bench.insider import signed_in

PER_PAGE = 150  # ms
SCHOOL_IN = 10_000  # ms, a hundred pupils
TIMES = 5
LARGE = 100


def measure(var: Path) -> Outcome:
    school_class = SchoolClass.objects.get(
        school__institution_number=MAIN, edition__year=2026, name="6A"
    )
    client = signed_in("leerkracht@demo.example")
    seconds, pages = _made(client, "class_report", school_class)
    of_sheets, sheets = _made(client, "class_sheets", school_class)
    return Outcome(
        [
            of_seconds(f"PDF: report of a class of {sheets}, {pages} pages", seconds),
            Figure(
                "PDF: per pupil's sheet and core",
                1000 * median(of_sheets) / sheets,
                budget=PER_PAGE,
            ),
            *_school(),
        ]
    )


def _made(client, name: str, school_class: SchoolClass) -> tuple[list[float], int]:
    """Seconds of each time that one process made it, and its pages."""
    path = reverse(f"results:{name}", args=[school_class.pk])

    def ask() -> tuple[int]:
        answer = client.post(path)
        assert answer.status_code == 302, f"{path}: {answer.status_code}"
        return (Job.objects.latest("pk").pk,)

    seconds = timed(jobs.run, times=TIMES, prepare=ask)
    made = Job.objects.latest("pk")
    assert made.state == JobState.DONE, f"{name}: {made.error}"
    return seconds, len(PdfReader(BytesIO(made.file.read())).pages)


def _school() -> list[Figure]:
    """The sheets of the school whose number of pupils lies nearest to a hundred."""
    year = {
        "school_class__edition__year": 2026,
        "school_class__school__memberships__user__email__startswith": "directie.",
    }
    found = (
        Pupil.objects.filter(**year)
        .values("school_class__school")
        .annotate(n=Count("pk", distinct=True))
    )
    school = min(found, key=lambda one: abs(one["n"] - LARGE))
    email = _director(school["school_class__school"])
    answer = signed_in(email).post(reverse("results:school_sheets", args=[2026]))
    assert answer.status_code == 302, f"school_sheets: {answer.status_code}"
    job = Job.objects.latest("pk")
    helpers = [
        multiprocessing.Process(target=_help, args=(job.pk,)) for _ in range(machine.cores() - 1)
    ]
    connections.close_all()
    start = perf_counter()
    for helper in helpers:
        helper.start()
    jobs.run(job.pk)
    seconds = perf_counter() - start
    for helper in helpers:
        helper.join(60)
    job.refresh_from_db()
    assert job.state == JobState.DONE, f"school_sheets: {job.error}"
    pages = len(PdfReader(BytesIO(job.file.read())).pages)
    budget = SCHOOL_IN * pages / LARGE
    return [
        Figure(
            f"PDF: sheets of a school of {pages}, {machine.cores()} cores",
            1000 * seconds,
            budget=budget,
        )
    ]


def _director(school: int) -> str:
    from accounts.models import Membership

    members = Membership.objects.active().filter(school=school, user__email__startswith="directie.")
    return members.values_list("user__email", flat=True)[0]


def _help(job_id: int) -> None:
    """A second worker: looks for parts until the job has ended."""
    end = perf_counter() + 120
    while perf_counter() < end and Job.objects.get(pk=job_id).is_open:
        jobs.help_with(job_id)
