"""The grid in a browser, for the tests of it: a class, a part, and what stands in the database."""

import re

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from results.models import Domain, Enterer, Exemption, Item, LearningArea, Mode, Score, TestPart
from schools.models import Participation, Pupil

NAMES = (
    "Aerts", "Bos", "Claes", "De Smet", "Evers", "Franken", "Goossens", "Hermans", "Jacobs",
    "Kerkhofs", "Lemmens", "Maes", "Nijs", "Op de Beeck", "Peeters", "Quintens", "Raes", "Stevens",
    "Thijs", "Uytterhoeven", "Vermeulen", "Willems", "Xhonneux", "Yilmaz", "Zaman",
)  # fmt: skip
FIRST_NAMES = ("Jan", "Zoë", "Ali", "Marie-Louise", "Noor")


def take_part(cast) -> None:
    Participation.objects.create(
        school=cast.school, edition=cast.edition, confirmed_at=timezone.now()
    )


def make_pupils(school_class, count: int) -> list[Pupil]:
    return Pupil.objects.bulk_create(
        Pupil(
            school_class=school_class,
            last_name=NAMES[n],
            first_name=FIRST_NAMES[n % len(FIRST_NAMES)],
            gender="X",
        )
        for n in range(count)
    )


def make_part(edition, maxima: list[str]) -> TestPart:
    """A part of one domain with a question per maximum, labelled 1, 2, …, two on each page."""
    area = LearningArea.objects.create(edition=edition, name="Wiskunde", position=1)
    domain = Domain.objects.create(learning_area=area, name="getallen", position=1)
    part = TestPart.objects.create(
        edition=edition,
        name="Getallen",
        mode=Mode.PAPER,
        entered_by=Enterer.CLASS_TEACHER,
        opens_on=edition.entry_opens_on,
        position=1,
    )
    Item.objects.bulk_create(
        Item(
            part=part, label=str(n), domain=domain, maximum=maximum, position=n, page=2 + n // 2
        )
        for n, maximum in enumerate(maxima, 1)
    )  # fmt: skip
    return part


def exempt(pupil: Pupil, part: TestPart, *positions: int) -> None:
    """Exempts the pupil from a learning area of their own: that of these questions."""
    area = LearningArea.objects.create(edition=part.edition, name="Frans", position=2)
    domain = Domain.objects.create(learning_area=area, name="lezen", position=2)
    part.items.filter(position__in=positions).update(domain=domain)
    Exemption.objects.create(pupil=pupil, learning_area=area)


def stored() -> list[list[str]]:
    """The grid as the database has it: a row per pupil, empty texts for empty cells."""
    marks = {(s.pupil_id, s.item_id): s for s in Score.objects.all()}
    pupils = Pupil.objects.order_by("last_name", "first_name")
    items = list(Item.objects.order_by("position"))
    return [[_text(marks.get((pupil.pk, item.pk))) for item in items] for pupil in pupils]


def _text(score: Score | None) -> str:
    if score is None:
        return ""
    return score.code or f"{score.points.normalize():f}".replace(".", ",")


class Grid:
    """The page as somebody sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status = page.locator("[data-status]")

    def cell(self, row: int, column: int) -> Locator:
        return self.page.locator(f".grid tbody tr:nth-child({row}) td:nth-of-type({column}) input")

    def shown(self) -> list[list[str]]:
        """What can be typed in; an exempt cell, which shows V, holds nothing."""
        return self.page.evaluate(
            """[...document.querySelectorAll('.grid tbody tr')].map(
                 (row) => [...row.querySelectorAll('td:has(input), td.plain')].map(
                   (td) => td.querySelector('input')?.value ?? ''))"""
        )

    def focused(self) -> tuple[int, int]:
        """(row, column) of the cursor, both from 1."""
        return tuple(
            self.page.evaluate(
                """[document.activeElement.closest('tr').rowIndex,
                    document.activeElement.closest('td').cellIndex]"""
            )
        )

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def expect_saved(self) -> None:
        """All is saved, says the page; and so it is: the database holds what is shown."""
        expect(self.status).to_have_text(re.compile(r"^Alles bewaard om \d\d\.\d\d uur$"))
        assert self.shown() == stored()
