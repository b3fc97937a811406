"""What a browser never sends, or people never mean."""

import pytest

from results.models import Score
from schools.models import Pupil

pytestmark = pytest.mark.django_db


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
