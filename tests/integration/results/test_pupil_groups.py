"""Leerlingengroepen: made by who sees pupils by name, of those pupils, and seen by the same."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from results.domain.findings import Subject, pin_finding
from results.domain.pupil_groups import make_group
from results.models import GroupedPupil, Picture, PupilGroup
from tests.conftest import make_edition
from tests.integration.results.pages import sentences_of, text_of
from tests.integration.results.scores import make_pupil
from tests.integration.results.year_of_results import make_year


@pytest.fixture
def year(cast):
    return make_year(cast, schools=10)


def test_a_teacher_makes_one_of_the_own_class(as_person, cast, year):
    client = as_person(cast.teacher)
    chosen = [pupil.pk for pupil in year.full[:6]]
    answer = client.post(
        "/resultaten/groepen/", {"name": " Blauwe  groep ", "pupils": chosen}, follow=True
    )
    assert "Leerlingengroep Blauwe groep gemaakt." in text_of(answer)
    assert "leerlingengroep Blauwe groep (6 leerlingen)" in sentences_of(answer)[0]
    group = PupilGroup.objects.get()
    path = f"/resultaten/groepen/{group.pk}/"
    assert client.get(path).content.decode().count(" checked") == 6
    client.post(path, {"name": "Groen", "pupils": chosen[:2]})
    group.refresh_from_db()
    assert (group.name, group.pupils.count()) == ("Groen", 2)
    assert "Groen" in text_of(as_person(cast.teacher).get("/resultaten/groepen/"))
    client.post(f"{path}verwijderen/")
    assert not PupilGroup.objects.exists()
    assert year.full[0].__class__.objects.filter(pk__in=chosen).count() == 6


def test_over_classes_only_who_sees_them_all(as_person, cast, year):
    both = [year.full[0].pk, year.small[0].pk]
    answer = as_person(cast.teacher).post("/resultaten/groepen/", {"name": "Taal", "pupils": both})
    assert answer.status_code == 422
    assert "Een van deze leerlingen is er niet meer." in text_of(answer)
    as_person(cast.care).post("/resultaten/groepen/", {"name": "Taal", "pupils": both})
    group = PupilGroup.objects.get()
    for who, status in (("teacher", 404), ("duo", 404), ("teacher_b", 404), ("admin", 200),
                        ("pe_teacher", 200), ("outsider", 404), ("secretary", 403)):  # fmt: skip
        client = as_person(getattr(cast, who))
        for path in ("groep", "groepen"):
            assert client.get(f"/resultaten/{path}/{group.pk}/").status_code == status, who
        assert ("Taal" in text_of(client.get("/resultaten/"))) is (status == 200)


def test_of_the_edition_that_is_looked_at(as_person, cast, battery, on):
    """In autumn another edition runs than the one with results."""
    make_edition(2028)
    pupil, client = make_pupil(cast.class_a, "Aa"), as_person(cast.care)
    on(date(2027, 10, 1))
    overview = client.get("/resultaten/?editie=2027").content.decode()
    path = "/resultaten/groepen/?editie=2027"
    assert f'href="{path}"' in overview
    assert "Aa Noor" in text_of(client.get(path))
    assert "Aa Noor" not in text_of(client.get("/resultaten/groepen/"))
    client.post(path, {"name": "Taal", "pupils": [pupil.pk]})
    group = PupilGroup.objects.get()
    assert group.edition == cast.edition
    answer = client.post(f"/resultaten/groepen/{group.pk}/verwijderen/", follow=True)
    assert answer.redirect_chain[-1][0] == path
    assert client.get("/resultaten/groepen/?editie=2031").status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": ""}, "Dit veld is verplicht."),
        ({"name": "x" * 41}, "niet meer dan 40"),
        ({"name": "BESTAAT"}, "Er is al een leerlingengroep met deze naam."),
        ({"pupils": []}, "Kies minstens één leerling."),
        ({"pupils": ["x"]}, "Een van deze leerlingen bestaat niet."),
        ({"pupils": ["9" * 30]}, "Een van deze leerlingen"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_person, cast, battery, data, sentence):
    pupil = make_pupil(cast.class_a, "Aa")
    make_group(
        school=cast.school, edition=cast.edition, name="Bestaat", pupils=[pupil], by=cast.care
    )
    answer = as_person(cast.care).post(
        "/resultaten/groepen/", {"name": "Nieuwe", "pupils": [pupil.pk]} | data
    )
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert PupilGroup.objects.count() == 1
    if "name" not in data:
        assert 'value="Nieuwe"' in answer.content.decode()


def test_a_group_with_findings_stays(as_person, cast, battery):
    group = make_group(
        school=cast.school, edition=cast.edition, name="Taal",
        pupils=[make_pupil(cast.class_a, "Aa")], by=cast.care,
    )  # fmt: skip
    subject = Subject(cast.school, cast.edition, group=group)
    pin_finding(
        subject=subject, picture=Picture.OVERVIEW, sentence="x", shared_sentence="", by=cast.care
    )
    answer = as_person(cast.care).post(f"/resultaten/groepen/{group.pk}/verwijderen/", follow=True)
    assert "Over Taal zijn er vaststellingen." in answer.content.decode()


def test_the_database_keeps_other_schools_out(cast, battery):
    pupil = make_pupil(cast.class_a, "Aa")
    group = make_group(
        school=cast.school, edition=cast.edition, name="Taal", pupils=[pupil], by=cast.care
    )
    with pytest.raises(IntegrityError, match="grouped_pupil_of_same_school"), transaction.atomic():
        GroupedPupil.objects.create(group=group, pupil=make_pupil(cast.other_class, "Bb"))
