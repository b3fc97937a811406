"""Provisional while points come in; the helpdesk makes it definitive, and then it stays."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from ovsgtoets.kernel.errors import Refused
from results.domain.reference import make_definitive, refresh_reference
from results.models import Reference, ReferenceFigure, ReferenceItem, Score
from results.queries.references import yardsticks
from tests.integration.results.flemish_2017 import make_flemish_2017


@pytest.fixture
def provisional(cast):
    make_flemish_2017(cast)
    return refresh_reference(edition=cast.edition)


def made(cast, reference, reason=""):
    return make_definitive(
        edition=cast.edition, seen=reference.computed_at, reason=reason, by=cast.helpdesk
    )


def address_of(reference) -> str:
    return reverse("admin:results_reference_change", args=[reference.pk])


def mean_in_use(cast) -> float:
    everybody, _ = yardsticks(cast.edition, "")
    return next(iter(everybody.domains.values())).lies.mean


class TestMakingItDefinitive:
    def test_it_is_frozen_and_the_provisional_goes_on_following(self, cast, provisional):
        first = made(cast, provisional)
        assert (first.version, first.frozen, first.made_by) == (1, True, cast.helpdesk)
        assert first.figures.count() == provisional.figures.count() == 48  # all and zone E
        assert first.items.count() == provisional.items.count() == 80
        assert mean_in_use(cast) == pytest.approx(64)
        Score.objects.update(points=0)
        refresh_reference(edition=cast.edition)
        assert mean_in_use(cast) == pytest.approx(64)  # pages show the definitive one
        assert Reference.objects.get(version=0).figures.filter(mean=0).count() == 48

    def test_a_correction_is_a_new_version_with_a_reason_and_both_are_kept(self, cast, provisional):
        first = made(cast, provisional)
        Score.objects.update(points=Decimal("3"))
        again = refresh_reference(edition=cast.edition)
        with pytest.raises(Refused, match="Zeg waarom") as refusal:
            made(cast, again)
        assert refusal.value.field == "reason"
        second = made(cast, again, "Punten van drie scholen verbeterd.")
        assert (second.version, mean_in_use(cast)) == (2, pytest.approx(6))
        assert first.figures.first().mean != second.figures.first().mean
        basis = yardsticks(cast.edition, "E")[1].basis
        assert (basis.version, basis.reason) == (2, "Punten van drie scholen verbeterd.")

    def test_twice_and_what_was_not_seen_are_refused(self, cast, provisional):
        made(cast, provisional)
        with pytest.raises(Refused, match="al definitief"):
            made(cast, provisional, "Nog eens")
        refresh_reference(edition=cast.edition)
        with pytest.raises(Refused, match="intussen opnieuw berekend"):
            made(cast, provisional, "Nog eens")
        assert Reference.objects.filter(version__gt=0).count() == 1

    def test_without_points_there_is_nothing_to_make(self, cast):
        with pytest.raises(Refused, match="nog geen punten"):
            made(cast, refresh_reference(edition=cast.edition))

    @pytest.mark.parametrize(
        "write",
        [
            lambda first: Reference.objects.filter(pk=first.pk).update(entered=1),
            lambda first: Reference.objects.filter(pk=first.pk).update(frozen=False),
            lambda first: first.figures.update(mean=50),
            lambda first: first.items.all().delete(),
            lambda first: first.figures.update(reference=Reference.objects.get(version=0)),
            lambda first: Reference.objects.filter(pk=first.pk).delete(),
            lambda first: ReferenceItem.objects.create(
                reference=first, zone="Z", verdict="NOBODY", pupils=0, item=first.items.first().item
            ),
        ],
    )
    def test_the_database_refuses_to_change_it(self, cast, provisional, write):
        first = made(cast, provisional)
        with pytest.raises(IntegrityError, match="reference_is_frozen"), transaction.atomic():
            write(first)
        Reference.objects.filter(pk=first.pk).update(made_by=None)  # an account may go

    def test_what_is_hidden_can_not_be_stored(self, provisional):
        figures = provisional.figures.all()
        with pytest.raises(IntegrityError, match="hidden_is_not_stored"), transaction.atomic():
            figures.update(verdict="TOO_FEW")


class TestTheAdmin:
    @pytest.fixture
    def helpdesk(self, as_person, cast):
        return as_person(cast.helpdesk)

    def test_looks_it_over_and_makes_it_definitive(self, cast, helpdesk, provisional):
        address = address_of(provisional)
        page = helpdesk.get(address).content.decode()
        assert "12 van 12 scholen hebben punten, 72 leerlingen, 100,0\xa0% ingevoerd." in page
        assert "69,3\xa0%" in page  # Wiskunde
        assert '<th scope="row">E</th><td class="number">72</td>' in page
        seen = provisional.computed_at.isoformat()
        assert f'value="{seen}"' in page
        answer = helpdesk.post(address, {"seen": seen}, follow=True)
        assert (
            "Definitief gemaakt: OVSG-toets 2027, definitief, versie 1." in answer.content.decode()
        )
        first = Reference.objects.get(version=1)
        page = helpdesk.get(address).content.decode()
        assert "Deze cijfers zijn al definitief: versie 1." in page
        assert "Maak deze cijfers definitief" not in page
        page = helpdesk.get(address_of(first)).content.decode()
        assert "Deze cijfers veranderen niet meer." in page
        assert "Maak deze cijfers definitief" not in page

    def test_a_correction_shows_what_differs_and_asks_why(self, cast, helpdesk, provisional):
        made(cast, provisional)
        Score.objects.filter(item__label="1").update(points=60)
        again = refresh_reference(edition=cast.edition)
        address = address_of(again)
        page = helpdesk.get(address).content.decode()
        assert "Scholen zien nu definitieve versie 1" in page
        # getallen: 64 % of 40 points and all of 60 are 85,6 %.
        assert '64,0\xa0%</td><td class="number">85,6\xa0%</td><td class="number">+21,6<' in page
        answer = helpdesk.post(address, {"seen": again.computed_at.isoformat(), "reason": " "})
        assert answer.status_code == 422
        assert "Zeg waarom er een nieuwe definitieve versie komt." in answer.content.decode()
        for odd in ("", "x", "9" * 5000, "2027-99-99T00:00:00"):
            answer = helpdesk.post(address, {"seen": odd, "reason": "Waarom dan"})
            assert answer.status_code == 422
        assert Reference.objects.filter(version__gt=0).count() == 1

    def test_who_may_only_look_can_not(self, cast, as_person, provisional):
        address = address_of(provisional)
        client = as_person(cast.admin)
        assert client.post(address, {"seen": "x"}).status_code in (302, 403)
        assert not ReferenceFigure.objects.filter(reference__version__gt=0).exists()
