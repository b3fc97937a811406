"""A small year of tests for an edition: three parts that together show every kind there is."""

from dataclasses import dataclass, field
from datetime import date

from results.models import Domain, Enterer, Item, LearningArea, Mode, TestPart


@dataclass
class Battery:
    """`battery.parts["Nederlands lezen"]`, `battery.domains["lezen"]`, `battery.areas[...]`.

    `battery.reading` is on paper (6 items, two domains of one area), `battery.practical` is
    integrated (domains of two areas), `battery.gym` is entered by the PE teacher.
    """

    edition: object
    areas: dict[str, LearningArea] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    parts: dict[str, TestPart] = field(default_factory=dict)
    items: dict[str, list[Item]] = field(default_factory=dict)

    @property
    def reading(self) -> TestPart:
        return self.parts["Nederlands lezen"]

    @property
    def practical(self) -> TestPart:
        return self.parts["Spreken en onderzoeken"]

    @property
    def gym(self) -> TestPart:
        return self.parts["Lichamelijke opvoeding"]

    def items_of(self, part: TestPart) -> list[Item]:
        """The questions; the database made the total (`total_of`)."""
        return self.items[part.name]

    def total_of(self, part: TestPart) -> Item:
        return Item.objects.get(part=part, is_total=True)


AREAS = {
    "Nederlands": ["lezen", "taalbeschouwing", "spreken"],
    "Wetenschappen en techniek": ["onderzoeken"],
    "Bewegen": ["motoriek"],
}
# name: (mode, entered by, [(label, domain, maximum, page)])
PARTS = {
    "Nederlands lezen": (
        Mode.PAPER,
        Enterer.CLASS_TEACHER,
        [
            ("1", "lezen", "2", 3),
            ("2", "lezen", "4", 3),
            ("3", "lezen", "1", 4),
            ("4", "taalbeschouwing", "3", 5),
            ("5", "taalbeschouwing", "2", 5),
            ("6", "taalbeschouwing", "10", 6),
        ],
    ),
    "Spreken en onderzoeken": (
        Mode.PRACTICAL,
        Enterer.CLASS_TEACHER,
        [("a", "spreken", "5", None), ("b", "onderzoeken", "5", None)],
    ),
    "Lichamelijke opvoeding": (
        Mode.PRACTICAL,
        Enterer.PE_TEACHER,
        [("1", "motoriek", "10", None), ("2", "motoriek", "2.5", None)],
    ),
}


def make_battery(edition, *, opens_on: date | None = None) -> Battery:
    """Makes the areas, domains, parts and items of `edition`; open from the edition's start."""
    battery = Battery(edition)
    for position, (area, domains) in enumerate(AREAS.items(), 1):
        battery.areas[area] = LearningArea.objects.create(
            edition=edition, name=area, position=position
        )
        for place, domain in enumerate(domains, 1):
            battery.domains[domain] = Domain.objects.create(
                learning_area=battery.areas[area], name=domain, position=place
            )
    for position, (name, (mode, enterer, items)) in enumerate(PARTS.items(), 1):
        part = TestPart.objects.create(
            edition=edition,
            name=name,
            mode=mode,
            entered_by=enterer,
            opens_on=opens_on or edition.entry_opens_on,
            position=position,
        )
        battery.parts[name] = part
        battery.items[name] = Item.objects.bulk_create(
            Item(
                part=part,
                label=label,
                domain=battery.domains[domain],
                maximum=maximum,
                page=page,
                position=place,
            )
            for place, (label, domain, maximum, page) in enumerate(items, 1)
        )
    return battery
