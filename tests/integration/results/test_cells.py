"""The cells of the grid: saved in batches, seen by the others, never written over unseen."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from results.domain.reference import refresh_reference
from results.models import HandIn, ReferenceItem, Score
from schools.models import Pupil, SchoolClass
from tests.conftest import make_school
from tests.integration.results.scores import give, make_pupil

pytestmark = pytest.mark.django_db


def test_a_batch_is_saved_cell_by_cell_and_may_be_sent_twice(cast, screen_of):
    screen = screen_of(cast.teacher)
    answer = screen.type(r0c0="2", r0c1="2,5", r1c0="a", r1c1="5", r2c2="O")

    assert answer["status"] == 200
    assert answer["saved"] == [
        [*screen.place("r0c0"), 1],
        [*screen.place("r0c1"), 1],
        [*screen.place("r1c0"), 1],
    ]
    assert answer["refused"] == [
        [*screen.place("r1c1"), "Hoogstens 4."],
        [*screen.place("r2c2"), "Dit is de letter O. Typ het cijfer 0."],
    ]
    assert answer["conflicts"] == answer["changes"] == []
    assert answer["user"] == cast.teacher.pk
    assert answer["state"] == {
        "open": True,
        "handed_in": None,
        "may_reopen": False,
        "refusal": "",
        "others": [],
    }
    assert screen.stands("r0c1") == Decimal("2.5")
    assert screen.stands("r1c0") == "A"

    # The answer got lost, so the same batch comes again: acknowledged, and nothing written.
    again = screen.send([[*screen.place("r0c0"), "2", 0], [*screen.place("r0c1"), "2,50", 0]])
    assert again["saved"] == [[*screen.place("r0c0"), 1], [*screen.place("r0c1"), 1]]
    assert again["conflicts"] == []
    assert set(Score.objects.values_list("version", flat=True)) == {1}


def test_another_sees_what_was_typed_changed_and_emptied_with_initials(cast, screen_of):
    teacher, duo = screen_of(cast.teacher), screen_of(cast.duo)
    assert duo.look()["changes"] == []
    teacher.type(r0c0="1", r0c1="4", r1c0="N")

    seen = duo.look()
    assert sorted(seen["changes"]) == [
        [*duo.place("r0c0"), "1", 1, "CC"],
        [*duo.place("r0c1"), "4", 1, "CC"],
        [*duo.place("r1c0"), "N", 1, "CC"],
    ]
    assert seen["state"]["others"] == ["CC"]
    assert duo.look()["changes"] == []  # once

    teacher.type(r0c0="2", r0c1="")
    assert sorted(duo.look()["changes"]) == [
        [*duo.place("r0c0"), "2", 2, "CC"],
        [*duo.place("r0c1"), "", 0, "CC"],
    ]
    teacher.type(r0c1="3")
    teacher.type(r0c1="")
    teacher.type(r0c1="2")
    assert duo.look()["changes"] == [[*duo.place("r0c1"), "2", 3, "CC"]]
    # Who types hears the news with the answer, without asking, and not what was typed here.
    duo.type(r2c0="1")
    answer = teacher.type(r2c1="1")
    assert answer["changes"] == [[*duo.place("r2c0"), "1", 1, "GW"]]
    assert teacher.look()["changes"] == []


def test_the_page_knows_up_to_where_it_has_seen(cast, screen_of):
    teacher, duo = screen_of(cast.teacher), screen_of(cast.duo)
    teacher.type(r0c0="1", r0c1="4")
    teacher.type(r0c1="")
    page = duo.client.get(duo.url("grid"))
    duo.cursor = str(page.context["page"].cursor)
    assert f'data-cursor="{duo.cursor}"' in page.content.decode()
    assert duo.look()["changes"] == []
    teacher.type(r0c1="3")
    assert duo.look()["changes"] == [[*duo.place("r0c1"), "3", 2, "CC"]]


def test_a_write_on_an_old_version_shows_both_and_waits_for_a_choice(cast, screen_of):
    teacher, duo = screen_of(cast.teacher), screen_of(cast.duo)
    teacher.type(r0c1="3")
    answer = duo.type(r0c1="4", r1c1="1")

    [[pupil, item, text, version, who, initials, when]] = answer["conflicts"]
    assert (pupil, item, text, version, who, initials) == (
        *duo.place("r0c1"), "3", 1, "Cis Claes", "CC",
    )  # fmt: skip
    assert " om " in when
    assert answer["saved"] == [[*duo.place("r1c1"), 1]]
    assert duo.stands("r0c1") == 3

    mine = duo.send([[pupil, item, "4", version]])
    assert mine["saved"] == [[pupil, item, 2]]
    assert duo.stands("r0c1") == 4
    # A cell that was emptied meanwhile is asked about as well.
    duo.type(r0c1="")
    [conflict] = teacher.type(r0c1="2")["conflicts"]
    assert conflict[:-1] == [pupil, item, "", 0, "Guy Wouters", "GW"]
    assert " om " in conflict[-1]
    assert teacher.stands("r0c1") is None


class TestRefusals:
    def test_who_is_signed_out_is_told_where_to_sign_in(self, cast, screen_of):
        screen = screen_of(cast.teacher)
        screen.client.logout()
        assert screen.type(r0c0="1") == {"sign_in": "/weer-aangemeld/", "status": 401}
        assert screen.look() == {"sign_in": "/weer-aangemeld/", "status": 401}
        answer = screen.client.get("/weer-aangemeld/")
        assert answer.url == "/aanmelden/?next=/weer-aangemeld/"
        screen.client.force_login(cast.teacher)
        assert "Je bent weer aangemeld" in screen.client.get("/weer-aangemeld/").content.decode()
        assert screen.type(r0c0="1")["status"] == 200

    def test_what_somebody_else_typed_is_not_saved_under_this_name(self, cast, screen_of):
        screen = screen_of(cast.duo)
        cells = [[*screen.place("r0c0"), "1", 0]]
        answer = screen.post({"cells": cells, "user": cast.teacher.pk})
        assert answer.status_code == 409
        assert answer.json()["user"] == cast.duo.pk
        assert "wacht tot jij weer aangemeld bent" in answer.json()["refusal"]
        assert not Score.objects.exists()
        assert screen.post({"cells": cells, "user": "x"}).status_code == 422
        assert screen.post({"cells": cells, "user": cast.duo.pk}).status_code == 200

    def test_a_stale_token_is_told_apart_from_a_missing_right(self, cast, screen_of):
        screen = screen_of(cast.teacher)
        screen.client = Client(enforce_csrf_checks=True)
        screen.client.force_login(cast.teacher)
        answer = screen.post({"cells": []})
        assert (answer.status_code, answer.json()) == (403, {"csrf": True})
        token = screen.look()["csrf"]
        assert screen.post({"cells": []}, headers={"X-CSRFToken": token}).status_code == 200

        screen.client = Client()
        screen.client.force_login(cast.care)
        assert screen.type(r0c0="1")["status"] == 403
        assert screen.type(r0c0="1")["refusal"].startswith("Je geeft de punten van dit onderdeel")

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "[]",
            "{}",
            '{"cells": 3}',
            '{"cells": [[1, 2]]}',
            '{"cells": [["1", 2, "3", 0]]}',
            '{"cells": [[1, 2, 3, 0]]}',
            '{"cells": [[1, 2, "\\u0000", 0]]}',
            '{"cells": [[1, 99999999999999999999, "3", 0]]}',
            '{"cells": [[true, 2, "3", 0]]}',
            '{"cells": [[1, 2, "3", -1]]}',
            "[" * 5000,
            "\xff",
        ],
    )
    def test_what_is_no_batch_is_refused_whole(self, cast, screen_of, body):
        answer = screen_of(cast.teacher).post(body)
        assert (answer.status_code, answer.json()) == (
            422,
            {"refusal": "Dit kwam niet goed aan. Er is niets bewaard."},
        )

    def test_too_many_cells_and_strange_places_and_cursors(self, cast, screen_of, battery):
        screen = screen_of(cast.teacher)
        stranger = Pupil.objects.create(
            school_class=cast.other_class, last_name="Vreemd", first_name="Vic", gender="M"
        )
        assert screen.send([[1, 2, "3", 0]] * 2001)["status"] == 422
        gym = battery.items_of(battery.gym)[0].pk
        cells = [
            [stranger.pk, screen.items[0].pk, "1", 0],
            [screen.pupils[0].pk, gym, "1", 0],
            [2**63 - 1, 2**63 - 1, "1", 2**40],
        ]
        told = {(*place,): sentence for *place, sentence in screen.send(cells)["refused"]}
        assert [told[pupil, item] for pupil, item, _, _ in cells] == [
            "Deze leerling zit niet meer in de klas.",
            "Deze vraag hoort niet bij dit toetsonderdeel.",
            "Deze leerling zit niet meer in de klas.",
        ]
        assert not Score.objects.exists()
        screen.type(r0c0="1")
        for odd in ("abc", "1", "-1.0", "99999999999999999999.0"):
            screen.cursor = odd
            assert len(screen.look()["changes"]) == 1, odd

    def test_before_and_after_the_dates_nothing_is_saved(self, cast, screen_of, on):
        screen = screen_of(cast.teacher)
        on(date(2027, 6, 26))
        assert screen.type(r0c0="1") == {
            "refusal": "Punten ingeven kon tot en met 25 juni 2027.",
            "status": 422,
        }
        state = screen.look()["state"]
        assert (state["open"], state["refusal"]) == (
            False,
            "Punten ingeven kon tot en met 25 juni 2027.",
        )

    def test_a_class_that_is_gone(self, cast, screen_of):
        screen = screen_of(cast.teacher)
        Pupil.objects.all().delete()
        type(cast.class_a).objects.filter(pk=cast.class_a.pk).delete()
        assert screen.type(r0c0="1")["status"] == 404
        assert screen.type(r0c0="1")["refusal"] == "Deze klas of toets bestaat niet meer."


def test_the_database_itself_keeps_maxima_and_what_was_handed_in(cast, screen_of, battery):
    screen = screen_of(cast.teacher)
    screen.type(r0c0="1", r1c0="2")
    with pytest.raises(IntegrityError, match="score_within_item"), transaction.atomic():
        Score.objects.filter(item=screen.items[0]).update(points=3)
    HandIn.objects.create(
        school_class=cast.class_a, part=battery.reading, missing=0, differences=0,
        handed_in_by=cast.teacher, handed_in_at="2027-03-02T10:00:00Z",
    )  # fmt: skip
    mine = Score.objects.filter(pupil=screen.pupils[0])
    for write in (
        lambda: mine.update(points=0),
        lambda: mine.update(points=None, code="A"),
        mine.delete,
        lambda: Score.objects.create(
            pupil=screen.pupils[2], item=screen.items[0], points=1, entered_at="2027-03-02T10:00Z"
        ),
    ):
        with pytest.raises(IntegrityError, match="score_not_handed_in"), transaction.atomic():
            write()
    Score.objects.filter(item=screen.items[0]).update(entered_by=None)  # its person may go
    assert screen.stands("r0c0") == 1


def test_the_number_of_queries_depends_on_nothing(cast, screen_of, pupils):
    screen = screen_of(cast.teacher)

    def queries(action):
        with CaptureQueriesContext(connection) as captured:
            action()
        return len(captured)

    screen.look()
    looking, saving = queries(screen.look), queries(lambda: screen.type(r0c0="1"))
    pupils += Pupil.objects.bulk_create(
        Pupil(school_class=cast.class_a, last_name=f"Zz{n:02}", first_name="Kim", gender="X")
        for n in range(30)
    )
    typed = {f"r{row}c{column}": "1" for row in range(1, 33) for column in range(6)}
    assert queries(lambda: screen.type(**typed)) == saving
    assert queries(screen.look) == looking
    assert looking <= 14
    assert Score.objects.count() == 1 + 32 * 6


def test_a_column_far_from_what_all_participants_won_is_marked(cast, battery, screen_of, edition):
    """Ten schools made the first question well; this class has nothing on it."""
    item = battery.items_of(battery.reading)[0]
    for number in range(10):
        school = make_school(146100 + number, f"School {number}")
        school_class = SchoolClass.objects.create(school=school, edition=edition, name="6A")
        for n in range(10):
            give(make_pupil(school_class, f"Leerling {n}"), {item: 2 if n % 4 else "N"})
    more = [make_pupil(cast.class_a, f"Zz{n}") for n in range(17)]
    screen = screen_of(cast.teacher, of_pupils=more)
    refresh_reference(edition=edition)
    assert ReferenceItem.objects.get(item=item, zone="").p == pytest.approx(70)

    answer = screen.type(**{f"r{n}c0": "0" for n in range(17)})
    assert [(mark["pupil"], mark["item"], mark["kind"]) for mark in answer["marks"]] == [
        (None, item.pk, "far_from_reference")
    ]
    assert "de klas haalt 0\u00a0%" in answer["marks"][0]["sentence"]
    ReferenceItem.objects.filter(item=item).update(verdict="TOO_FEW", p=None)
    assert screen.type(r0c1="1")["marks"] == []


def test_a_total_that_differs_is_marked_at_once_with_its_cause(screen_of, cast):
    screen = screen_of(cast.teacher)
    screen.type(r0c0="1", r0c1="3", r0c2="0", r0c3="2", r0c4="1")
    answer = screen.type(r0c6="14")
    total = screen.items[6].pk
    assert answer["marks"] == [
        {
            "pupil": screen.pupils[0].pk,
            "item": total,
            "kind": "difference",
            "sentence": "Op het boekje staat 14, de punten samen zijn 7: nog 7. "
            "Vraag 6 is leeg: met 7 klopt het.",
        }
    ]
    assert screen.type(r0c5="7")["marks"] == []
