"""Exempt from a learning area, and taking part voluntarily: what is asked, and what counts."""

import pytest
from django.db import IntegrityError, transaction

from results.domain.reference import refresh_reference
from results.domain.scores import Place, Typed, save_scores
from results.models import Exemption, ReferenceFigure, Score
from results.queries.entry import progress_of_school
from results.queries.exemptions import exempt_cells
from results.queries.school_results import Viewer, results_of
from schools.models import Pupil
from tests.battery import make_battery
from tests.conftest import make_edition
from tests.integration.results.scores import give, make_pupil

pytestmark = pytest.mark.django_db


def address(pupil):
    return f"/leerlingen/{pupil.pk}/vrijstelling/"


@pytest.fixture
def noor(cast):
    return make_pupil(cast.class_a, "Aa")


def own(view, domain):
    return next(d.own for area in view.areas for d in area.domains if d.subject == domain)


def views(cast):
    """Of 6A and of the school, for who sees all names."""
    results = results_of(
        cast.school, cast.edition, Viewer(known=frozenset([cast.class_a.pk, cast.class_b.pk]))
    )
    return results.of_class(cast.class_a.pk), results.of_school()


class TestThePage:
    def test_a_teacher_exempts_and_takes_it_back(self, cast, as_person, battery, noor):
        client = as_person(cast.teacher)
        areas = [battery.areas["Nederlands"].pk, battery.areas["Bewegen"].pk]
        answer = client.post(address(noor), {"areas": areas}, follow=True)
        page = answer.content.decode()
        assert "Noor Aa is vrijgesteld voor Nederlands, Bewegen." in page
        assert "vrijgesteld voor Nederlands</span>" in page
        client.post(address(noor), {"areas": areas})
        assert Exemption.objects.count() == 2
        assert client.get(address(noor)).content.decode().count(" checked") == 2
        client.post(address(noor), {"areas": areas[:1]})
        assert [e.learning_area.name for e in Exemption.objects.all()] == ["Nederlands"]
        client.post(address(noor), {})
        assert not Exemption.objects.exists()
        events = Exemption.pgh_event_model.objects.filter(pgh_label="delete")
        assert {e.pgh_context.metadata["user"] for e in events} == {cast.teacher.pk}

    def test_an_area_of_another_year_is_none(self, cast, as_person, battery, noor, edition):
        before = make_edition(2026)
        old = make_battery(before).areas["Bewegen"]
        client = as_person(cast.teacher)
        for area in (old.pk, "0", "x", "9" * 30, "\x00"):
            assert client.post(address(noor), {"areas": [area]}).status_code == 422
        with pytest.raises(IntegrityError), transaction.atomic():
            Exemption.objects.create(pupil=noor, learning_area=old)
        assert not Exemption.objects.exists()

    def test_a_pupil_of_a_colleague_does_not_exist_here(self, cast, as_person, battery, noor):
        client = as_person(cast.teacher_b)
        assert client.get(address(noor)).status_code == 404
        areas = {"areas": [battery.areas["Bewegen"].pk]}
        assert client.post(address(noor), areas).status_code == 404

    def test_without_tests_it_says_why_it_is_empty(self, cast, as_person, noor):
        page = as_person(cast.teacher).get(address(noor)).content.decode()
        assert "De toetsen staan nog niet klaar" in page

    def test_an_exempt_pupil_is_not_removed_unseen(self, cast, as_person, battery, noor):
        Exemption.objects.create(pupil=noor, learning_area=battery.areas["Bewegen"])
        answer = as_person(cast.teacher).post(f"/leerlingen/{noor.pk}/verwijderen/")
        assert "heeft al punten of een vrijstelling" in answer.content.decode()


class TestTheGrid:
    def test_the_cells_of_all_its_domains(self, cast, battery, noor):
        Exemption.objects.create(pupil=noor, learning_area=battery.areas["Nederlands"])
        make_pupil(cast.class_a, "Bb")
        spreken, _ = battery.items_of(battery.practical)
        assert exempt_cells(cast.class_a, battery.practical) == {(noor.pk, spreken.pk)}
        # Without any question, there is no total on the booklet either.
        reading = {(noor.pk, item.pk) for item in battery.reading.items.all()}
        assert exempt_cells(cast.class_a, battery.reading) == reading
        assert exempt_cells(cast.class_a, battery.gym) == set()
        assert exempt_cells(cast.class_b, battery.reading) == set()

    def test_they_show_v_take_no_points_and_nobody_waits_for_them(
        self, cast, as_person, battery, ordered, noor
    ):
        Exemption.objects.create(pupil=noor, learning_area=battery.areas["Nederlands"])
        spreken, onderzoeken = battery.items_of(battery.practical)
        page = (
            as_person(cast.teacher)
            .get(f"/punten/{cast.class_a.pk}/{battery.practical.pk}/")
            .content.decode()
        )
        assert f'name="{noor.pk}-{spreken.pk}"' not in page
        assert f'name="{noor.pk}-{onderzoeken.pk}"' in page
        assert '<td class="plain exempt">V</td>' in page
        cells = [
            Typed(Place(noor.pk, spreken.pk), "1", 0),
            Typed(Place(noor.pk, onderzoeken.pk), "1", 0),
        ]
        saved = save_scores(
            school_class=cast.class_a, part=battery.practical, cells=cells, by=cast.teacher
        )
        assert saved.refused == {cells[0].place: "Vrijgesteld voor dit leergebied."}
        assert [score.item for score in Score.objects.all()] == [onderzoeken]
        done = {
            progress.part.name: progress.is_done
            for progress in progress_of_school(cast.school, cast.edition)
            if progress.school_class == cast.class_a
        }
        assert done == {
            "Nederlands lezen": True, "Spreken en onderzoeken": True, "Lichamelijke opvoeding": False,
        }  # fmt: skip


class TestFigures:
    @pytest.fixture
    def two(self, cast, battery, noor):
        """Noor has everything right, Bb nothing."""
        other = make_pupil(cast.class_a, "Bb")
        for part in battery.parts.values():
            for item in battery.items_of(part):
                give(noor, {item: item.maximum})
                give(other, {item: 0})
        return noor, other

    def means(self, cast):
        of_class, of_school = views(cast)
        for domain in ("lezen", "motoriek"):
            assert own(of_class, domain) == own(of_school, domain)
        return own(of_class, "lezen").mean, own(of_class, "motoriek").mean

    def test_exempt_is_out_of_the_area_and_keeps_an_own_result(self, cast, as_person, battery, two):
        assert self.means(cast) == (50, 50)
        Exemption.objects.create(pupil=two[0], learning_area=battery.areas["Nederlands"])
        assert self.means(cast) == (0, 50)
        noor = views(cast)[0].pupils[0]
        assert noor.areas[0][0].percent == 100
        page = as_person(cast.teacher).get(f"/resultaten/klas/{cast.class_a.pk}/").content.decode()
        assert "Niet in de gemiddelden: 1 leerling (vrijgesteld voor Nederlands)." in page
        assert "Vrijgesteld voor Nederlands: Aa Noor." in page

    def test_voluntary_is_out_of_every_average(self, cast, as_person, battery, two):
        Pupil.objects.filter(pk=two[0].pk).update(voluntary=True)
        assert self.means(cast) == (0, 0)
        client = as_person(cast.admin)
        school = client.get("/resultaten/").content.decode()
        assert "Niet in de gemiddelden: 1 leerling (neemt vrijwillig deel)." in school
        assert "Aa Noor" not in school
        page = client.get(f"/resultaten/klas/{cast.class_a.pk}/").content.decode()
        assert "Neemt vrijwillig deel: Aa Noor." in page
        Pupil.objects.update(voluntary=True)
        refresh_reference(edition=cast.edition)
        assert own(views(cast)[0], "lezen") is None
        assert ReferenceFigure.objects.get(domain__name="lezen").pupils == 0

    def test_a_change_is_seen_by_the_refresh(self, cast, battery, two):
        from results.domain.reference import refresh_references

        assert refresh_references() == [2027]
        assert refresh_references() == []
        Exemption.objects.create(pupil=two[0], learning_area=battery.areas["Bewegen"])
        assert refresh_references() == [2027]
