"""The class that the grid is measured with: 25 pupils of the demo school, and a part of 40 items."""

from dataclasses import dataclass

from accounts.models import User
from ovsgtoets.demo.cast import MAIN
from results.models import Domain, Item, Mode, TestPart
from results.queries.cells import Place, stored_scores
from schools.models import Pupil, SchoolClass
from schools.queries import running_edition

TEACHER = "leerkracht@demo.example"
PUPILS, ITEMS, MAXIMUM = 25, 40, 9


@dataclass(frozen=True)
class Grid:
    school_class: SchoolClass
    part: TestPart
    teacher: User
    pupils: list[int]
    items: list[int]

    @property
    def places(self) -> list[Place]:
        return [Place(pupil, item) for pupil in self.pupils for item in self.items]

    def other_points(self, places: list[Place]) -> dict[Place, tuple[str, int]]:
        """For each cell other points than stand there, as text, and the version that does."""
        stored = stored_scores(school_class=self.school_class, part=self.part)
        found = {place: stored.get(place) for place in places}
        return {
            place: (str((int(cell[0].points) + 1) % (MAXIMUM + 1)), cell[1]) if cell else ("5", 0)
            for place, cell in found.items()
        }


def make() -> Grid:
    """Makes the part, in the running edition."""
    edition = running_edition()
    school_class = SchoolClass.objects.select_related("school").get(
        school__institution_number=MAIN, edition=edition, name="6A"
    )
    pupils = list(Pupil.objects.filter(school_class=school_class).values_list("pk", flat=True))
    assert len(pupils) == PUPILS, f"class 6A of the demo school has {len(pupils)} pupils"
    part = TestPart.objects.create(
        edition=edition, name=f"Bench {PUPILS} × {ITEMS}", mode=Mode.PAPER,
        opens_on=edition.entry_opens_on, position=100,
    )  # fmt: skip
    domain = Domain.objects.filter(learning_area__edition=edition).first()
    items = Item.objects.bulk_create(
        Item(part=part, domain=domain, label=str(n), maximum=MAXIMUM, page=1 + n // 4, position=n)
        for n in range(1, ITEMS + 1)
    )
    teacher = User.objects.get(email=TEACHER)
    return Grid(school_class, part, teacher, pupils, [item.pk for item in items])
