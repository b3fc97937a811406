"""What teachers said, as a spreadsheet; which school it was only where that was asked for."""

from collections.abc import Iterable

from django.utils.timezone import localtime

from ovsgtoets.kernel.spreadsheets import Cell, write_csv, write_xlsx
from results.forms.feedback import RATINGS
from results.models import Feedback

HEADER = ["toetsonderdeel", "beoordeling", "in woorden", "opmerking", "gegeven op"]
SCHOOL = ["instellingsnummer", "school", "klas"]


def feedback_file(feedback: Iterable[Feedback], kind: str, *, with_school: bool) -> bytes:
    """`kind`: xlsx or csv."""
    header = [*HEADER, *SCHOOL] if with_school else HEADER
    rows = (_row(one, with_school) for one in feedback)
    if kind == "xlsx":
        return write_xlsx("Feedback", header, rows)
    return write_csv(header, rows)


def _row(one: Feedback, with_school: bool) -> list[Cell]:
    row = [
        one.part.name,
        one.rating,
        RATINGS[one.rating],
        one.text,
        localtime(one.given_at).date().isoformat(),
    ]
    if not with_school:
        return row
    school = one.school_class.school
    return [*row, school.institution_number, school.name, one.school_class.name]
