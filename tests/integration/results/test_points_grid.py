"""Entering points: what the class teacher, the duo teacher and the PE teacher do on an evening."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.urls import reverse

from results.models import Score
from schools.models import Pupil

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid(cast, battery, ordered, pupils):
    return Grid(cast.class_a, battery.reading, battery.items_of(battery.reading), pupils)


class Grid:
    """The grid of one class and part, as a browser without JavaScript sends it."""

    def __init__(self, school_class, part, items, pupils):
        self.school_class, self.part, self.items, self.pupils = school_class, part, items, pupils

    @property
    def url(self):
        return reverse("results:points_grid", args=[self.school_class.pk, self.part.pk])

    def name(self, row, column):
        return f"{self.pupils[row].pk}-{self.items[column].pk}"

    def open(self, client):
        """The form's fields as the page shows them."""
        response = client.get(self.url)
        assert response.status_code == 200
        return fields_of(response)

    def save(self, client, **typed):
        """Opens, types `r0c1="2,5"` …, and saves."""
        return self.post(client, self.open(client), **typed)

    def post(self, client, fields, **typed):
        for where, text in typed.items():
            row, column = where[1:].split("c")
            fields[self.name(int(row), int(column))] = text
        return client.post(self.url, fields)

    def mark(self, row, column):
        score = Score.objects.filter(pupil=self.pupils[row], item=self.items[column]).first()
        return score and (score.code or score.points)


def fields_of(response):
    from html.parser import HTMLParser

    fields = {}

    class Inputs(HTMLParser):
        def handle_starttag(self, tag, attrs):
            attrs = dict(attrs)
            if tag == "input" and "name" in attrs and attrs.get("type") != "radio":
                fields[attrs["name"]] = attrs.get("value", "")

    text = response.content.decode()
    start = text.index("data-grid")
    Inputs().feed("<form " + text[start : text.index("</form>", start)])
    fields.pop("csrfmiddlewaretoken", None)
    return fields


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


class TestTwoPeople:
    def test_the_second_sees_both_values_and_overwrites_nothing(self, cast, as_person, grid):
        client = as_person(cast.duo)
        seen_by_duo = grid.open(client)
        grid.save(as_person(cast.teacher), r0c1="3", r1c1="1")

        answer = grid.post(as_person(cast.duo), seen_by_duo, r0c1="4", r2c1="2")

        assert answer.status_code == 422
        assert grid.mark(0, 1) == Decimal(3)
        assert grid.mark(1, 1) == Decimal(1)  # untouched by the duo, so no question about it
        assert grid.mark(2, 1) == Decimal(2)
        page = answer.content.decode()
        assert "1 cel is niet bewaard" in page
        assert "Cis Claes vulde intussen 3 in. Jij typte 4." in page
        assert "Laat 3 staan (Cis Claes, " in page
        assert "Bewaar wat ik typte: 4" in page

    def test_saving_again_without_choosing_still_overwrites_nothing(self, cast, as_person, grid):
        answer = self.conflict(cast, as_person, grid)
        again = as_person(cast.duo).post(grid.url, fields_of(answer))
        assert again.status_code == 422
        assert grid.mark(0, 1) == Decimal(3)

    def test_choosing_mine_overwrites_the_version_that_was_shown(self, cast, as_person, grid):
        answer = self.conflict(cast, as_person, grid)
        fields = fields_of(answer) | {f"keuze-{grid.name(0, 1)}": "mijn.1"}
        assert as_person(cast.duo).post(grid.url, fields).status_code == 302
        assert grid.mark(0, 1) == Decimal(4)

    def test_choosing_mine_overwrites_no_later_version(self, cast, as_person, grid):
        answer = self.conflict(cast, as_person, grid)
        fields = fields_of(answer) | {f"keuze-{grid.name(0, 1)}": "mijn.1"}
        grid.save(as_person(cast.teacher), r0c1="1")
        assert as_person(cast.duo).post(grid.url, fields).status_code == 422
        assert grid.mark(0, 1) == Decimal(1)

    def test_choosing_theirs_leaves_it(self, cast, as_person, grid):
        answer = self.conflict(cast, as_person, grid)
        fields = fields_of(answer) | {f"keuze-{grid.name(0, 1)}": "hun"}
        assert as_person(cast.duo).post(grid.url, fields).status_code == 302
        assert grid.mark(0, 1) == Decimal(3)

    def test_a_cell_emptied_and_filled_again_is_not_the_cell_that_was_seen(
        self, cast, as_person, grid
    ):
        teacher = as_person(cast.teacher)
        grid.save(teacher, r0c1="2")
        seen_by_duo = grid.open(as_person(cast.duo))
        teacher = as_person(cast.teacher)
        grid.save(teacher, r0c1="")
        grid.save(teacher, r0c1="3")
        assert Score.objects.get().version == 2
        assert grid.post(as_person(cast.duo), seen_by_duo, r0c1="4").status_code == 422
        assert grid.mark(0, 1) == Decimal(3)

    def test_a_cell_emptied_by_another_is_asked_about(self, cast, as_person, grid):
        teacher = as_person(cast.teacher)
        grid.save(teacher, r0c1="2")
        seen_by_duo = grid.open(as_person(cast.duo))
        grid.save(as_person(cast.teacher), r0c1="")
        answer = grid.post(as_person(cast.duo), seen_by_duo, r0c1="4")
        assert answer.status_code == 422
        assert "maakte deze cel intussen leeg. Jij typte" in answer.content.decode()
        assert not Score.objects.exists()
        fields = fields_of(answer) | {f"keuze-{grid.name(0, 1)}": "mijn.0"}
        assert as_person(cast.duo).post(grid.url, fields).status_code == 302
        assert grid.mark(0, 1) == Decimal(4)

    @staticmethod
    def conflict(cast, as_person, grid):
        seen_by_duo = grid.open(as_person(cast.duo))
        grid.save(as_person(cast.teacher), r0c1="3")
        answer = grid.post(as_person(cast.duo), seen_by_duo, r0c1="4")
        assert answer.status_code == 422
        return answer


class TestWhoMayEnter:
    @pytest.mark.parametrize(
        ("who", "reading_a", "reading_b", "gym_b"),
        [
            ("teacher", 200, 403, 403),
            ("duo", 200, 403, 403),
            ("teacher_b", 403, 200, 403),
            ("pe_teacher", 403, 403, 200),
            ("admin", 403, 403, 403),
            ("secretary", 403, 403, 403),
            ("care", 403, 403, 403),
            ("other_teacher", 404, 404, 404),
            ("outsider", 403, 403, 403),
        ],
    )
    def test_each_role(self, cast, battery, grid, as_person, who, reading_a, reading_b, gym_b):
        client = as_person(getattr(cast, who))
        cells = [
            (cast.class_a, battery.reading, reading_a),
            (cast.class_b, battery.reading, reading_b),
            (cast.class_b, battery.gym, gym_b),
        ]
        for school_class, part, expected in cells:
            url = reverse("results:points_grid", args=[school_class.pk, part.pk])
            assert client.get(url).status_code == expected, (who, school_class, part)
            before = Score.objects.count()
            written = client.post(url, {f"{grid.pupils[0].pk}-{grid.items[0].pk}": "1"})
            if expected != 200:
                assert written.status_code == expected, (who, school_class, part)
                assert Score.objects.count() == before

    def test_a_cell_of_another_class_or_part_is_refused_by_name(
        self, cast, battery, as_person, grid
    ):
        stranger = Pupil.objects.create(
            school_class=cast.other_class, last_name="Vreemd", first_name="Vic", gender="M"
        )
        gym = battery.items_of(battery.gym)[0]
        answer = as_person(cast.teacher).post(
            grid.url,
            {f"{stranger.pk}-{grid.items[0].pk}": "1", f"{grid.pupils[0].pk}-{gym.pk}": "1"},
        )
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Deze leerling zit niet meer in de klas." in page
        assert "Deze vraag hoort niet bij dit toetsonderdeel." in page
        assert "Vreemd" not in page
        assert not Score.objects.exists()

    def test_of_another_year_there_is_nothing(self, cast, as_person, grid, on):
        on(date(2027, 9, 2))
        assert as_person(cast.teacher).get(grid.url).status_code == 404


class TestWhen:
    def test_after_the_last_day_nothing_is_saved_and_nothing_typed_is_lost(
        self, cast, as_person, grid, on
    ):
        client = as_person(cast.teacher)
        fields = grid.open(client)
        on(date(2027, 6, 26))
        answer = grid.post(client, fields, r0c0="2")
        assert answer.status_code == 422
        assert "Punten ingeven kon tot en met 25 juni 2027." in answer.content.decode()
        assert fields_of(answer)[grid.name(0, 0)] == "2"
        assert not Score.objects.exists()

    def test_on_the_last_day_it_still_goes(self, cast, as_person, grid, on):
        on(date(2027, 6, 25))
        assert grid.save(as_person(cast.teacher), r0c0="2").status_code == 302
        assert grid.mark(0, 0) == 2

    def test_afterwards_the_points_can_be_read(self, cast, as_person, grid, on):
        client = as_person(cast.teacher)
        grid.save(client, r0c5="7,5")
        on(date(2027, 6, 26))
        page = client.get(grid.url).content.decode()
        assert "Punten ingeven kon tot en met 25 juni 2027" in page
        assert '<td class="plain">7,5</td>' in page
        assert "Bewaar</button>" not in page

    def test_before_the_part_opens_the_page_says_when(self, cast, as_person, grid):
        grid.part.opens_on = date(2027, 6, 1)
        grid.part.save()
        client = as_person(cast.teacher)
        page = client.get(grid.url).content.decode()
        assert "kan vanaf 1 juni 2027" in page
        assert "data-grid" not in page
        answer = client.post(grid.url, {grid.name(0, 0): "2"})
        assert answer.status_code == 422
        assert not Score.objects.exists()

    def test_a_school_that_has_not_ordered_enters_nothing(self, cast, battery, pupils, as_person):
        client = as_person(cast.teacher)
        url = reverse("results:points_grid", args=[cast.class_a.pk, battery.reading.pk])
        assert "nog niet besteld" in client.get(url).content.decode()
        item = battery.items_of(battery.reading)[0]
        answer = client.post(url, {f"{pupils[0].pk}-{item.pk}": "1"})
        assert answer.status_code == 422
        assert "nog niet besteld" in answer.content.decode()
        assert not Score.objects.exists()


class TestBadInput:
    @pytest.mark.parametrize(
        "basis",
        [
            "",
            "x",
            "|||",
            "1,2|3:4=5",
            "9" * 5000,
            "5|" + "9" * 5000 + ":1=1",
            "5|7:" + "9" * 40 + "=2",
            "\x00",
        ],
    )
    def test_an_unreadable_basis_never_overwrites(self, cast, as_person, grid, basis):
        client = as_person(cast.teacher)
        grid.save(client, r0c1="3")
        answer = client.post(grid.url, {"basis": basis, grid.name(0, 1): "4"})
        assert answer.status_code == 422
        assert grid.mark(0, 1) == 3

    @pytest.mark.parametrize("text", ["\x00", "1\x00", "9" * 4000, "²", "١", "1e3", "NaN", "-1"])
    def test_odd_text_is_refused_in_its_cell(self, cast, as_person, grid, text):
        answer = grid.save(as_person(cast.teacher), r0c1=text)
        assert answer.status_code == 422
        assert not Score.objects.exists()

    def test_odd_names_of_fields_are_ignored(self, cast, as_person, grid):
        fields = {
            "1-": "1", "-1": "2", "a-b": "1", "0-0": "1", "9" * 30 + "-1": "1", "\x00": "1",
            f"keuze-{grid.name(0, 0)}": "mijn.99999999999999999999",
        }  # fmt: skip
        assert as_person(cast.teacher).post(grid.url, fields).status_code == 302
        assert not Score.objects.exists()

    def test_too_many_fields_are_turned_away(self, cast, as_person, grid):
        fields = {f"{n}-1": "1" for n in range(1, 20_002)}
        assert as_person(cast.teacher).post(grid.url, fields).status_code == 400

    def test_many_wrong_cells_do_not_make_an_endless_page(self, cast, as_person, grid):
        fields = {f"{10**9 + n}-1": "1" for n in range(3000)}
        answer = as_person(cast.teacher).post(grid.url, fields)
        assert answer.status_code == 422
        assert "en nog 2950 andere" in answer.content.decode()
        assert len(answer.content) < 60_000

    def test_what_people_typed_is_escaped(self, cast, as_person, grid):
        Pupil.objects.filter(pk=grid.pupils[0].pk).update(
            last_name='<script>alert("1")</script>', first_name='"><b>'
        )
        answer = grid.save(as_person(cast.teacher), r0c1='"><script>2')
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "<script>alert" not in page
        assert '"><script>2' not in page
        assert "<b>" not in page


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
