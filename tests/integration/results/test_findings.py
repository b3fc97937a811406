"""From result to action: pinned, noted, given to somebody, and looked back upon a year later."""

from datetime import date

import pytest
from post_office.models import Email

from ovsgtoets.kernel.errors import Refused
from results.domain.findings import Subject, add_action, note_finding, pin_finding, remove_finding
from results.domain.pupil_groups import make_group
from results.models import Action, Finding, Picture
from schools.models import SchoolClass
from tests.conftest import join, make_edition
from tests.integration.results.pages import sentences_of, text_of
from tests.integration.results.year_of_results import make_year


@pytest.fixture
def year(cast):
    return make_year(cast)


SAID = "Voor Wiskunde is het gemiddelde lager dan dat van alle deelnemers."


def pinned(cast, by=None, **of) -> Finding:
    return pin_finding(
        subject=Subject(cast.school, cast.edition, **of),
        picture=Picture.OVERVIEW,
        sentence=SAID,
        shared_sentence=SAID,
        by=by or cast.admin,
    )


@pytest.fixture
def finding(cast):
    return pinned(cast, school_class=cast.class_a)


NEXT_MONTH = date(2027, 4, 2)


class TestPinning:
    def test_the_sentence_is_kept_as_it_stood(self, as_person, cast, year):
        client = as_person(cast.teacher)
        path = f"/resultaten/klas/{cast.class_a.pk}/?leergebied={year.maths.pk}"
        said = sentences_of(client.get(path))[0]
        data = {
            "wie": f"class-{cast.class_a.pk}",
            "editie": "2027",
            "leergebied": year.maths.pk,
            "figuur": "domeinen",
            "sentence": "Iets anders.",  # what a browser says of it is not asked
        }
        answer = client.post("/resultaten/vastzetten/", data, follow=True)
        finding = Finding.objects.get()
        assert " ".join(finding.sentence.replace("\u00a0", " ").split()) == said
        assert (finding.area, finding.school_class) == (year.maths, cast.class_a)
        assert said in text_of(answer)
        assert f"{path}#domeinen" in answer.content.decode().replace("&amp;", "&")
        client.post("/resultaten/vastzetten/", data)
        assert Finding.objects.count() == 1
        assert "vastgezet" in text_of(client.get(path))

    def test_of_a_pupil_no_name_is_kept(self, as_person, cast, year):
        pupil = year.full[3]
        data = {"wie": f"pupil-{pupil.pk}", "figuur": "overzicht"}
        answer = as_person(cast.care).post("/resultaten/vastzetten/", data, follow=True)
        assert "Deze leerling" in Finding.objects.get().sentence.replace("deze", "Deze")
        assert pupil.last_name not in Finding.objects.get().sentence
        assert pupil.full_name in text_of(answer)  # the page names them, from the pupil

    @pytest.mark.parametrize(
        ("data", "status"),
        [
            ({"wie": "iedereen", "figuur": "overzicht"}, 404),
            ({"wie": "school", "figuur": "overzicht", "editie": "2031"}, 404),
            ({"wie": "school", "figuur": "taart"}, 302),
            ({"wie": "school", "figuur": "domeinen", "leergebied": "9999999"}, 302),
            ({"wie": "class-99999999", "figuur": "overzicht"}, 404),
            ({}, 404),
        ],
    )
    def test_what_is_not_there_is_not_pinned(self, as_person, cast, year, data, status):
        answer = as_person(cast.admin).post("/resultaten/vastzetten/", data)
        assert (answer.status_code, Finding.objects.count()) == (status, 0)


class TestWhoSeesAFinding:
    def test_only_who_may_see_what_it_is_about(self, as_person, cast, year):
        about_b = pinned(cast, school_class=cast.class_b)
        about_pupil = pinned(cast, pupil=year.small[0])
        group = make_group(
            school=cast.school, edition=cast.edition, name="Taal",
            pupils=[year.full[0], year.small[0]], by=cast.care,
        )  # fmt: skip
        about_group, about_school = pinned(cast, group=group), pinned(cast)
        seen = {
            who: [
                as_person(getattr(cast, who))
                .get(f"/resultaten/vaststellingen/{one.pk}/")
                .status_code
                for one in (about_b, about_pupil, about_group, about_school)
            ]
            for who in ("admin", "care", "pe_teacher", "teacher", "duo", "teacher_b", "secretary")
        }
        everything, nothing = [200] * 4, [404] * 4
        assert seen == {
            **dict.fromkeys(("admin", "care", "pe_teacher"), everything),
            **dict.fromkeys(("teacher", "duo"), nothing),  # the school did not release yet
            "teacher_b": [200, 200, 404, 404],
            "secretary": [403] * 4,
        }
        text = text_of(as_person(cast.teacher).get("/resultaten/vaststellingen/"))
        assert "klas 6B" not in text.lower()


class TestActions:
    def test_the_owner_gets_a_mail_that_says_nothing_of_it(self, as_person, cast, finding):
        data = {"what": "Elke dag hoofdrekenen", "owner": cast.care.pk, "due_on": "2027-04-02"}
        client = as_person(cast.admin)
        path = f"/resultaten/vaststellingen/{finding.pk}/"
        for _ in range(2):  # sent twice
            answer = client.post(path, data, follow=True)
        mail = Email.objects.get()
        assert mail.to == [cast.care.email]
        assert "2 april 2027" in mail.subject
        assert path in mail.message
        assert "hoofdrekenen" not in mail.message + mail.html_message
        assert "Mail verstuurd naar Fee Smet." in text_of(answer)
        assert Action.objects.count() == 1

    def test_what_i_give_myself_needs_no_mail_and_a_new_owner_gets_one(
        self, as_person, cast, finding
    ):
        action = add_action(
            finding=finding, what="Tafels", owner=cast.teacher, due_on=NEXT_MONTH, by=cast.teacher
        )
        assert not Email.objects.exists()
        data = {
            "what": "Tafels", "owner": cast.care.pk, "due_on": "2027-04-02", "state": "done",
            "outcome": "Gelukt.",
        }  # fmt: skip
        as_person(cast.teacher).post(f"/resultaten/acties/{action.pk}/", data)
        action.refresh_from_db()
        assert (action.owner, action.state, action.outcome) == (cast.care, "done", "Gelukt.")
        assert Email.objects.get().to == [cast.care.email]

    def test_who_has_it_hears_of_another_day_and_not_of_what_they_change_themselves(
        self, as_person, cast, finding
    ):
        action = add_action(
            finding=finding, what="Tafels", owner=cast.care, due_on=NEXT_MONTH, by=cast.care
        )
        data = {"what": "Tafels", "owner": cast.care.pk, "state": "busy", "outcome": ""}
        path = f"/resultaten/acties/{action.pk}/"
        as_person(cast.care).post(path, data | {"due_on": "2027-04-09"})
        as_person(cast.admin).post(path, data | {"due_on": "2027-04-09", "outcome": "Goed bezig."})
        assert not Email.objects.exists()
        as_person(cast.admin).post(path, data | {"due_on": "2027-05-14"})
        mail = Email.objects.get()
        assert (mail.to, "14 mei 2027" in mail.subject) == ([cast.care.email], True)

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"what": ""}, "Dit veld is verplicht."),
            ({"what": "x" * 301}, "niet meer dan 300"),
            ({"owner": ""}, "Dit veld is verplicht."),
            ({"owner": "outsider"}, "Deze collega mag dit resultaat niet (meer) zien."),
            ({"owner": "teacher_b"}, "Deze collega mag dit resultaat niet (meer) zien."),
            ({"due_on": "31/02/2027"}, "Dit is geen datum."),
            ({"due_on": "2027-02-01"}, "Kies een dag die nog moet komen."),
        ],
    )
    def test_what_is_wrong_is_said_beside_it(self, as_person, cast, finding, changed, sentence):
        data = {"what": "Tafels", "owner": "care", "due_on": "2027-04-02"} | changed
        data["owner"] = getattr(cast, data["owner"]).pk if data["owner"] else ""
        answer = as_person(cast.admin).post(f"/resultaten/vaststellingen/{finding.pk}/", data)
        assert (answer.status_code, sentence in text_of(answer)) == (422, True)
        assert not Action.objects.exists()

    def test_work_is_not_thrown_away(self, as_person, cast, finding):
        add_action(finding=finding, what="x", owner=cast.care, due_on=NEXT_MONTH, by=cast.care)
        with pytest.raises(Refused, match="horen acties"):
            remove_finding(finding=finding, by=cast.admin)
        other = pinned(cast, school_class=cast.class_b)
        for _ in range(2):
            remove_finding(finding=other, by=cast.admin)
        with pytest.raises(Refused, match="losgemaakt"):
            note_finding(finding=other, note="x", looked_back="", by=cast.admin)


@pytest.mark.parametrize("year", [2026, 2024], ids=["the year before", "after two years without"])
def test_in_the_next_edition_it_is_looked_back_upon(as_person, cast, battery, on, year):
    for number in (2025, 2026):  # editions that De Linde skipped, or that are no longer the last
        if number > year:
            make_edition(number)
    before = make_edition(year)
    old = SchoolClass.objects.create(school=cast.school, edition=before, name="6Z")
    join(cast.teacher, cast.school, "duo_teacher", old)
    finding = pin_finding(
        subject=Subject(cast.school, before), picture=Picture.OVERVIEW,
        sentence="Wiskunde lag lager.", shared_sentence="", by=cast.admin,
    )  # fmt: skip
    action = add_action(
        finding=finding, what="Rekenhoek", owner=cast.admin, due_on=NEXT_MONTH, by=cast.admin
    )
    client = as_person(cast.admin)
    assert "Op jouw naam staat 1 actie open." in text_of(client.get("/"))
    client.post(
        f"/resultaten/vaststellingen/{finding.pk}/",
        {"note": "Te weinig geoefend.", "looked_back": "Nu beter."},
    )
    data = {"what": "Rekenhoek", "owner": cast.admin.pk, "due_on": "2027-04-02", "state": "dropped",
            "outcome": "Geen plaats."}  # fmt: skip
    client.post(f"/resultaten/acties/{action.pk}/", data)
    for path in ("/resultaten/", "/resultaten/vaststellingen/?editie=2027"):
        text = text_of(client.get(path))
        for words in ("Wiskunde lag lager.", "Te weinig geoefend.", "Nu beter.", "Rekenhoek",
                      "niet gedaan", "Geen plaats.", str(before)):  # fmt: skip
            assert words in text
