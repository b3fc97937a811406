"""Storing the public list, and the helpdesk's pages for it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schools.domain.school_import import import_schools, plan_import
from schools.models import School, SchoolBoard, SchoolKind, Umbrella
from schools.school_list import read_school_list

pytestmark = pytest.mark.django_db
UPLOAD = "/beheer/schools/school/importeer/"
REVIEW = f"{UPLOAD}nazien/"
HEADER = (
    "schoolnummer;intern_vplnummer;net;naam;hoofdzetel;straat;huisnummer;postcode;gemeente;e-mail;"
    "ingerichte hoofdstructuren"
)
LINDE = (
    "146001;1;OVSG;De Linde;ja;Dorpsstraat;1;9000;Gent;linde@nieuw.example;Gewoon Lager Onderwijs"
)
WIJK = "146001;2;OVSG;De Linde, wijkschool;nee;Molenweg;12;9000;Gent;;Gewoon Lager Onderwijs"
NIEUW = (
    "200100;1;GO!;De Beuk;ja;Kerkplein;4;8000;Brugge;beuk@demo.example;Buitengewoon Lager Onderwijs"
)
FOUT = "12;1;OVSG;Te kort;ja;Straat;1;9000;Gent;;"


def content(*rows):
    return "\n".join([HEADER, *rows]).encode()


def listed(*rows):
    return read_school_list(content(*rows), today=date(2027, 3, 2)).schools


def test_a_new_school_is_stored_with_its_sites(db):
    import_schools(listed=listed(NIEUW), by=None)

    school = School.objects.get(institution_number=200100)
    assert school.name == "De Beuk"
    assert school.umbrella == Umbrella.GO
    assert school.kind == SchoolKind.SPECIAL
    assert school.sites.get().address_line == "Kerkplein 4, 8000 Brugge"


def test_the_plan_says_what_differs_and_changes_nothing(cast):
    plan = plan_import(listed=listed(LINDE.replace("Dorpsstraat;1", "Nieuwstraat;7"), WIJK))

    (change,) = plan.changed
    assert [(c.label, c.old, c.new) for c in change.changes] == [
        ("e-mailadres van de school", "school146001@demo.example", "linde@nieuw.example"),
        ("straat", "Dorpsstraat", "Nieuwstraat"),
        ("huisnr", "1", "7"),
        ("vestigingsplaats 1, straat", "Dorpsstraat", "Nieuwstraat"),
        ("vestigingsplaats 1, huisnr", "1", "7"),
    ]
    cast.school.refresh_from_db()
    assert cast.school.street == "Dorpsstraat"


def test_a_second_time_everything_is_equal(cast):
    rows = listed(LINDE, WIJK, NIEUW)
    import_schools(listed=rows, by=cast.helpdesk)

    plan = import_schools(listed=rows, by=cast.helpdesk)

    assert (plan.new, plan.changed, plan.equal) == ([], [], 2)
    assert School.objects.get(institution_number=146001).sites.count() == 2


def test_what_the_list_leaves_open_and_what_the_school_said_itself_stays(cast):
    cast.school.ses_percentage, cast.school.ses_zone = "1.23", "E"
    cast.school.registered_at = timezone.now()
    cast.school.phone = "09 1"
    cast.school.save()

    import_schools(listed=listed(LINDE), by=cast.helpdesk)

    school = School.objects.get(institution_number=146001)
    assert (str(school.ses_percentage), school.ses_zone, school.phone) == ("1.23", "E", "09 1")
    assert school.email == "school146001@demo.example"
    assert school.sites.count() == 2


def test_a_long_list_costs_as_many_queries_as_a_short_one(cast, django_assert_max_num_queries):
    rows = [NIEUW.replace("200100", str(number)) for number in range(300_000, 300_100)]

    with django_assert_max_num_queries(12):
        import_schools(listed=listed(*rows), by=cast.helpdesk)

    assert School.objects.filter(institution_number__gte=300_000).count() == 100


class TestThePages:
    def upload(self, client, *rows):
        return client.post(
            UPLOAD, {"file": SimpleUploadedFile("scholen.csv", content(*rows))}, follow=True
        )

    def test_first_a_preview_then_the_change(self, as_person, cast):
        client = as_person(cast.helpdesk)

        page = self.upload(client, LINDE, NIEUW, FOUT).text

        assert "<strong>1</strong> nieuwe scholen" in page
        assert "linde@nieuw.example" in page
        assert "De Beuk" in page
        assert "geen getal van 100 tot 999999" in page
        assert not School.objects.filter(institution_number=200100).exists()

        answer = client.post(REVIEW, {"apply": "1"}, follow=True)

        assert "Import bewaard: 1 nieuwe scholen, 1 gewijzigd, 0 ongewijzigd." in answer.text
        assert School.objects.filter(institution_number=200100).exists()
        assert client.get(REVIEW).headers["Location"] == UPLOAD

    def test_not_storing_it_throws_the_file_away(self, as_person, cast, settings):
        client = as_person(cast.helpdesk)
        self.upload(client, NIEUW)

        client.post(REVIEW, {"cancel": "1"})

        assert not School.objects.filter(institution_number=200100).exists()
        assert not list((settings.MEDIA_ROOT / "imports").iterdir())

    @pytest.mark.parametrize("file", [b"", b"x;y\n1;2", None])
    def test_a_wrong_file_is_refused_with_a_reason(self, as_person, cast, file):
        data = {} if file is None else {"file": SimpleUploadedFile("x.csv", file)}

        answer = as_person(cast.helpdesk).post(UPLOAD, data)

        assert answer.status_code == 422
        assert "errorlist" in answer.text

    def test_schools_have_no_business_here(self, as_person, cast):
        assert as_person(cast.admin).get(UPLOAD).status_code == 403


BOARDS = f"{HEADER};bestuur;kbo-nummer"


def boards_of(*rows):
    content = "\n".join([BOARDS, *rows]).encode()
    return read_school_list(content, today=date(2027, 3, 2)).schools


def test_a_board_in_the_list_is_made_once_for_its_schools(cast):
    rows = boards_of(
        f"{LINDE};Stad Gent;0207.451.227", f"{NIEUW};STAD  GENT;BE0207451227",
    )  # fmt: skip
    assert ("schoolbestuur", "", "Stad Gent") in [
        (change.label, change.old, change.new)
        for change in plan_import(listed=rows).changed[0].changes
    ]

    import_schools(listed=rows, by=cast.helpdesk)

    board = SchoolBoard.objects.get()
    assert (board.name, board.enterprise_number) == ("Stad Gent", "0207451227")
    assert board.missing == ["het adres"]
    assert set(board.schools.values_list("institution_number", flat=True)) == {146001, 200100}
    plan = import_schools(listed=rows, by=cast.helpdesk)
    assert (plan.new, plan.changed, plan.equal) == ([], [], 2)


@pytest.mark.parametrize(
    ("first", "second"), [("0207.451.227", "0000.000.196"), ("fout", "fout"), ("0207451227", "")]
)
def test_a_number_that_may_be_the_institutions_is_not_taken_for_the_boards(cast, first, second):
    import_schools(
        listed=boards_of(f"{LINDE};Stad Gent;{first}", f"{NIEUW};Stad Gent;{second}"), by=None
    )
    assert SchoolBoard.objects.get().enterprise_number == ""


def test_a_board_that_the_helpdesk_gave_stays(cast):
    board = SchoolBoard.objects.create(name="Vzw De Linde", enterprise_number="0207451227")
    cast.school.board = board
    cast.school.save()

    import_schools(listed=boards_of(f"{LINDE};Stad Gent;0207451227"), by=cast.helpdesk)

    cast.school.refresh_from_db()
    assert cast.school.board == board
    assert SchoolBoard.objects.count() == 1


def test_two_boards_with_one_number_do_not_stop_the_import(cast):
    SchoolBoard.objects.create(name="Vzw De Linde", enterprise_number="0207451227")
    import_schools(
        listed=boards_of(f"{LINDE};Stad Gent;0207451227", f"{NIEUW};Stad Brugge;0207451227"),
        by=cast.helpdesk,
    )
    assert set(SchoolBoard.objects.values_list("name", "enterprise_number")) == {
        ("Vzw De Linde", "0207451227"), ("Stad Gent", ""), ("Stad Brugge", ""),
    }  # fmt: skip
