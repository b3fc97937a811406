"""Entering points in the page as it is without a program: what is saved, refused and kept."""

import re
from decimal import Decimal

import pytest
from django.apps import apps

from results.models import Score
from schools.models import Pupil
from tests.integration.results.grids import fields_of

pytestmark = pytest.mark.django_db


def test_the_class_teacher_saves_points_codes_and_commas(cast, as_person, grid):
    client = as_person(cast.teacher)
    answer = grid.save(client, r0c0="2", r0c1="2,5", r0c2="0", r1c0="a", r1c1="N", r2c5="10.00")

    assert answer.status_code == 302
    assert answer.url == grid.url
    assert [grid.mark(0, c) for c in range(3)] == [Decimal("2"), Decimal("2.5"), Decimal("0")]
    assert grid.mark(1, 0) == "A"
    assert grid.mark(1, 1) == "N"
    assert grid.mark(2, 5) == Decimal("10")
    assert Score.objects.count() == 6
    assert set(Score.objects.values_list("entered_by", "version")) == {(cast.teacher.pk, 1)}

    page = client.get(grid.url).content.decode()
    assert "Nederlands lezen van klas 6A: 6 cellen bewaard." in page
    fields = grid.open(client)
    assert fields[grid.name(0, 1)] == "2,5"
    assert fields[grid.name(0, 2)] == "0"
    assert fields[grid.name(2, 5)] == "10"


def test_refused_cells_keep_what_was_typed_and_the_rest_is_saved(cast, as_person, grid):
    answer = grid.save(
        as_person(cast.teacher), r0c0="3", r0c1="4", r1c1="abc", r2c1="1,255", r2c0="Q"
    )

    assert answer.status_code == 422
    assert grid.mark(0, 1) == Decimal(4)
    assert Score.objects.count() == 1
    page = answer.content.decode()
    assert "4 cellen zijn niet bewaard" in page
    assert "1 andere cel is wel bewaard" in page
    assert "Hoogstens 2." in page
    assert "Dit is geen getal." in page
    assert "Hoogstens 2 cijfers na de komma." in page
    assert "Een code is A, V, N of X." in page
    assert f'href="#c{grid.name(1, 1)}"' in page
    assert re.search(f'id="c{grid.name(1, 1)}"[^>]* aria-invalid="true"', page)
    fields = fields_of(answer)
    assert fields[grid.name(1, 1)] == "abc"
    assert fields[grid.name(2, 1)] == "1,255"
    assert fields[grid.name(0, 1)] == "4"


def test_a_refused_question_and_a_refused_total_are_called_by_their_names(
    cast, battery, as_person, grid
):
    total = battery.total_of(battery.reading)
    fields = {f"{grid.pupils[0].pk}-{total.pk}": "999"}
    page = grid.post(as_person(cast.teacher), fields, r0c0="3").content.decode()
    [first, second] = re.findall(r'href="#c[0-9-]+">([^<]+)</a>: je typte', page)
    pupil = str(grid.pupils[0])
    assert (first, second) == (f"{pupil}, vraag {grid.items[0].label}", f"{pupil}, {total.label}")


def test_a_refused_page_can_be_corrected_and_saved_again(cast, as_person, grid):
    client = as_person(cast.teacher)
    answer = grid.save(client, r0c0="3", r0c1="4")
    answer = grid.post(client, fields_of(answer), r0c0="2")
    assert answer.status_code == 302
    assert grid.mark(0, 0) == Decimal(2)
    assert grid.mark(0, 1) == Decimal(4)


def test_emptying_a_cell_removes_the_score_and_history_keeps_it(cast, as_person, grid):
    client = as_person(cast.teacher)
    grid.save(client, r0c0="2")
    score = Score.objects.get()
    assert grid.save(client, r0c0=" ").status_code == 302
    assert not Score.objects.exists()

    event = apps.get_model("results", "ScoreEvent").objects.get(pgh_obj_id=score.pk)
    assert event.pgh_label == "delete"
    assert event.points == 2
    assert event.entered_by_id == cast.teacher.pk


def test_history_of_a_changed_cell_keeps_the_old_value_and_who(cast, as_person, grid):
    grid.save(as_person(cast.teacher), r0c1="3")
    grid.save(as_person(cast.duo), r0c1="4")

    score = Score.objects.get()
    assert (score.points, score.version, score.entered_by) == (4, 2, cast.duo)
    event = apps.get_model("results", "ScoreEvent").objects.get()
    assert (event.points, event.version, event.entered_by_id) == (3, 1, cast.teacher.pk)
    assert event.pgh_context.metadata["user"] == cast.duo.pk


def test_saving_twice_writes_once(cast, as_person, grid):
    client = as_person(cast.teacher)
    fields = grid.open(client)
    grid.post(client, fields, r0c0="2", r0c1="N")
    again = grid.post(client, fields, r0c0="2", r0c1="N")
    assert again.status_code == 302
    assert "er was niets gewijzigd" in client.get(grid.url).content.decode()
    assert set(Score.objects.values_list("version", flat=True)) == {1}
    assert not apps.get_model("results", "ScoreEvent").objects.exists()


def test_totals_and_percentages_stand_in_the_row(cast, as_person, grid):
    client = as_person(cast.teacher)
    grid.save(
        client,
        r0c0="2", r0c1="4", r0c2="1", r0c3="3", r0c4="2", r0c5="5,5",
        r1c0="2", r1c1="A", r1c2="N", r1c3="X", r1c4="V", r1c5="10",
        r2c0="1",
    )  # fmt: skip
    page = client.get(grid.url).content.decode()
    assert '<td class="number total">17,5</td><td class="number share">79,5\u00a0%</td>' in page
    # 2 + 0 + 10 of 2 + 1 + 10: absent, invalid and exempt do not count, not made counts as 0
    assert '<td class="number total">12</td><td class="number share">92,3\u00a0%</td>' in page
    assert '<td class="number total">1</td><td class="number share"></td>' in page
    assert "2 van 3 leerlingen ingevuld" in page


def test_the_number_of_queries_does_not_depend_on_the_number_of_pupils(
    cast, as_person, grid, django_assert_num_queries
):
    client = as_person(cast.teacher)
    grid.open(client)

    def queries(action):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            action()
        return len(captured)

    reading = queries(lambda: grid.open(client))
    fields = grid.open(client)
    writing = queries(lambda: grid.post(client, fields, r0c0="1"))
    grid.pupils += Pupil.objects.bulk_create(
        Pupil(school_class=cast.class_a, last_name=f"Zz{n:02}", first_name="Kim", gender="X")
        for n in range(30)
    )
    grid.open(client)  # says what was saved
    assert queries(lambda: grid.open(client)) == reading
    fields = grid.open(client)
    typed = {f"r{row}c{column}": "1" for row in range(1, 33) for column in range(6)}
    assert queries(lambda: grid.post(client, fields, **typed)) == writing
    assert Score.objects.count() == 1 + 32 * 6
