"""Importing the year's tests: what the preview says is what happens, or nothing does."""

from datetime import date
from decimal import Decimal
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from ovsgtoets.kernel.errors import Refused
from results.imports.battery import import_battery
from results.imports.battery_plan import Kind
from results.imports.battery_planner import plan_import
from results.imports.battery_rows import read_sheet
from results.imports.battery_template import write_battery
from results.models import Domain, HandIn, Item, LearningArea, TestPart
from results.queries.battery import battery_of
from tests.conftest import make_edition
from tests.integration.results.scores import give, make_pupil

HEAD = "leergebied;domein;toetsonderdeel;vorm;ingegeven door;vanaf;enkel totaal;vraag;maximum;blz"
GYM = "Bewegen;motoriek;Lichamelijke opvoeding"
READING = [
    "Nederlands;lezen;Nederlands lezen;;;;;1;2;3",
    ";;;;;;;2;4;3",
    ";;;;;;;3;1;4",
    ";taalbeschouwing;;;;;;4;3;5",
    ";;;;;;;5;2;5",
    ";;;;;;;6;10;6",
]
FRENCH = [
    "Frans;luisteren;Frans luisteren;digitaal;;1/06/2027;ja;1a;2;2",
    ";;;;;;;1b;1,5;2",
]


def sheet(*lines: str):
    return read_sheet("\n".join([HEAD, *lines]).encode())


def plan(edition, *lines):
    return plan_import(sheet=sheet(*lines), edition=edition)


def store(cast, *lines):
    seen = plan(cast.edition, *lines).fingerprint
    return import_battery(sheet=sheet(*lines), edition=cast.edition, seen=seen, by=cast.helpdesk)


def everything(edition) -> list:
    return list(
        Item.objects.filter(part__edition=edition)
        .order_by("part__position", "position")
        .values_list(
            "pk", "part__name", "label", "maximum", "page", "position", "domain__name",
            "part__mode", "part__entered_by", "part__opens_on", "part__may_be_total",
        )
    )  # fmt: skip


class TestAnEmptyEdition:
    def test_everything_is_made(self, cast):
        made = store(cast, *FRENCH, "Nederlands;lezen;Lezen;papier;leerkracht LO;8/06/2027;;1;2;")
        assert (len(made.new), len(made.new_parts), made.is_refused) == (3, 2, False)
        assert everything(cast.edition)[0][1:] == (
            "Frans luisteren", "1a", 2, 2, 1, "luisteren",
            "digital", "class_teacher", date(2027, 6, 1), True,
        )  # fmt: skip
        total = Item.objects.get(part__name="Frans luisteren", is_total=True)
        assert (total.maximum, total.domain.name) == (Decimal("3.50"), "luisteren")
        assert [a.name for a in LearningArea.objects.order_by("position")] == [
            "Frans",
            "Nederlands",
        ]
        reading = TestPart.objects.get(name="Lezen")
        assert (reading.entered_by, reading.position, reading.may_be_total) == (
            "pe_teacher",
            2,
            False,
        )
        assert reading.events.get().pgh_context.metadata["user"] == cast.helpdesk.pk

    def test_a_second_time_everything_is_equal(self, cast):
        store(cast, *FRENCH)
        before = everything(cast.edition)
        again = store(cast, *FRENCH)
        assert (len(again.equal), again.changes_something) == (2, False)
        assert everything(cast.edition) == before

    @pytest.mark.parametrize(
        ("lines", "reason"),
        [
            (["F;l;Frans;;;1/06/2027;;1;2;"], "vul vorm in"),
            (["F;l;Frans;papier;;;;1;2;"], "vul vanaf in"),
            (["F;l;Frans;papier;;1/10/2027;;1;2;"], "valt buiten schooljaar 2026-2027"),
            (["F;l;Frans;papier;;1/06/2027;;1;2;", ";;;digitaal;;;;2;2;"], "pen en papier"),
            (["F;l;Frans;papier;;1/06/2027;;1;2;", ";;;;;;; 1 ;3;"], "staat er al, in rij 4"),
            (["F;l;Frans;papier;;1/06/2027;ja;1;2;", ";m;;;;;;2;2;"], "verschillende domeinen"),
            (["F;l;Frans;papier;;1/06/2027;;1;999;", ";;;;;;;2;2;"], "hoger dan 999,99"),
            (["F;l;Frans;papier;;1/06/2027;;1;twee;"], "getal"),
        ],
    )
    def test_one_mistake_and_nothing_is_stored(self, cast, lines, reason):
        planned = plan(cast.edition, *FRENCH, *lines)
        reasons = [one.reason for one in [*planned.refused, *planned.refused_parts]]
        assert len(reasons) == 1
        assert reason in reasons[0]
        with pytest.raises(Refused, match="niets bewaard"):
            store(cast, *FRENCH, *lines)
        assert not TestPart.objects.exists()


class TestAnEditionWithTests:
    def test_what_changes_what_goes_and_what_stays(self, cast, battery):
        lines = [
            READING[0], ";;;;;;;2;5;3", ";;;digitaal;;8/06/2027;;7;1;7",
            ";spreken;;;;;;4;3;5",
        ]  # fmt: skip
        planned = store(cast, *lines)
        assert [(one.row.label, [(c.label, c.old, c.new) for c in one.changes])
                for one in planned.changed] == [
            ("2", [("maximum", "4", "5")]),
            ("4", [("domein", "taalbeschouwing (Nederlands)", "spreken (Nederlands)")]),
        ]  # fmt: skip
        assert [(c.label, c.old, c.new) for c in planned.changed_parts[0].changes] == [
            ("vorm", "pen en papier", "digitaal"),
            ("vanaf", "1 september 2026", "8 juni 2027"),
        ]
        assert [item.label for item in planned.gone] == ["3", "5", "6"]
        assert [domain.name for domain in planned.left_empty] == ["taalbeschouwing"]
        assert {part.name for part in planned.staying} == {
            "Spreken en onderzoeken", "Lichamelijke opvoeding",
        }  # fmt: skip
        items = battery.reading.items.questions()
        assert list(items.values_list("label", "maximum", "position", "domain__name")) == [
            ("1", 2, 1, "lezen"), ("2", 5, 2, "lezen"), ("7", 1, 3, "lezen"), ("4", 3, 4, "spreken"),
        ]  # fmt: skip
        assert battery.total_of(battery.reading).maximum == 11
        assert not Domain.objects.filter(name="taalbeschouwing").exists()
        assert battery.gym.items.count() == 3

    def test_names_are_the_same_whatever_their_capitals(self, cast, battery):
        planned = plan(cast.edition, *(line.upper() for line in READING))
        assert (len(planned.equal), planned.changes_something, planned.is_refused) == (
            6,
            False,
            False,
        )

    def test_points_keep_their_meaning(self, cast, battery):
        first, _, third = battery.items_of(battery.reading)[:3]
        give(make_pupil(cast.class_a, "Aa"), {first: 1, third: "A"})
        lines = [READING[0].replace(";1;2;3", ";1;3;4"), *READING[1:2], *READING[3:]]
        before = everything(cast.edition)
        planned = plan(cast.edition, *lines, ";;;;leerkracht LO;;;8;1;")
        assert [(one.row.number, one.row.label, one.reason) for one in planned.refused] == [
            (2, "1", "Er zijn al punten voor deze vraag: ze blijft zoals ze is."
             " Klopt de vraag niet, laat ze dan vervallen."),
            (0, "3", "Deze vraag staat niet in het bestand. Er zijn al punten voor deze vraag: ze"
             " blijft zoals ze is. Klopt de vraag niet, laat ze dan vervallen."),
        ]  # fmt: skip
        assert "wie de punten ingeeft, blijven" in planned.refused_parts[0].reason
        with pytest.raises(Refused):
            store(cast, *lines)
        assert everything(cast.edition) == before

    def test_a_page_or_a_question_more_is_no_trouble(self, cast, battery):
        give(make_pupil(cast.class_a, "Aa"), {battery.items_of(battery.reading)[0]: 1})
        planned = store(cast, READING[0].replace(";1;2;3", ";1;2;9"), *READING[1:], ";;;;;;;7;1;7")
        assert (len(planned.changed), len(planned.new)) == (1, 1)
        assert battery.total_of(battery.reading).maximum == 23

    @pytest.mark.parametrize("what", ["total", "handed in"])
    def test_no_question_more_once_totals_or_classes_are_in(self, cast, battery, what):
        if what == "total":
            give(make_pupil(cast.class_a, "Aa"), {battery.total_of(battery.reading): 20})
        else:
            HandIn.objects.create(
                school_class=cast.class_a, part=battery.reading, missing=9, differences=0,
                handed_in_by=cast.teacher, handed_in_at=timezone.now(),
            )  # fmt: skip
        planned = plan(cast.edition, *READING[:5], ";;;;;;;7;1;7")
        assert [(one.row.label, one.kind) for one in planned.refused] == [
            ("7", Kind.REFUSED), ("6", Kind.REFUSED),
        ]  # fmt: skip
        assert all("Er zijn al" in one.reason for one in planned.refused)
        assert not plan(cast.edition, *READING).is_refused

    def test_a_total_that_is_a_result_stays_one(self, cast, battery):
        battery.gym.may_be_total = True
        battery.gym.save()
        give(make_pupil(cast.class_a, "Aa"), {battery.total_of(battery.gym): 9})
        planned = plan(cast.edition, f"{GYM};;;;nee;1;10;", ";;;;;;;2;2,5;")
        assert [part.reason for part in planned.refused_parts] == [
            "Er zijn al totalen ingegeven voor dit onderdeel: ze blijven een resultaat."
        ]

    def test_only_what_was_seen(self, cast, battery):
        seen = plan(cast.edition, *FRENCH).fingerprint
        TestPart.objects.create(
            edition=cast.edition, name="Frans luisteren", mode="paper", position=9,
            opens_on=date(2027, 6, 1),
        )  # fmt: skip
        with pytest.raises(Refused, match="Intussen"):
            import_battery(sheet=sheet(*FRENCH), edition=cast.edition, seen=seen, by=cast.helpdesk)
        assert not Item.objects.filter(part__name="Frans luisteren").exists()


class TestTheSpreadsheet:
    def test_out_and_in_again_is_equal(self, cast, battery):
        LearningArea.objects.filter(name="Bewegen").update(name="=1+1")
        Domain.objects.filter(name="motoriek").update(name="-spel")
        Item.objects.filter(label="1", part=battery.gym).update(label="3-4", page=7)
        content = write_battery(battery_of(cast.edition))
        planned = plan_import(sheet=read_sheet(content), edition=cast.edition)
        assert (planned.is_refused, planned.changes_something) == (False, False)
        assert len(planned.equal) == 10

    def test_it_makes_another_edition(self, cast, battery):
        later = make_edition(2028)
        TestPart.objects.update(opens_on=date(2027, 10, 1))
        content = write_battery(battery_of(cast.edition))
        TestPart.objects.update(opens_on=date(2026, 9, 1))
        read = read_sheet(content)
        seen = plan_import(sheet=read, edition=later).fingerprint
        import_battery(sheet=read, edition=later, seen=seen, by=cast.helpdesk)
        old, new = everything(cast.edition), everything(later)
        assert [row[1:9] for row in new] == [row[1:9] for row in old]


class TestThePages:
    UPLOAD = "/beheer/results/testpart/editie/2027/importeren/"
    REVIEW = "/beheer/results/testpart/editie/2027/nakijken/"

    def choose(self, client, *lines, content: bytes | None = None):
        content = content or "\n".join([HEAD, *lines]).encode()
        return client.post(self.UPLOAD, {"file": SimpleUploadedFile("toetsen 2027.csv", content)})

    def seen(self, page: str) -> str:
        return page.split('name="seen" value="')[1].split('"')[0]

    def test_choose_see_store(self, cast, battery, as_person):
        client = as_person(cast.helpdesk)
        assert self.choose(client, *READING[:5], ";;;;;;;7;1;7", *FRENCH).url == self.REVIEW
        page = client.get(self.REVIEW).content.decode()
        assert "Bestand: toetsen 2027.csv." in page
        assert "<strong>3</strong> nieuwe vragen" in page
        assert "Nederlands lezen, vraag 6" in page
        assert TestPart.objects.count() == 3  # nothing yet
        answer = client.post(self.REVIEW, {"apply": "1", "seen": self.seen(page)}, follow=True)
        assert "Import bewaard: 3 nieuwe vragen, 0 gewijzigd, 5 gelijk, 1 verdwenen." in (
            answer.content.decode()
        )
        assert Item.objects.get(label="1b").maximum == Decimal("1.5")
        history = client.get(f"/beheer/schools/edition/{cast.edition.pk}/history/")
        assert "Import bewaard" in history.content.decode()
        assert client.get(self.REVIEW).status_code == 302  # the file is gone

    def test_what_is_refused_has_no_button(self, cast, battery, as_person):
        client = as_person(cast.helpdesk)
        self.choose(client, *READING, ";;;;;;;8;nul;")
        page = client.get(self.REVIEW).content.decode()
        assert "Bewaar deze import" not in page
        assert "Het maximum is een getal hoger dan 0" in page
        answer = client.post(self.REVIEW, {"apply": "1", "seen": self.seen(page)})
        assert answer.status_code == 422
        assert "verbeter ze in het bestand" in answer.content.decode()
        client.post(self.REVIEW, {"cancel": "1"})
        assert client.get(self.REVIEW).status_code == 302

    def test_what_changed_meanwhile_is_shown_again(self, cast, battery, as_person):
        client = as_person(cast.helpdesk)
        self.choose(client, *READING)
        old = self.seen(client.get(self.REVIEW).content.decode())
        Item.objects.filter(part=battery.reading, label="2").update(maximum=1)
        answer = client.post(self.REVIEW, {"apply": "1", "seen": old})
        assert (answer.status_code, b"Intussen veranderde" in answer.content) == (422, True)
        assert Item.objects.get(part=battery.reading, label="2").maximum == 1

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [(b"\x00\x01", "kunnen we niet lezen"), (b"a;b\n1;2", "kolom ontbreekt"), (b"x" * 2_100_000, "2 MB")],
    )  # fmt: skip
    def test_a_file_that_is_none(self, cast, as_person, content, sentence):
        answer = self.choose(as_person(cast.helpdesk), content=content)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()

    def test_without_a_file_and_for_a_year_that_is_none(self, cast, as_person):
        client = as_person(cast.helpdesk)
        answer = client.post(self.UPLOAD)
        assert (answer.status_code, b"Kies een bestand." in answer.content) == (422, True)
        assert client.get(self.REVIEW).status_code == 302
        for year in (2030, 10**30):
            assert client.get(self.UPLOAD.replace("2027", str(year))).status_code == 404

    def test_nobody_else(self, cast, battery, as_person):
        pages = [self.UPLOAD, self.REVIEW, self.UPLOAD.replace("importeren", "overnemen"),
                 self.UPLOAD.replace("importeren", "rekenblad"),
                 self.UPLOAD.replace("importeren/", ""),
                 f"/beheer/results/testpart/vraag/{battery.items_of(battery.gym)[0].pk}/"]  # fmt: skip
        for person in (cast.admin, cast.teacher):
            client = as_person(person)
            assert {client.get(page).status_code for page in pages} == {403}


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_one(cast):
    seen = plan(cast.edition, *FRENCH).fingerprint
    outcomes = []

    def run():
        try:
            import_battery(sheet=sheet(*FRENCH), edition=cast.edition, seen=seen, by=cast.helpdesk)
            outcomes.append("stored")
        except Refused as refusal:
            outcomes.append(refusal.sentence[:8])
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["Intussen", "stored"]
    assert Item.objects.questions().count() == 2
