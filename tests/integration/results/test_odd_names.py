"""A class with a name that somebody pasted: its files are made, and open."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from ovsgtoets.kernel.jobs import run
from ovsgtoets.kernel.models import Job, JobState
from tests.integration.results.year_of_results import make_year

# What no XML holds, what no header holds, what no file is called; and a name that computes.
NAMES = ['6\x07\n/"C\\', "=6+🙂\u202e"]


@pytest.fixture(params=NAMES, ids=ascii)
def named(request, cast):
    cast.class_a.name = request.param
    cast.class_a.save()
    return cast.class_a


def test_the_points_sheet(cast, named, battery, ordered, pupils, as_person):
    of = {"class_id": named.pk, "part_id": battery.reading.pk}
    answer = as_person(cast.teacher).get(reverse("results:points_excel_file", kwargs=of))

    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.getvalue()))["Punten"]
    assert sheet.cell(5, 2).value == "Aerts Jan"


@pytest.mark.parametrize(("kind", "begin"), [("class_council", b"PK"), ("class_report", b"%PDF")])
def test_the_files_that_a_worker_makes(cast, named, ordered, as_person, kind, begin):
    make_year(cast, schools=1)
    arguments = {"school_class": named.pk, "with_names": True}
    job = Job.objects.create(kind=kind, owner=cast.admin, school=cast.school, arguments=arguments)

    run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    file = as_person(cast.admin).get(f"/taken/{job.pk}/bestand/")
    assert file.getvalue().startswith(begin)
