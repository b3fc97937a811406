"""Who may enter points, and when."""

from datetime import date

import pytest
from django.urls import reverse

from results.models import Score
from schools.models import Pupil
from tests.integration.results.grids import fields_of

pytestmark = pytest.mark.django_db


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
