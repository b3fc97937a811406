"""What a page of results is asked to show: `?leergebied=`, `?geslacht=`, `?naast=`. What is not
understood is said in a sentence, and the page shows what it does without it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from results.analysis.crowd import GENDERS
from results.analysis.wording import words
from results.blocks import EVERYBODY, Against

COMPARABLE = Against("comparable", words.COMPARABLE)
BESIDE = {"": EVERYBODY, "alle": EVERYBODY, "vergelijkbaar": COMPARABLE}


@dataclass
class Filters:
    """`area`: the key of the learning area of the page, 0 for the overview. `gender`: of which
    pupils, empty for all. `group`: on a pupil's page, the leerlingengroep in whose list the pupil
    was found, 0 for the class. `notes`: what was asked and could not be shown."""

    area: int = 0
    gender: str = ""
    group: int = 0
    against: Against = EVERYBODY
    notes: list[str] = field(default_factory=list)

    @property
    def are_set(self) -> bool:
        return bool(self.gender or self.against != EVERYBODY)


def filters_of(query: QueryDict, *, areas: Sequence[int]) -> Filters:
    """`areas`: the keys of the edition's learning areas."""
    found = Filters()
    if area := query.get("leergebied", ""):
        if area in {str(pk) for pk in areas}:
            found.area = int(area)
        else:
            found.notes.append("Dit leergebied is er niet in deze editie. Je ziet het overzicht.")
    if gender := query.get("geslacht", ""):
        if gender in GENDERS:
            found.gender = gender
        else:
            found.notes.append("Deze keuze van leerlingen kennen we niet. Je ziet alle leerlingen.")
    beside = query.get("naast", "")
    if beside not in BESIDE:
        found.notes.append("Deze vergelijking kennen we niet. Je ziet alle deelnemers.")
    found.against = BESIDE.get(beside, EVERYBODY)
    return found
