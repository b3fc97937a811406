"""School boards: who pays for the schools. Their numbers are made up: no enterprise has them."""

from collections.abc import Sequence

from schools.models import School, SchoolBoard

FIRST = 2  # 1 is the seller's


def make_boards(schools: Sequence[School]) -> None:
    """A board for each town and kind of net, at the address of its first school."""
    boards: dict[str, SchoolBoard] = {}
    for school in schools:
        kind = "Gemeentebestuur" if school.is_ovsg else "Vzw Scholen"
        name = f"{kind} {school.municipality}"
        school.board = boards.setdefault(
            name,
            SchoolBoard(
                name=name,
                enterprise_number=_number(FIRST + len(boards)),
                street=school.street,
                house_number=school.house_number,
                postal_code=school.postal_code,
                municipality=school.municipality,
                email=f"facturen{len(boards)}@demo.example",
            ),
        )
    SchoolBoard.objects.bulk_create(boards.values())
    School.objects.bulk_update(schools, ["board"], batch_size=500)


def _number(base: int) -> str:
    """Ten digits with a right check: 2 → `0000000295`."""
    return f"{base:08d}{97 - base % 97:02d}"
