"""Lees een lijst in: pasted and from files, what the preview says, and undoing it weeks later."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from results.models import Score
from schools.models import ClassAssignment, Pupil, PupilImport, PupilImportChange
from tests.battery import make_battery
from tests.forms_in import forms_in
from tests.integration.schools.sheets import xlsx

pytestmark = pytest.mark.django_db
LIST = "/leerlingen/"
PASTE = "/leerlingen/plakken/"


def names(school_class):
    return [(p.last_name, p.first_name, p.gender) for p in school_class.pupils.all()]


def pupil(school_class, last_name="Peeters", first_name="Jan", gender="M", **more):
    return Pupil.objects.create(
        school_class=school_class, last_name=last_name, first_name=first_name, gender=gender, **more
    )


def preview(client, text, **more):
    return client.post(PASTE, {"text": text, **more})


def add(client, text, **more):
    """What the button under the preview sends."""
    return press(client, preview(client, text), **more)


def press(client, page, **more):
    """Sends the form of the preview as it stands, with the button "Lees in"."""
    form = next(form for form in forms_in(page.content.decode()) if "seen" in form.values)
    sent = {name: values[0] for name, values in form.values.items() if values and name != "file"}
    sent["text"] = sent["text"].lstrip("\n")
    return client.post(PASTE, {**sent, "add": "1", **more})


def undo(client):
    done = PupilImport.objects.filter(undone_at=None).first()
    return client.post(f"/leerlingen/lijsten/{done.pk}/ongedaan/", follow=True)


CLASS_LIST = """Klas;Naam;Voornaam;Geslacht
6A;Peeters;Jan;M
6A;D'Hondt;Zoë;V
6B;Vreemd;Vic;M
6A;Maes;Lotte;meid

6A;De Smet;Kim;X;15.03.02-123.45
"""


class TestPasting:
    def test_the_preview_says_what_happens_with_every_line(self, cast, as_person):
        pupil(cast.class_a)
        answer = preview(as_person(cast.teacher), CLASS_LIST)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "1 nieuw, 1 staat er al, 3 geweigerd." in page
        assert "Staat al in klas 6A." in page
        assert "Klas 6B is niet jouw klas. Jij geeft leerlingen in van 6A." in page
        assert "Het geslacht is M, V of X." in page
        assert "rijksregisternummer" in page
        assert page.count("15.03.02-123.45") == 1  # in what was typed, not in the preview
        assert "6A;Maes;Lotte;meid" in page
        assert Pupil.objects.count() == 1

    def test_adding_does_what_the_preview_said_and_keeps_the_refused_lines(self, cast, as_person):
        client = as_person(cast.teacher)
        answer = add(client, CLASS_LIST)
        assert answer.status_code == 422
        assert names(cast.class_a) == [("D'Hondt", "Zoë", "V"), ("Peeters", "Jan", "M")]
        page = answer.content.decode()
        assert "2 leerlingen toegevoegd. De regels hieronder nog niet." in page
        assert "6B;Vreemd;Vic;M" in page
        assert "D&#x27;Hondt" not in page
        assert not cast.class_b.pupils.exists()

    def test_adding_twice_adds_once(self, cast, as_person):
        client = as_person(cast.teacher)
        text = "6A, Peeters, Jan, M\n6a, Maes, Lotte, V"
        assert add(client, text).status_code == 302
        assert add(client, text).status_code == 302
        assert names(cast.class_a) == [("Maes", "Lotte", "V"), ("Peeters", "Jan", "M")]
        assert "0 leerlingen toegevoegd." in client.get(LIST).content.decode()

    def test_a_text_changed_after_the_preview_is_previewed_again(self, cast, as_person):
        client = as_person(cast.teacher)
        answer = preview(client, "6A, Peeters, Jan, M", add="1", seen="iets anders")
        assert answer.status_code == 200
        assert "1 nieuw" in answer.content.decode()
        assert not Pupil.objects.exists()

    def test_a_twin_by_name_is_asked_about_and_added_when_ticked(self, cast, as_person):
        pupil(cast.class_a)
        client = as_person(cast.teacher)
        text = "6A, Peeters, Jan, M\n6A, Maes, Bo, X\n6A, Maes, Bo, X"
        page = preview(client, text).content.decode()
        assert "1 nieuw, 1 staat er al, 1 twijfel." in page
        assert "Deze naam staat hier twee keer." in page
        ticks = {"keuze-1": "ander.1", "keuze-3": "ander.1"}
        assert add(client, text, **ticks).status_code == 302
        assert len(names(cast.class_a)) == 4
        add(client, text, **ticks)
        assert len(names(cast.class_a)) == 4

    def test_the_whole_paste_is_undone(self, cast, as_person):
        pupil(cast.class_a, "Blijft")
        client = as_person(cast.teacher)
        add(client, "6A, Peeters, Jan, M\n6A, Maes, Lotte, V")
        assert "2 nieuw, 0 gewijzigd" in client.get(LIST).content.decode()
        undo(client)
        assert names(cast.class_a) == [("Blijft", "Jan", "M")]

    @pytest.mark.parametrize("text", ["", "  \n ", "\x00", "a" * 250_001, "a\n" * 1001])
    def test_nothing_useful_is_refused(self, cast, as_person, text):
        assert preview(as_person(cast.teacher), text).status_code == 422

    def test_a_class_has_an_end(self, cast, as_person):
        text = "\n".join(
            f"6A, Peeters{chr(97 + n // 26)}{chr(97 + n % 26)}, Jan, M" for n in range(201)
        )
        client = as_person(cast.teacher)
        answer = add(client, text)
        assert answer.status_code == 422
        assert cast.class_a.pupils.count() == 200
        assert "200 leerlingen toegevoegd." in answer.content.decode()
        page = add(client, "6A, Zwaluw, Bo, X").content.decode()
        assert "Een klas heeft hoogstens 200 leerlingen." in page
        assert cast.class_a.pupils.count() == 200

    def test_queries_do_not_depend_on_the_number_of_lines(self, cast, as_person):
        client = as_person(cast.teacher)
        counts = []
        for number in (1, 30):
            text = "\n".join(
                f"6A, Naam{'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]}{number}x, Jan, M"
                for n in range(number)
            )
            for action in (preview, add, lambda c, _: c.get(LIST)):
                with CaptureQueriesContext(connection) as captured:
                    action(client, text)
                counts.append(len(captured))
        assert counts[:3] == counts[3:]


class TestWhoIsWho:
    """The stamnummer says so where both have one; else the name; what looks alike is asked."""

    def reason(self, client, text):
        page = preview(client, text).content.decode()
        return page.split("<tbody>")[1].split("</tbody>")[0]

    def test_a_known_stamnummer_changes_the_name_and_says_from_what(self, cast, as_person):
        one = pupil(cast.class_a, "Peters", number="12")
        client = as_person(cast.teacher)
        text = "Stamnummer;Klas;Naam;Voornaam;Geslacht\n12;6A;Peeters;Jan;X"
        page = preview(client, text).content.decode()
        assert "naam Peters → Peeters, geslacht M → X" in page
        assert "0 nieuw, 1 gewijzigd." in page
        assert (
            "0 leerlingen toegevoegd, 1 gewijzigd."
            in press(client, preview(client, text))
            .wsgi_request._messages._queued_messages[0]
            .message
        )
        one.refresh_from_db()
        assert (one.last_name, one.gender, one.number) == ("Peeters", "X", "12")
        assert "1 staat er al" in preview(client, text).content.decode()

    def test_a_stamnummer_of_somebody_quite_different_is_a_doubt(self, cast, as_person):
        pupil(cast.class_a, "Peeters", number="12")
        text = "Stamnr;Naam;Voornaam;Geslacht\n12;Verlinden;Soraya;V"
        client = as_person(cast.teacher)
        assert "Stamnummer 12 is van Jan Peeters in klas 6A." in self.reason(client, text)
        add(client, text)
        assert names(cast.class_a) == [("Peeters", "Jan", "M")]

    def test_a_list_with_stamnummers_gives_them_to_who_is_there(self, cast, as_person):
        pupil(cast.class_a)
        add(as_person(cast.teacher), "Stamnr_kort;Naam;Voornaam;Geslacht\n7;PEETERS;Jan;M")
        one = Pupil.objects.get()
        assert (one.number, one.last_name) == ("7", "Peeters")  # capitals are no other name

    @pytest.mark.parametrize(
        ("line", "doubt"),
        [
            ("6A;Peters;Jan;M", "Lijkt op Jan Peeters in klas 6A."),
            ("6A;Jan;Peeters;M", "Lijkt op Jan Peeters in klas 6A."),
            ("6A;Peeters;Ján;M", "Lijkt op Jan Peeters in klas 6A."),
            ("6A;Peeters;Jan;V", "Deze naam staat al in klas 6A, met een ander geslacht."),
            ("6A;Vink;Vic;M", "Deze naam staat al in klas 6B, van een collega."),
        ],
    )  # fmt: skip
    def test_what_looks_alike_is_asked_and_nothing_happens_by_itself(
        self, cast, as_person, line, doubt
    ):
        pupil(cast.class_a)
        pupil(cast.class_b, "Vink", "Vic")
        client = as_person(cast.teacher)
        assert doubt in self.reason(client, line)
        add(client, line)
        assert names(cast.class_a) == [("Peeters", "Jan", "M")]
        add(client, line, **{"keuze-1": "ander.1" if "ander geslacht" in doubt else "ander.0"})
        assert cast.class_a.pupils.count() == 2

    def test_the_same_pupil_is_changed_when_that_is_chosen_and_it_is_undone(self, cast, as_person):
        one = pupil(cast.class_a)
        client = as_person(cast.teacher)
        add(client, "6A;Peters;Jan;M", **{"keuze-1": f"zelfde.{one.pk}"})
        assert names(cast.class_a) == [("Peters", "Jan", "M")]
        assert "1 leerling weer zoals voorheen." in undo(client).content.decode()
        assert names(cast.class_a) == [("Peeters", "Jan", "M")]

    def test_another_pupil_cannot_be_chosen_than_was_shown(self, cast, as_person):
        pupil(cast.class_a)
        other = pupil(cast.class_b, "Vink", "Vic")
        add(as_person(cast.teacher), "6A;Peters;Jan;M", **{"keuze-1": f"zelfde.{other.pk}"})
        assert names(cast.class_b) == [("Vink", "Vic", "M")]
        assert names(cast.class_a) == [("Peeters", "Jan", "M")]

    def test_who_has_both_classes_moves_with_the_stamnummer(self, cast, as_person):
        ClassAssignment.objects.create(
            membership=cast.teacher.memberships.get(), school_class=cast.class_b
        )
        one = pupil(cast.class_a, number="5")
        client = as_person(cast.teacher)
        text = "Stamnummer;Klas;Naam;Voornaam;Geslacht\n5;6B;Peeters;Jan;M"
        assert "klas 6A → 6B" in self.reason(client, text)
        add(client, text)
        assert Pupil.objects.get(pk=one.pk).school_class == cast.class_b
        undo(client)
        assert Pupil.objects.get(pk=one.pk).school_class == cast.class_a

    def test_one_stamnummer_twice_is_refused_with_the_line(self, cast, as_person):
        text = "Stamnr;Naam;Voornaam;Geslacht\n7;Aa;Jan;M\n7;Bb;Jan;M"
        client = as_person(cast.teacher)
        assert "Stamnummer 7 staat ook op regel 2." in preview(client, text).content.decode()
        left = add(client, text)
        assert "Stamnummer 7 is van Jan Aa in klas 6A." in left.content.decode()
        press(client, left)  # the button once more does not make one of the other
        assert names(cast.class_a) == [("Aa", "Jan", "M")]


class TestColumns:
    def test_the_teacher_says_what_the_columns_are(self, cast, as_person):
        client = as_person(cast.teacher)
        text = "Fam.;Roepnaam;M of V;Straat\nPeeters;Jan;M;Dorp 1\nMaes;Lotte;V;Dorp 2"
        page = preview(client, text)
        assert page.status_code == 422
        chosen = {"kolom-0": "last_name", "kolom-1": "first_name", "kolom-2": "gender", "kolom-3": "", "kop": "on"}  # fmt: skip
        # "Lees in" with other columns than were looked at: shown again first.
        seen = press(client, page, **chosen)
        assert seen.status_code == 200
        assert "2 nieuw." in seen.content.decode()
        assert not Pupil.objects.exists()
        assert press(client, seen).status_code == 302
        assert names(cast.class_a) == [("Maes", "Lotte", "V"), ("Peeters", "Jan", "M")]

    def test_refused_lines_keep_the_columns(self, cast, as_person):
        client = as_person(cast.teacher)
        text = "a;b;c;d;e\nPeeters;Jan;M;x;1\nMaes;Lotte;?;x;2"
        chosen = {"kolom-0": "last_name", "kolom-1": "first_name", "kolom-2": "gender", "kop": "on"}
        seen = press(client, preview(client, text), **chosen)
        left = press(client, seen)
        assert "1 leerling toegevoegd." in left.content.decode()
        form = next(f for f in forms_in(left.content.decode()) if "seen" in f.values)
        assert form.values["text"][0].strip() == "a;b;c;d;e\nMaes;Lotte;?;x;2"
        assert form.values["kolom-2"] == ["gender"]

    @pytest.mark.parametrize(
        "header",
        [
            "Naam;Voornaam;Klascode;Klasnr;Stamnr_kort;Geslacht",
            "NAAM;VOORNAAM;KLAS;KLASNUMMER;STAMBOEKNUMMER;GESLACHT",
            "Achternaam;Voornaam;Administratieve groep;Volgnr;Stamnummer;Geslacht",
            "Naam;Voornaam;Klas;Foto;Intern nummer;M/V",
        ],
    )
    def test_the_headers_of_the_administrations(self, cast, as_person, header):
        add(as_person(cast.teacher), f"Lijst van 6A\n{header}\nPeeters;Jan;6A;3;0123;M")
        one = Pupil.objects.get()
        assert (one.last_name, one.first_name, one.number) == ("Peeters", "Jan", "0123")

    def test_a_list_that_writes_boys_with_j_has_girls_with_m(self, cast, as_person):
        add(as_person(cast.teacher), "Naam;Voornaam;Geslacht\nPeeters;Jan;J\nMaes;Lotte;M")
        assert names(cast.class_a) == [("Maes", "Lotte", "V"), ("Peeters", "Jan", "M")]


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

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "In dit bestand staat niets."),
            (b"PK\x03\x04" + b"\x00" * 50, "Dit bestand kunnen we niet lezen"),
            (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "oud Excel-bestand"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "kunnen we niet lezen"),
            (b"naam;voornaam\n" * 1500, "meer dan 1000 regels"),
            (b"x" * (5 * 1024 * 1024 + 1), "te groot"),
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
        from schools.domain.retention import forget_names

        add(as_person(cast.teacher), "6A, Aa, Jan, M")
        forget_names(on=date(2028, 8, 31))
        assert PupilImportChange.objects.count() == 1
        forget_names(on=date(2028, 9, 1))
        assert not PupilImport.objects.exists()
        assert not PupilImportChange.objects.exists()
