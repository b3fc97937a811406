"""The helpdesk's pages of an edition's tests: at a glance, a part, a question, taking over."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from results.models import Domain, Item, TestPart
from schools.models import Edition
from tests.conftest import make_edition, make_person
from tests.integration.results.scores import give, make_pupil

LIST = "/beheer/results/testpart/"
OVERVIEW = f"{LIST}editie/2027/"


@pytest.fixture
def client(cast, as_person):
    return as_person(cast.helpdesk)


@pytest.fixture
def later(db) -> Edition:
    return make_edition(2028)


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestAtAGlance:
    def test_the_whole_with_its_sums_and_warnings(self, cast, battery, client):
        Domain.objects.create(learning_area=battery.areas["Bewegen"], name="spel", position=2)
        page = client.get(OVERVIEW)
        text = text_of(page)
        assert "3 toetsonderdelen, 10 vragen, 44,5 punten." in text
        assert "Nederlands 7 27 lezen Nederlands lezen 3 7 taalbeschouwing" in text
        assert "praktisch, leerkracht LO, vanaf 1 september 2026 2 vragen, 12,5 punten" in text
        assert "Domein spel (Bewegen) heeft geen vragen." in text
        area = battery.areas["Bewegen"].pk
        assert f'href="/beheer/results/learningarea/{area}/change/"' in page.content.decode()
        assert "Totaal op het boekje" not in text
        home = client.get("/beheer/").content.decode()
        assert f'href="{OVERVIEW}"' in home
        assert "opmerking bij de toetsen van 2027" in home

    def test_it_is_reached_from_the_list_and_from_the_edition(self, cast, battery, client):
        link = f'href="{OVERVIEW}"'
        assert link not in client.get("/beheer/").content.decode()  # nothing is odd
        assert link in client.get(LIST).content.decode()
        edition = client.get(f"/beheer/schools/edition/{cast.edition.pk}/change/")
        assert link in edition.content.decode()

    def test_an_empty_edition_offers_the_first_step(self, battery, later, client):
        text = text_of(client.get(f"{LIST}editie/2028/"))
        assert "Er zijn nog geen toetsen voor deze editie." in text
        assert "Neem over van een vorige editie" in text

    def test_a_year_that_is_none(self, battery, client):
        for page in ("", "rekenblad/", "overnemen/"):
            assert client.get(f"{LIST}editie/1999/{page}").status_code == 404

    def test_the_spreadsheet(self, battery, client):
        answer = client.get(f"{OVERVIEW}rekenblad/")
        assert answer["Content-Disposition"] == 'attachment; filename="toetsen-2027.xlsx"'
        rows = list(load_workbook(BytesIO(answer.content)).worksheets[0].values)
        assert rows[0][:3] == ("leergebied", "domein", "toetsonderdeel")
        assert rows[1][:3] + rows[1][7:] == ("Nederlands", "lezen", "Nederlands lezen", 1, 2, 3)
        assert len(rows) == 11


class TestAPart:
    def form(self, part: TestPart, **changes) -> dict:
        data = {
            "edition": part.edition_id, "name": part.name, "mode": part.mode,
            "entered_by": part.entered_by, "opens_on": "01-09-2026", "position": part.position,
            "items-TOTAL_FORMS": "2", "items-INITIAL_FORMS": "2",
        }  # fmt: skip
        for place, item in enumerate(part.items.questions()):
            data |= {
                f"items-{place}-id": item.pk, f"items-{place}-part": part.pk,
                f"items-{place}-position": item.position, f"items-{place}-label": item.label,
                f"items-{place}-domain": item.domain_id,
                f"items-{place}-maximum": str(item.maximum).replace(".", ","),
            }  # fmt: skip
        return data | changes

    def third(self, battery, domain: str = "motoriek", maximum: str = "1") -> dict:
        return {
            "items-TOTAL_FORMS": "3", "items-2-position": "3", "items-2-label": "3",
            "items-2-domain": battery.domains[domain].pk, "items-2-maximum": maximum,
        }  # fmt: skip

    def save(self, client, part, **changes):
        return client.post(f"{LIST}{part.pk}/change/", self.form(part, **changes))

    def test_new_and_then_its_questions(self, cast, battery, client):
        assert 'name="items-0-label"' not in client.get(f"{LIST}add/").content.decode()
        new = {"edition": cast.edition.pk, "name": "Frans", "mode": "paper", "position": "4",
               "entered_by": "class_teacher", "opens_on": "01-06-2027"}  # fmt: skip
        answer = client.post(f"{LIST}add/", new)
        part = TestPart.objects.get(name="Frans")
        assert answer.url == f"{LIST}{part.pk}/change/"
        assert "Voeg nu de vragen toe." in text_of(client.get(answer.url))

    def test_a_question_is_added_and_the_total_follows(self, cast, battery, client):
        assert self.save(client, battery.gym, **self.third(battery)).status_code == 302
        assert battery.total_of(battery.gym).maximum == 13.5
        page = text_of(client.get(f"{LIST}{battery.gym.pk}/change/"))
        assert "13,5 punten, enkel ter controle" in page
        item = Item.objects.get(part=battery.gym, label="3")
        assert item.events.get().pgh_context.metadata["user"] == cast.helpdesk.pk

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"opens_on": "01-10-2027"}, "1 oktober 2027 valt buiten schooljaar 2026-2027."),
            ({"items-0-maximum": "999,99"}, "De maxima zijn samen hoger dan 999,99."),
            ({"items-0-maximum": "0"}, "Het maximum is hoger dan 0."),
            ({"items-0-position": "32767"}, "Kies een lager getal."),
            ({"items-0-label": "2"}, "dubbele"),
        ],
    )
    def test_mistakes_are_told_beside_the_field(self, battery, client, changes, sentence):
        answer = self.save(client, battery.gym, **changes)
        assert answer.status_code == 200
        assert sentence in answer.content.decode()
        assert battery.total_of(battery.gym).maximum == 12.5

    def test_a_total_suffices_for_one_domain_only(self, battery, client):
        third = self.third(battery, domain="lezen")
        answer = self.save(client, battery.gym, may_be_total="on", **third)
        assert "de vragen horen bij verschillende domeinen" in text_of(answer)
        assert self.save(client, battery.gym, may_be_total="on").status_code == 302
        assert battery.total_of(battery.gym).domain == battery.domains["motoriek"]

    def test_with_points_what_is_sent_for_a_closed_field_changes_nothing(
        self, cast, battery, later, client
    ):
        first, second = battery.items_of(battery.gym)
        give(make_pupil(cast.class_a, "Aa"), {first: 1})
        answer = self.save(
            client, battery.gym, edition=later.pk, entered_by="class_teacher", mode="digital",
            **{"items-0-maximum": "3", "items-0-label": "x", "items-0-DELETE": "on",
               "items-0-page": "8", "items-1-maximum": "3"},
        )  # fmt: skip
        assert answer.status_code == 302, text_of(answer)
        part = TestPart.objects.get(pk=battery.gym.pk)
        assert (part.edition_id, part.entered_by, part.mode) == (
            cast.edition.pk, "pe_teacher", "digital",
        )  # fmt: skip
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.label, first.maximum, first.page, second.maximum) == ("1", 10, 8, 3)

    def test_with_totals_no_question_more(self, cast, battery, client):
        give(make_pupil(cast.class_a, "Aa"), {battery.total_of(battery.gym): 9})
        page = text_of(client.get(f"{LIST}{battery.gym.pk}/change/"))
        assert "Er zijn al totalen ingegeven voor dit onderdeel: de vragen, maxima" in page
        answer = self.save(client, battery.gym, **self.third(battery))
        assert "Er zijn al totalen ingegeven" in text_of(answer)
        assert battery.gym.items.questions().count() == 2
        assert client.get(f"{LIST}{battery.gym.pk}/delete/").status_code == 403

    def test_one_without_points_can_go(self, battery, client):
        assert client.post(f"{LIST}{battery.gym.pk}/delete/", {"post": "yes"}).status_code == 302
        assert not Item.objects.filter(domain=battery.domains["motoriek"]).exists()

    def test_as_many_queries_for_many(self, battery, client):
        def queries(address: str) -> int:
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            return len(asked)

        pages = [LIST, OVERVIEW, f"{LIST}{battery.gym.pk}/change/"]
        before = [queries(page) for page in pages]
        for number in range(20):
            TestPart.objects.create(
                edition=battery.edition, name=f"Deel {number}", mode="paper",
                opens_on=date(2027, 6, 1), position=number,
            )  # fmt: skip
            Item.objects.create(
                part=battery.gym, domain=battery.domains["motoriek"], label=f"x{number}",
                maximum=1, position=9,
            )  # fmt: skip
        assert [queries(page) for page in pages] == before
        assert max(before) < 25


def test_who_may_only_look_changes_nothing(battery, client):
    looker = make_person("kijker@demo.example", "Kaat", "Kijker", is_staff=True)
    looker.user_permissions.set(
        Permission.objects.filter(codename__in=["view_testpart", "view_item", "view_edition"])
    )
    client.force_login(looker)
    page = text_of(client.get(OVERVIEW))
    assert "10 vragen" in page
    assert "Importeer" not in page
    assert "Maximum" in text_of(client.get(f"{LIST}{battery.gym.pk}/change/"))
    item = battery.items_of(battery.gym)[0]
    pages = [f"{OVERVIEW}{page}/" for page in ("importeren", "nakijken", "overnemen", "rekenblad")]
    assert {client.post(page).status_code for page in pages} == {403}
    assert client.post(f"{LIST}vraag/{item.pk}/", {"reason": "x"}).status_code == 403


class TestAQuestion:
    def test_it_lapses_with_a_reason_and_counts_again(self, cast, battery, client):
        item, total = battery.items_of(battery.gym)[0], battery.total_of(battery.gym)
        battery.gym.may_be_total = True
        battery.gym.save()
        give(make_pupil(cast.class_a, "Aa"), {item: 4})
        give(make_pupil(cast.class_b, "Bb"), {item: "A"})
        give(make_pupil(cast.class_b, "Cc"), {total: 9})
        address = f"{LIST}vraag/{item.pk}/"
        text = text_of(client.get(address))
        assert "2 leerlingen hebben er punten of een code voor, in 2 klassen." in text
        assert "1 leerling heeft voor dit onderdeel enkel een totaal." in text

        answer = client.post(address, {"annul": "1", "reason": " "})
        assert (answer.status_code, "Zeg waarom" in text_of(answer)) == (422, True)
        answer = client.post(address, {"annul": "1", "reason": "Bal <b>kwijt</b>"}, follow=True)
        assert "Vraag 1 telt niet meer mee: Bal &lt;b&gt;kwijt&lt;/b&gt;" in answer.content.decode()
        assert "1 vraag telt niet mee" in text_of(client.get(OVERVIEW))
        client.post(address, {"again": "1"})
        item.refresh_from_db()
        assert item.counts
        history = text_of(client.get(f"{LIST}{battery.gym.pk}/history/"))
        assert "Vraag 1 telt niet meer mee" in history
        assert "Vraag 1 telt weer mee." in history

    def test_not_a_total_and_not_what_is_not_there(self, battery, client):
        for number in (battery.total_of(battery.gym).pk, 0, 2**63, 10**40):
            assert client.get(f"{LIST}vraag/{number}/").status_code == 404


class TestTakingOver:
    ADDRESS = f"{LIST}editie/2028/overnemen/"

    def test_see_and_take_over_once(self, battery, later, client):
        page = client.get(self.ADDRESS)
        assert "Uit 2027 komen 3 leergebieden, 3 toetsonderdelen en 10 vragen" in text_of(page)
        seen = re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1]
        answer = client.post(self.ADDRESS, {"van": "2027", "seen": seen}, follow=True)
        assert "Toetsen overgenomen van 2027: 3 onderdelen, 10 vragen." in text_of(answer)
        again = client.post(self.ADDRESS, {"van": "2027", "seen": seen})
        assert (again.status_code, "heeft al toetsen" in text_of(again)) == (422, True)
        assert later.test_parts.count() == 3
        history = client.get(f"/beheer/schools/edition/{later.pk}/history/")
        assert "Toetsen overgenomen van 2027" in text_of(history)

    def test_nothing_to_take_over(self, cast, later, client):
        assert "Er is geen andere editie met toetsen." in text_of(client.get(self.ADDRESS))
        assert client.post(self.ADDRESS, {"van": "x\0"}).status_code == 422
