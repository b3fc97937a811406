"""A pinned figure is read by each colleague in the words that they may see it in: what is hidden from
somebody on the page is not told by the finding."""

from decimal import Decimal

import pytest

from results.domain.findings import Subject, pin_finding
from results.domain.release import release_results
from results.models import Finding, Picture, Score
from results.queries.findings import possible_owners
from tests.battery import make_battery
from tests.conftest import join, make_person
from tests.integration.results.pages import plain, sentences_of, text_of
from tests.integration.results.scores import give_share, make_pupil
from tests.integration.results.year_of_results import make_year, make_year_before

LIST = "/resultaten/vaststellingen/"


@pytest.fixture
def released(cast):
    """Twelve in 6A and in 6B, of whom there are points for gym; released."""
    battery = make_battery(cast.edition)
    for one in (cast.class_a, cast.class_b):
        for number in range(12):
            pupil = make_pupil(one, f"Achternaam{number}")
            give_share(pupil, battery.items_of(battery.gym), Decimal(number + 2) / 16)
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)
    return battery


@pytest.fixture
def pin(as_person, cast):
    """`pin(person, "class-3", "domeinen", area)`: pinned from the page as that person sees it."""

    def pin(person, who: str, picture: str, area=None):
        data = {
            "wie": who,
            "figuur": picture,
            "editie": "2027",
            "leergebied": (area and area.pk) or "",
        }
        return as_person(person).post("/resultaten/vastzetten/", data, follow=True)

    return pin


def test_single_results_are_for_who_sees_names(as_person, cast, released, pin):
    """`Van de 12 leerlingen zitten er …` stands on no page of the duo of another class."""
    gym, who = released.areas["Bewegen"], f"class-{cast.class_b.pk}"
    pin(cast.care, who, "spreiding", gym)
    finding = Finding.objects.get()
    assert "12 leerlingen van klas 6B halen" in plain(finding.sentence)
    path = f"{LIST}{finding.pk}/"
    assert plain(finding.sentence) in text_of(as_person(cast.teacher_b).get(path))
    assert as_person(cast.duo).get(path).status_code == 404
    assert "6B" not in text_of(as_person(cast.duo).get(LIST))
    assert cast.duo not in possible_owners(finding)
    assert cast.teacher_b in possible_owners(finding)


def test_others_read_the_sentence_of_the_released_version(as_person, cast, released, pin):
    gym, who = released.areas["Bewegen"], f"class-{cast.class_b.pk}"
    shown = sentences_of(
        as_person(cast.duo).get(f"/resultaten/klas/{cast.class_b.pk}/?leergebied={gym.pk}")
    )[0]
    Score.objects.filter(pupil__school_class=cast.class_b).update(points=0)
    pin(cast.care, who, "domeinen", gym)
    finding = Finding.objects.get()
    assert plain(finding.sentence) != shown
    path = f"{LIST}{finding.pk}/"
    assert plain(finding.sentence) in text_of(as_person(cast.care).get(path))
    read = text_of(as_person(cast.duo).get(path))
    assert shown in read
    assert plain(finding.sentence) not in read
    assert cast.duo in possible_owners(finding)


def test_what_was_pinned_before_the_release_is_said_again_with_what_is_released(
    as_person, cast, pin
):
    """24 then and 25 at the release: both means together would give the newcomer away."""
    battery = make_battery(cast.edition)
    for one in (cast.class_a, cast.class_b):
        for number in range(12):
            pupil = make_pupil(one, f"Achternaam{number}")
            give_share(pupil, battery.items_of(battery.gym), Decimal(number + 2) / 16)
    pin(cast.care, "school", "overzicht")
    finding = Finding.objects.get()
    read_then = plain(finding.sentence)
    assert "24 leerlingen" in plain(finding.shared_sentence)
    newcomer = make_pupil(cast.class_b, "Nieuw")
    give_share(newcomer, battery.items_of(battery.gym), Decimal(1))
    as_person(cast.admin).post("/resultaten/vrijgeven/")
    path = f"{LIST}{finding.pk}/"
    said = text_of(as_person(cast.teacher).get(path))
    assert "25 leerlingen" in said
    assert "24 leerlingen" not in said
    assert read_then in text_of(as_person(cast.care).get(path))


def test_who_pins_what_a_colleague_pinned_unseen_may_read_it_then(as_person, cast, released, pin):
    pin_finding(
        subject=Subject(cast.school, cast.edition, school_class=cast.class_b),
        picture=Picture.MEANS, sentence="Met namen erbij.", shared_sentence="", by=cast.care,
    )  # fmt: skip
    Finding.objects.update(area=released.areas["Bewegen"])
    answer = pin(cast.duo, f"class-{cast.class_b.pk}", "domeinen", released.areas["Bewegen"])
    assert Finding.objects.count() == 1
    assert "Met namen erbij." not in text_of(answer)
    assert "Klas 6B haalt voor motoriek gemiddeld" in text_of(answer)


def test_a_class_that_would_give_a_small_one_away(as_person, cast, pin):
    """31 less 28 is 3: of who knows nobody by name the class of 28 is hidden; not of the duo of
    those three. They are told that it was pinned, and no more."""
    make_year(cast)
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)
    duo_b = make_person("duo6b@demo.example", "Dré", "Dubois")
    join(duo_b, cast.school, "duo_teacher", cast.class_b)
    pin(cast.care, f"class-{cast.class_a.pk}", "overzicht")
    finding = Finding.objects.get()
    assert finding.shared_sentence == ""
    assert as_person(duo_b).get(f"{LIST}{finding.pk}/").status_code == 404
    answer = pin(duo_b, f"class-{cast.class_a.pk}", "overzicht")
    assert "Een collega zette deze figuur al vast" in text_of(answer)
    assert as_person(duo_b).get(f"{LIST}{finding.pk}/").status_code == 404


def test_what_is_told_over_the_years_is_pinned_as_well(as_person, cast, pin):
    year = make_year(cast)
    for number in range(3):  # so that 6B is not too small beside what the teacher of 6A knows
        pupil = make_pupil(cast.class_b, f"Erbij{number}")
        give_share(pupil, year.battery.items_of(year.battery.gym), Decimal(number + 8) / 16)
    make_year_before(cast)
    gym = year.battery.areas["Bewegen"]
    page = as_person(cast.admin).get(f"/resultaten/?leergebied={gym.pk}")
    [said] = [one for one in sentences_of(page) if "zat in 2027" in one]
    answer = pin(cast.admin, "school", "evolutie", gym)
    assert said in text_of(answer)
    assert plain(Finding.objects.get().shared_sentence) == said


def test_an_action_goes_to_who_can_open_it_today(as_person, cast):
    """The mail leads to the finding; before the release that is 404 for who waits for it."""
    for released in (False, True):
        finding = pin_finding(
            subject=Subject(cast.school, cast.edition), picture=Picture.OVERVIEW,
            sentence="Wiskunde ligt lager.", shared_sentence="Wiskunde ligt lager.", by=cast.admin,
        )  # fmt: skip
        owners = set(possible_owners(finding))
        for person in (cast.admin, cast.care, cast.teacher, cast.duo):
            can_open = as_person(person).get(f"{LIST}{finding.pk}/").status_code == 200
            assert can_open is (person in owners)
            assert can_open is (released or person in (cast.admin, cast.care))
        if not released:
            battery = make_battery(cast.edition)
            give_share(make_pupil(cast.class_a, "Aa"), battery.items_of(battery.gym), Decimal(1))
            release_results(school=cast.school, edition=cast.edition, by=cast.admin)


def test_nothing_is_told_that_a_teacher_could_lay_beside_the_own_class(as_person, cast, pin):
    """Of the school, 28 pupils of 6A and 3 of 6B: not even what hides the pupils of each."""
    make_year(cast)
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)
    pin(cast.care, "school", "overzicht")
    finding = Finding.objects.get()
    assert "31 leerlingen" in plain(finding.sentence)
    assert finding.shared_sentence == ""
    assert as_person(cast.teacher).get(f"{LIST}{finding.pk}/").status_code == 404
    assert as_person(cast.admin).get(f"{LIST}{finding.pk}/").status_code == 200
