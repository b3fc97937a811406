"""Each role and each file about a class: whether it is made, whom it names, and that it has the
figures of the page, no more and no less."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from ovsgtoets.kernel.formats import number
from ovsgtoets.kernel.jobs import run
from ovsgtoets.kernel.models import Job
from results.domain.reference import refresh_reference
from results.domain.release import release_results
from tests.battery import make_battery
from tests.integration.results.pages import plain, table_of
from tests.integration.results.scores import give_share, make_pupil
from tests.integration.results.test_class_report import content_of, words_of

NAMES, FIGURES, NOTHING = "names", "figures", "nothing"
PUPILS = 6
# Role: of 6A, before which the teacher and the duo stand, and of 6B. After the release.
TABLE = {
    "admin": (NAMES, NAMES),
    "secretary": (NOTHING, NOTHING),
    "teacher": (NAMES, NOTHING),
    "pe_teacher": (NAMES, NAMES),
    "care": (NAMES, NAMES),
    "duo": (NAMES, FIGURES),
    "other_teacher": (NOTHING, NOTHING),
}
FILES = ("results:class_report", "results:class_council", "results:class_sheets")


@pytest.fixture
def released(cast):
    battery = make_battery(cast.edition)
    items = [item for part in battery.parts.values() for item in battery.items_of(part)]
    for place, one in enumerate((cast.class_a, cast.class_b)):
        for number_ in range(PUPILS):
            pupil = make_pupil(one, f"Achternaam{one.name}{number_}")
            give_share(pupil, items, Decimal(number_ + 4 + 3 * place) / 16)
    refresh_reference(edition=cast.edition)
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)


def file_of(client, name: str, school_class) -> str | None:
    """All words in the file, made by a worker; None where it is refused."""
    answer = client.post(reverse(name, args=[school_class.pk]))
    if answer.status_code in (403, 404):
        return None
    job = Job.objects.latest("pk")
    run(job.pk)
    content = content_of(client, job)
    if not content.startswith(b"PK"):
        return words_of(content)
    cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.values for cell in row]  # fmt: skip
    return plain(" ".join(number(c, 1) if isinstance(c, float) else str(c or "") for c in cells))


@pytest.mark.parametrize("who", TABLE)
def test_files_of_a_class(as_person, cast, released, who):
    client = as_person(getattr(cast, who))
    for one, sees in zip((cast.class_a, cast.class_b), TABLE[who], strict=True):
        page = client.get(reverse("results:class", args=[one.pk]))
        assert (page.status_code == 200) is (sees != NOTHING)
        files = {name: file_of(client, name, one) for name in FILES}
        made = {name for name, words in files.items() if words}
        assert made == {NAMES: {*FILES}, FIGURES: {*FILES[:2]}, NOTHING: set()}[sees]
        for words in filter(None, files.values()):
            named = {n for n in range(PUPILS) if f"Achternaam{one.name}{n}" in words}
            assert named == (set(range(PUPILS)) if sees == NAMES else set())
            assert "Achternaam" not in words.replace(f"Achternaam{one.name}", "")
        if sees != NOTHING:
            for area, mean, *_ in table_of(page, "Gemiddelden met hun zekerheid")[1:]:
                for name in FILES[:2]:
                    assert f"{area} {mean}" in files[name] or f"{area}  {mean}" in files[name]
