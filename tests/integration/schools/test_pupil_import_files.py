"""Lists of pupils from files, and undoing a list, also weeks later."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from results.models import Score
from schools.domain.pupil_imports import facts_of, record_import
from schools.domain.pupils import save_pupils
from schools.domain.retention import forget_names
from schools.models import Pupil, PupilImport, PupilImportChange
from tests.battery import make_battery
from tests.integration.results.pages import text_of
from tests.integration.schools.pupil_lists import LIST, PASTE, add, names, press, pupil, undo
from tests.spreadsheets import xlsx

pytestmark = pytest.mark.django_db


class TestFiles:
    def upload(self, client, content, name="6A.xlsx"):
        return client.post(PASTE, {"file": SimpleUploadedFile(name, content)})

    def test_a_spreadsheet_is_previewed_and_brought_in(self, cast, as_person):
        content = xlsx([
            ["Klas", "Naam", "Voornaam", "Geslacht", "Geboortedatum", "Rijksregisternr", "Stamnummer"],
            ["6A", "D'Hondt", "Zoë", "V", date(2015, 3, 2), 15030212345, 12],
            ["6A", "Maes", "Lotte", "?", date(2015, 4, 2), 15040212345, 13],
        ])  # fmt: skip
        client = as_person(cast.teacher)
        page = self.upload(client, content)
        text = page.content.decode()
        assert "1 nieuw, 1 geweigerd." in text
        assert "rijksregisternummer lijkt: Rijksregisternr." in text
        assert "15030212345" not in text
        answer = press(client, page)
        assert "Het geslacht is M, V of X." in answer.content.decode()
        assert names(cast.class_a) == [("D'Hondt", "Zoë", "V")]
        assert Pupil.objects.get().number == "12"

    def test_who_left_according_to_the_list_is_not_brought_in(self, cast, as_person):
        content = xlsx([
            ["Klas", "Naam", "Voornaam", "Geslacht", "Uitschrijvingsdatum"],
            ["6A", "D'Hondt", "Zoë", "V", date(2027, 1, 12)],
            ["6A", "Maes", "Lotte", "V", date(2027, 6, 30)],
        ])  # fmt: skip
        client = as_person(cast.teacher)
        page = self.upload(client, content)
        assert "1 nieuw, 1 geweigerd." in page.content.decode()
        answer = press(client, page)
        assert "Uitgeschreven op 12 januari 2027" in answer.content.decode()
        assert names(cast.class_a) == [("Maes", "Lotte", "V")]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "In dit bestand staat niets."),
            (b"PK\x03\x04" + b"\x00" * 50, "Dit bestand kunnen we niet lezen"),
            (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "oud Excel-bestand"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "kunnen we niet lezen"),
            (b"naam;voornaam\n" * 1500, "meer dan 1000 rijen"),
            (b"x" * (5 * 1024 * 1024 + 1), "groter dan 5 MB"),
        ],
    )
    def test_what_is_no_list_is_refused_with_a_sentence(self, cast, as_person, content, sentence):
        answer = self.upload(as_person(cast.teacher), content)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()

    def test_three_hundred_pupils_of_all_classes(self, cast, as_person):
        rows = [["Klas", "Naam", "Voornaam", "Geslacht"]]
        letters = "abcdefghijklmnopqrst"
        rows += [
            [f"6{'ABCDEFGHIJ'[n % 10]}", f"Naam{letters[n // 20]}{letters[n % 20]}", "Jan", "M"]
            for n in range(300)
        ]
        client = as_person(cast.teacher)
        page = self.upload(client, xlsx(rows))
        assert "30 nieuw, 270 geweigerd." in page.content.decode()
        press(client, page)
        assert cast.class_a.pupils.count() == 30
        assert not cast.class_b.pupils.exists()


def exchange(cast, numbers: dict) -> None:
    """An import that gave these pupils these stamnummers."""
    changes = [(facts_of(one), one) for one in numbers]
    for one, number in numbers.items():
        one.number = number
    save_pupils(list(numbers), by=cast.teacher)
    record_import(added=[], changes=changes, by=cast.teacher)


def numbers(school_class) -> dict[str, str]:
    return dict(school_class.pupils.values_list("last_name", "number"))


class TestUndo:
    def test_what_cannot_be_taken_back_is_said(self, cast, as_person):
        client = as_person(cast.teacher)
        add(client, "6A, Aa, Jan, M\n6A, Bb, Jan, M\n6A, Cc, Jan, M\n6A, Dd, Jan, M")
        aa, bb, cc, _ = cast.class_a.pupils.all()
        battery = make_battery(cast.edition)
        Score.objects.create(
            pupil=aa, item=battery.items_of(battery.reading)[0], points=1, entered_at=timezone.now()
        )
        client.post(
            f"/leerlingen/{bb.pk}/", {"last_name": "Bbb", "first_name": "Jan", "gender": "M"}
        )
        client.post(f"/leerlingen/{cc.pk}/verwijderen/")
        page = undo(client).content.decode()
        assert "1 leerling weer verwijderd." in page
        assert "Jan Aa heeft al punten of een vrijstelling en blijft staan." in page
        assert "Jan Bbb is intussen gewijzigd en blijft zo." in page
        assert [last for last, *_ in names(cast.class_a)] == ["Aa", "Bbb"]

    def test_who_has_the_stamnummer_by_now_is_named_and_the_rest_goes_back(self, cast, as_person):
        """Aa got another number, and a newcomer has the old one; that Aa keeps the new one stands
        in the way of Bb."""
        client = as_person(cast.teacher)
        aa, bb, cc = (pupil(cast.class_a, name, number=n) for name, n in zip(
            ("Aaaa", "Bbbb", "Cccc"), "123", strict=True
        ))  # fmt: skip
        exchange(cast, {aa: "2", bb: "8", cc: "9"})
        pupil(cast.class_a, "Nieuw", "Noor", number="1")
        page = text_of(undo(client))
        assert " 1 leerling weer zoals voorheen." in page
        assert (
            "Jan Aaaa blijft zoals nu: stamnummer 1 van voorheen is intussen van Noor Nieuw."
            in page
        )
        assert (
            "Jan Bbbb blijft zoals nu: stamnummer 2 van voorheen is intussen van Jan Aaaa." in page
        )
        assert numbers(cast.class_a) == {"Aaaa": "2", "Bbbb": "8", "Cccc": "3", "Nieuw": "1"}

    def test_numbers_that_changed_places_change_back(self, cast, as_person):
        aa, bb = (pupil(cast.class_a, name, number=n) for name, n in (("Aaaa", "1"), ("Bbbb", "2")))
        exchange(cast, {aa: "2", bb: "1"})
        assert numbers(cast.class_a) == {"Aaaa": "2", "Bbbb": "1"}
        assert "2 leerlingen weer zoals voorheen" in text_of(undo(as_person(cast.teacher)))
        assert numbers(cast.class_a) == {"Aaaa": "1", "Bbbb": "2"}

    def test_it_is_there_after_signing_in_again_and_only_once(self, cast, as_person):
        client = as_person(cast.teacher)
        add(client, "6A, Aa, Jan, M")
        done = PupilImport.objects.get()
        assert (done.by, done.added, done.changed) == (cast.teacher, 1, 0)
        client.logout()
        as_person(cast.teacher)
        assert "1 nieuw, 0 gewijzigd" in client.get(LIST).content.decode()
        undo(client)
        assert not Pupil.objects.exists()
        again = client.post(f"/leerlingen/lijsten/{done.pk}/ongedaan/", follow=True)
        assert "Dit is al ongedaan gemaakt." in again.content.decode()
        assert "Ingelezen lijsten" not in client.get(LIST).content.decode()

    def test_a_colleague_of_another_class_does_not_find_it(self, cast, as_person):
        add(as_person(cast.teacher), "6A, Aa, Jan, M")
        done = PupilImport.objects.get()
        client = as_person(cast.teacher_b)
        assert client.post(f"/leerlingen/lijsten/{done.pk}/ongedaan/").status_code == 404
        assert Pupil.objects.count() == 1

    def test_names_in_it_are_forgotten_with_the_pupils(self, cast, as_person):
        add(as_person(cast.teacher), "6A, Aa, Jan, M")
        forget_names(on=date(2028, 8, 31))
        assert PupilImportChange.objects.count() == 1
        forget_names(on=date(2028, 9, 1))
        assert not PupilImport.objects.exists()
        assert not PupilImportChange.objects.exists()
