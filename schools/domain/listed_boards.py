"""The school boards that the public list names: found by name, or made, for schools without one.

The list gives no address of a board, and does not say whether its enterprise number is the board's
or the institution's. So a new board gets the number only when all its schools in the list have the
same one, and the helpdesk completes it before anything is invoiced to it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from schools.models import School, SchoolBoard
from schools.school_list import ListedSchool


def boards_for(
    listed: Sequence[ListedSchool], known: Mapping[int, School]
) -> dict[int, SchoolBoard]:
    """By institution number, the board of each school that has none yet; new ones are not saved.

    A board that the helpdesk filled in stays. A name that several boards have says nothing.
    """
    wanted = [
        entry
        for entry in listed
        if entry.board and not _has_board(known.get(entry.institution_number))
    ]
    if not wanted:
        return {}
    existing: dict[str, list[SchoolBoard]] = {}
    for board in SchoolBoard.objects.all():
        existing.setdefault(_key(board.name), []).append(board)
    numbers = _numbers(listed, {b.enterprise_number for same in existing.values() for b in same})
    boards = {}
    for entry in wanted:
        key = _key(entry.board)
        if key not in existing:
            number = numbers.get(key, "")
            existing[key] = [SchoolBoard(name=entry.board, enterprise_number=number)]
        if len(existing[key]) == 1:
            boards[entry.institution_number] = existing[key][0]
    return boards


def _has_board(school: School | None) -> bool:
    return school is not None and school.board_id is not None


def _numbers(listed: Sequence[ListedSchool], taken: set[str]) -> dict[str, str]:
    """By board, the one number of all its schools, unless another board has it too."""
    found: dict[str, set[str | None]] = {}
    for entry in listed:
        if entry.board:
            found.setdefault(_key(entry.board), set()).add(entry.enterprise_number)
    sure = {key: numbers.pop() for key, numbers in found.items() if len(numbers) == 1}
    times = Counter(sure.values())
    return {
        key: number
        for key, number in sure.items()
        if number and times[number] == 1 and number not in taken
    }


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
