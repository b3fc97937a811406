"""An order is for one instellingsnummer: addresses for another school are refused."""

from orders.queries import other_school_in
from orders.unusual import GROUPING
from ovsgtoets.kernel.errors import Refused
from schools.models import School


def refuse_other_school(school: School, site_name: str) -> None:
    """Refuses a name of an address in which another school's instellingsnummer stands.

    Only that number tells: schools may share an address, or part of a name.
    """
    if other := other_school_in(site_name, school):
        raise Refused(
            f"{other.institution_number} is het instellingsnummer van {other.name}. {GROUPING}",
            field="site_name",
        )
