"""Two people in one grid, without its program: nobody overwrites what they did not see."""

from decimal import Decimal

import pytest

from results.models import Score
from tests.integration.results.grids import fields_of

pytestmark = pytest.mark.django_db


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
