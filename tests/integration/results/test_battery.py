"""What the database keeps of the year's tests, annulling a question, and taking tests over."""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ovsgtoets.kernel.errors import Refused
from results.domain.battery import annul_item, count_item_again, hold_battery
from results.domain.battery_copy import copy_battery, plan_copy, shifted
from results.domain.scores import Place, Typed, save_scores
from results.models import Domain, HandIn, Item, LearningArea, Score, TestPart
from results.queries.battery import battery_of, points_of
from schools.models import Edition
from tests.conftest import make_edition
from tests.integration.results.scores import give, make_pupil
from tests.live import wait_until


@contextmanager
def refused(match: str):
    """The database says no, and the transaction of the test goes on."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        yield


@pytest.fixture
def later(db) -> Edition:
    return make_edition(2028)


class TestTheTotal:
    def test_it_follows_the_questions(self, battery):
        part = battery.reading
        total = battery.total_of(part)
        assert (total.maximum, total.domain, total.label) == (22, None, "Totaal op het boekje")
        assert list(part.items.all())[-1] == total

        extra = Item.objects.create(
            part=part, domain=battery.domains["lezen"], label="7", maximum="2.5", position=7
        )
        assert battery.total_of(part).maximum == Decimal("24.50")
        Item.objects.filter(pk=extra.pk).update(maximum=1)
        assert battery.total_of(part).maximum == 23
        Item.objects.filter(pk=extra.pk).update(part=battery.gym)
        assert battery.total_of(part).maximum == 22
        assert battery.total_of(battery.gym).maximum == Decimal("13.50")
        part.items.questions().delete()
        assert not part.items.exists()

    def test_it_has_a_domain_where_it_may_be_a_result(self, battery):
        for part, domain in ((battery.gym, "motoriek"), (battery.reading, None)):
            part.may_be_total = True
            part.save()
            total = battery.total_of(part)
            assert total.domain == (battery.domains[domain] if domain else None)
        battery.gym.may_be_total = False
        battery.gym.save()
        assert battery.total_of(battery.gym).domain is None

    def test_there_is_one_and_it_is_last(self, battery):
        total = battery.total_of(battery.gym)
        with refused("item_total_is_last"):
            Item.objects.filter(pk=total.pk).update(position=3)
        with refused("item_one_total_per_part"):
            Item.objects.create(
                part=battery.gym, label="nog een", maximum=1, position=32767, is_total=True
            )

    def test_a_part_that_goes_takes_its_items_along(self, battery):
        battery.gym.delete()
        assert not Item.objects.filter(part__name="Lichamelijke opvoeding").exists()

    def test_a_part_of_too_many_points_has_none(self, battery):
        Item.objects.filter(pk=battery.items_of(battery.gym)[0].pk).update(maximum="999.99")
        assert not battery.gym.items.filter(is_total=True).exists()


class TestPointsKeepTheirMeaning:
    def test_an_item_with_points(self, cast, battery):
        item, other = battery.items_of(battery.reading)[:2]
        give(make_pupil(cast.class_a, "Aa"), {item: "A"})
        for change in ({"label": "9"}, {"domain": battery.domains["spreken"]},
                       {"part": battery.gym}, {"maximum": 3}):  # fmt: skip
            with refused("item_with_scores_keeps_meaning"):
                Item.objects.filter(pk=item.pk).update(**change)
        Item.objects.filter(pk=item.pk).update(page=9, position=4)
        Item.objects.filter(pk=other.pk).update(maximum=3)  # nobody has points for it
        assert battery.total_of(battery.reading).maximum == 21

    def test_totals_hold_all_items_of_their_part(self, cast, battery):
        part = battery.gym
        item = battery.items_of(part)[0]
        give(make_pupil(cast.class_a, "Aa"), {battery.total_of(part): 9})
        with refused("item_with_scores_keeps_meaning"):
            Item.objects.filter(pk=item.pk).update(maximum=9)
        with refused("item_with_scores_keeps_meaning"):
            Item.objects.create(part=part, domain=item.domain, label="3", maximum=1, position=3)
        with refused("item_with_scores_keeps_meaning"):
            item.delete()
        part.may_be_total = True
        part.save()  # a control may become a result …
        part.may_be_total = False
        with refused("item_with_scores_keeps_meaning"):
            part.save()  # … and a result stays one

    def test_a_class_that_handed_in_has_seen_all_items(self, cast, battery):
        part, item = battery.reading, battery.items_of(battery.reading)[0]
        HandIn.objects.create(
            school_class=cast.class_a, part=part, missing=0, differences=0,
            handed_in_by=cast.teacher, handed_in_at=timezone.now(),
        )  # fmt: skip
        with refused("items_of_handed_in_part_stay"):
            Item.objects.create(part=part, domain=item.domain, label="7", maximum=1, position=7)
        with refused("items_of_handed_in_part_stay"):
            item.delete()
        with refused("items_of_handed_in_part_stay"):
            Item.objects.filter(pk=item.pk).update(maximum=1)
        annul_item(item=item, reason="Drukfout", by=cast.helpdesk)

    def test_what_stands_above_it(self, cast, battery, later):
        give(make_pupil(cast.class_a, "Aa"), {battery.items_of(battery.gym)[0]: 1})
        other = battery.areas["Nederlands"]
        with refused("domain_with_scores_keeps_meaning"):
            Domain.objects.filter(name="motoriek").update(learning_area=other)
        with refused("area_with_scores_keeps_meaning"):
            LearningArea.objects.filter(name="Bewegen").update(edition=later)
        with refused("part_with_scores_keeps_meaning"):
            TestPart.objects.filter(pk=battery.gym.pk).update(edition=later)
        Domain.objects.filter(name="spreken").update(learning_area=battery.areas["Bewegen"])

    def test_what_there_is_of_each_part(self, cast, battery, django_assert_num_queries):
        first = battery.items_of(battery.reading)[0]
        give(make_pupil(cast.class_a, "Aa"), {first: 1, battery.total_of(battery.gym): 9})
        with django_assert_num_queries(2):
            found = points_of(battery.parts.values())
        assert found[battery.reading.pk].items == {first.pk}
        assert found[battery.gym.pk].has_totals
        assert found[battery.practical.pk].is_empty


class TestAnnulling:
    def test_with_a_reason_and_back(self, cast, battery):
        item = battery.items_of(battery.reading)[0]
        for _ in range(2):  # twice is once
            annul_item(item=item, reason="  Drukfout \n in 3b ", by=cast.helpdesk)
        item.refresh_from_db()
        assert (item.counts, item.annulled_because) == (False, "Drukfout in 3b")
        assert battery.total_of(battery.reading).maximum == 22  # as the booklet says
        count_item_again(item=item, by=cast.helpdesk)
        item.refresh_from_db()
        assert (item.counts, item.annulled_because) == (True, "")
        told = item.events.filter(pgh_context__metadata__user=cast.helpdesk.pk)
        assert list(told.order_by("pgh_id").values_list("annulled_because", flat=True)) == [
            "Drukfout in 3b", "",
        ]  # fmt: skip

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
    def test_not_without_one(self, cast, battery, reason):
        item = battery.items_of(battery.reading)[0]
        with pytest.raises(Refused) as refusal:
            annul_item(item=item, reason=reason, by=cast.helpdesk)
        assert refusal.value.field == "reason"

    def test_not_a_total(self, cast, battery):
        with pytest.raises(Refused, match="totaal"):
            annul_item(item=battery.total_of(battery.gym), reason="x", by=cast.helpdesk)


class TestAtAGlance:
    def test_what_is_not_as_it_was_meant(self, battery, later):
        LearningArea.objects.create(edition=battery.edition, name="Frans", position=9)
        Domain.objects.create(learning_area=battery.areas["Bewegen"], name="spel", position=2)
        TestPart.objects.create(
            edition=battery.edition, name="Leeg", mode="paper", position=9,
            opens_on=date(2027, 6, 26),
        )  # fmt: skip
        battery.reading.may_be_total = True
        battery.reading.save()
        Item.objects.filter(label="2", part=battery.reading).update(page=None)
        Item.objects.filter(domain=battery.domains["spreken"]).update(
            counts=False, annulled_because="Drukfout"
        )
        found = battery_of(battery.edition)
        assert [warned.sentence for warned in found.warnings] == [
            "In domein spreken (Nederlands) telt geen enkele vraag mee.",
            "Domein spel (Bewegen) heeft geen vragen.",
            "Leergebied Frans heeft geen domeinen.",
            "Voor Nederlands lezen volstaat een totaal niet: de vragen horen bij 2 domeinen."
            " Het totaal is er enkel ter controle.",
            "Bij sommige vragen van Nederlands lezen ontbreekt de bladzijde.",
            "Leeg heeft geen vragen.",
            "Leeg gaat pas open op 26 juni 2027, na de laatste dag om punten in te geven"
            " (25 juni 2027).",
        ]
        assert (found.questions, found.maximum) == (10, Decimal("44.5"))
        assert battery_of(later).is_empty

    def test_as_many_queries_for_a_large_one(self, battery, django_assert_num_queries):
        for number in range(30):
            Item.objects.create(
                part=battery.gym, domain=battery.domains["motoriek"], label=f"x{number}",
                maximum=1, position=number + 5,
            )  # fmt: skip
        with django_assert_num_queries(6):
            assert battery_of(battery.edition).warnings == []


class TestTakingOver:
    def test_everything_comes_and_the_dates_shift(self, cast, battery, later):
        TestPart.objects.filter(pk=battery.reading.pk).update(
            opens_on=date(2027, 6, 7), may_be_total=False
        )
        TestPart.objects.filter(pk=battery.gym.pk).update(may_be_total=True)
        annul_item(item=battery.items_of(battery.gym)[0], reason="Regen", by=cast.helpdesk)
        plan = plan_copy(source=cast.edition, target=later)
        assert plan.annulled == 1

        copy_battery(source=cast.edition, target=later, seen=plan.fingerprint, by=cast.helpdesk)

        old, new = battery_of(cast.edition), battery_of(later)
        assert [(a.area.name, [d.domain.name for d in a.domains]) for a in new.areas] == [
            (a.area.name, [d.domain.name for d in a.domains]) for a in old.areas
        ]
        facts = ["label", "maximum", "page", "position", "domain__name", "part__name", "is_total"]
        of = [
            list(Item.objects.filter(part__edition=e).order_by("part__position", "position")
                 .values_list(*facts))
            for e in (cast.edition, later)
        ]  # fmt: skip
        assert of[0] == of[1]
        opens = dict(later.test_parts.values_list("name", "opens_on"))
        assert opens["Nederlands lezen"] == date(2028, 6, 5)  # a Monday, as before
        assert opens["Lichamelijke opvoeding"] == date(2027, 9, 1)
        assert not Item.objects.filter(part__edition=later, counts=False).exists()
        part = later.test_parts.get(name="Lichamelijke opvoeding")
        assert part.may_be_total
        assert part.events.get().pgh_context.metadata["user"] == cast.helpdesk.pk

    def test_not_twice_not_over_tests_and_not_what_was_not_seen(self, cast, battery, later):
        plan = plan_copy(source=cast.edition, target=later)
        with pytest.raises(Refused, match="Intussen"):
            copy_battery(source=cast.edition, target=later, seen="other", by=cast.helpdesk)
        assert battery_of(later).is_empty
        make = {"source": cast.edition, "target": later, "by": cast.helpdesk}
        copy_battery(**make, seen=plan.fingerprint)
        with pytest.raises(Refused, match="heeft al toetsen"):
            copy_battery(**make, seen=plan.fingerprint)
        assert later.test_parts.count() == 3

    def test_nothing_to_take_over(self, edition, later):
        with pytest.raises(Refused, match="geen toetsen om over te nemen"):
            plan_copy(source=edition, target=later)

    @pytest.mark.parametrize(
        ("day", "comes"),
        [
            (date(2026, 9, 1), date(2027, 9, 1)),  # the first day stays the first day
            (date(2026, 10, 1), date(2027, 9, 30)),  # a Thursday
            (date(2027, 2, 28), date(2028, 2, 27)),  # a Sunday
            (date(2027, 6, 7), date(2028, 6, 5)),
            (date(2027, 6, 25), date(2028, 6, 23)),  # not after it closes
        ],
    )
    def test_how_dates_shift(self, edition, later, day, comes):
        assert shifted(day, edition, later) == comes

    def test_over_several_years(self, edition):
        far = Edition(year=2031, entry_opens_on=date(2030, 9, 2), entry_closes_on=date(2031, 6, 27))
        assert shifted(date(2027, 6, 7), edition, far) == date(2031, 6, 9)


@pytest.mark.django_db(transaction=True)
def test_who_types_waits_for_a_change_of_the_tests(cast, battery, ordered):
    """A point that was right for the old maximum does not slip in beside the new one."""
    item = battery.items_of(battery.gym)[0]
    pupil = make_pupil(cast.class_a, "Aa")
    told = []

    def type_ten():
        try:
            cell = Typed(Place(pupil.pk, item.pk), "10", 0)
            save_scores(
                school_class=cast.class_a, part=battery.gym, cells=[cell], by=cast.pe_teacher
            )
        except IntegrityError as error:
            told.append(str(error))
        finally:
            connection.close()

    typing = Thread(target=type_ten)
    with transaction.atomic():
        hold_battery(cast.edition)
        typing.start()
        wait_until(someone_waits, what="the teacher to wait")
        Item.objects.filter(pk=item.pk).update(maximum=3)
    typing.join(timeout=60)
    assert "score_within_item" in told[0]
    assert not Score.objects.exists()


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0
