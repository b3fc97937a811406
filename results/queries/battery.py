"""Questions about the year's tests: which points there are already, and the whole at a glance."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Exists, OuterRef

from ovsgtoets.kernel.formats import long_date
from results.models import Domain, HandIn, Item, LearningArea, Mode, Score, TestPart
from results.models.battery_triggers import MOST
from schools.models import Edition


@dataclass
class PointsOf:
    """What there is already of a part: the items with points or codes, totals, classes handed in."""

    items: set[int] = field(default_factory=set)
    has_totals: bool = False
    is_handed_in: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.has_totals or self.is_handed_in)


def points_of(parts: Iterable[TestPart]) -> dict[int, PointsOf]:
    """Per part what was entered, of any school. Two queries."""
    found = {part.pk: PointsOf() for part in parts}
    items = Item.objects.filter(Exists(Score.objects.filter(item=OuterRef("pk"))), part__in=found)
    for pk, part, is_total in items.values_list("pk", "part_id", "is_total").order_by():
        if is_total:
            found[part].has_totals = True
        else:
            found[part].items.add(pk)
    for part in HandIn.objects.filter(part__in=found).values_list("part_id", flat=True).distinct():
        found[part].is_handed_in = True
    return found


@dataclass
class PartView:
    """A part with its questions in the booklet's order."""

    part: TestPart
    items: list[Item]
    points: PointsOf

    @property
    def maximum(self) -> Decimal:
        return sum((item.maximum for item in self.items), Decimal(0))

    @property
    def domains(self) -> list[Domain]:
        return list({item.domain_id: item.domain for item in self.items}.values())

    @property
    def annulled(self) -> list[Item]:
        return [item for item in self.items if not item.counts]

    @property
    def has_pages(self) -> bool:
        return any(item.page for item in self.items)


@dataclass
class DomainView:
    """A domain with what it gets from each part: (part, number of questions, points)."""

    domain: Domain
    items: list[Item]

    @property
    def maximum(self) -> Decimal:
        return sum((item.maximum for item in self.items), Decimal(0))

    @property
    def parts(self) -> list[TestPart]:
        return list({item.part_id: item.part for item in self.items}.values())


@dataclass
class AreaView:
    area: LearningArea
    domains: list[DomainView]

    @property
    def items(self) -> list[Item]:
        return [item for domain in self.domains for item in domain.items]

    @property
    def maximum(self) -> Decimal:
        return sum((item.maximum for item in self.items), Decimal(0))


@dataclass(frozen=True)
class Warned:
    """What probably is not as it was meant: a sentence, and the row that it is about."""

    sentence: str
    about: TestPart | LearningArea


@dataclass
class Battery:
    """All tests of an edition: the areas with their domains, and the parts with their items."""

    edition: Edition
    areas: list[AreaView]
    parts: list[PartView]

    @property
    def is_empty(self) -> bool:
        return not (self.areas or self.parts)

    @property
    def questions(self) -> int:
        return sum(len(part.items) for part in self.parts)

    @property
    def maximum(self) -> Decimal:
        return sum((part.maximum for part in self.parts), Decimal(0))

    @cached_property
    def warnings(self) -> list[Warned]:
        return [
            *(warned for view in self.areas for warned in _of_area(view)),
            *(warned for view in self.parts for warned in _of_part(view, self.edition)),
        ]


def battery_of(edition: Edition) -> Battery:
    """The whole of an edition. Six queries, however large."""
    areas = LearningArea.objects.filter(edition=edition).order_by("position", "pk")
    parts = list(TestPart.objects.filter(edition=edition).order_by("opens_on", "position", "pk"))
    items = list(
        Item.objects.questions()
        .filter(part__in=parts)
        .select_related("domain__learning_area", "part")
        .order_by("part__position", "position", "pk")
    )
    points = points_of(parts)
    of_part, of_domain = _grouped(items, "part_id"), _grouped(items, "domain_id")
    return Battery(
        edition,
        areas=[
            AreaView(area, [DomainView(d, of_domain.get(d.pk, [])) for d in area.domains.all()])
            for area in areas.prefetch_related("domains")
        ],
        parts=[PartView(part, of_part.get(part.pk, []), points[part.pk]) for part in parts],
    )


def _grouped(items: list[Item], name: str) -> dict[int, list[Item]]:
    groups: dict[int, list[Item]] = {}
    for item in items:
        groups.setdefault(getattr(item, name), []).append(item)
    return groups


def _of_area(view: AreaView) -> list[Warned]:
    if not view.domains:
        return [Warned(f"Leergebied {view.area} heeft geen domeinen.", view.area)]
    found = []
    for domain in view.domains:
        if not domain.items:
            sentence = f"Domein {domain.domain} ({view.area}) heeft geen vragen."
            found.append(Warned(sentence, view.area))
        elif not any(item.counts for item in domain.items):
            sentence = f"In domein {domain.domain} ({view.area}) telt geen enkele vraag mee."
            found.append(Warned(sentence, view.area))
    return found


def _of_part(view: PartView, edition: Edition) -> list[Warned]:
    part, sentences = view.part, []
    if not view.items:
        sentences.append(f"{part} heeft geen vragen.")
    if part.opens_on > edition.entry_closes_on:
        sentences.append(
            f"{part} gaat pas open op {long_date(part.opens_on)}, na de laatste dag om punten in"
            f" te geven ({long_date(edition.entry_closes_on)})."
        )
    if part.opens_on < edition.entry_opens_on:
        sentences.append(
            f"{part} staat open vanaf {long_date(part.opens_on)}, maar punten ingeven kan pas"
            f" vanaf {long_date(edition.entry_opens_on)}."
        )
    if part.may_be_total and len(view.domains) > 1:
        sentences.append(
            f"Voor {part} volstaat een totaal niet: de vragen horen bij"
            f" {len(view.domains)} domeinen. Het totaal is er enkel ter controle."
        )
    if view.maximum > Decimal(MOST):
        sentences.append(f"{part} heeft meer dan 999 punten, en daarom geen totaal.")
    if part.mode == Mode.PAPER and view.has_pages and any(not i.page for i in view.items):
        sentences.append(f"Bij sommige vragen van {part} ontbreekt de bladzijde.")
    return [Warned(sentence, part) for sentence in sentences]


@dataclass(frozen=True)
class WhoHasPoints:
    """Of an item: how many pupils of how many classes have it filled in, and how many pupils have
    only a total that stays their result."""

    pupils: int
    classes: int
    totals: int


def who_has_points(item: Item) -> WhoHasPoints:
    scores = Score.objects.filter(item=item)
    found = scores.aggregate(
        pupils=Count("pk"), classes=Count("pupil__school_class", distinct=True)
    )
    questions = Score.objects.filter(
        item__part=item.part_id, item__is_total=False, item__counts=True, pupil=OuterRef("pupil")
    )
    totals = Score.objects.filter(item__part=item.part_id, item__is_total=True)
    alone = totals.filter(~Exists(questions), item__domain__isnull=False)
    return WhoHasPoints(found["pupils"], found["classes"], alone.count())
