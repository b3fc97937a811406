"""A list for the printer and the courier as a file: one row per address."""

from collections.abc import Iterable

from orders.domain.printing import PrintedOrder, orders_on
from orders.models import Delivery, PrintExport
from orders.print_lines import Parcel
from ovsgtoets.kernel.spreadsheets import Cell, write_csv, write_xlsx

HEADER = [
    "pakket", "instellingsnummer", "school", "telefoon", "naam vestiging", "straat", "huisnr",
    "postcode", "gemeente", "exemplaren", "instructiebundels",
]  # fmt: skip
HEADER_BESIDE = [*HEADER, "vorige exemplaren", "vorige instructiebundels", "wat"]


def write_print_csv(export: PrintExport) -> bytes:
    return write_csv(_header(export), _rows(export))


def write_print_xlsx(export: PrintExport) -> bytes:
    return write_xlsx(f"druklijst {export.number}", _header(export), _rows(export))


def name_of(export: PrintExport, ending: str) -> str:
    """`druklijst-2027-3.xlsx`"""
    return f"druklijst-{export.edition.year}-{export.number}.{ending}"


def _header(export: PrintExport) -> list[str]:
    """From the second list on with the old numbers beside."""
    return HEADER if export.number == 1 else HEADER_BESIDE


def _rows(export: PrintExport) -> Iterable[list[Cell]]:
    orders = orders_on(export)
    deliveries = Delivery.objects.filter(order__in=[one.revision.order_id for one in orders])
    parcels = {(one.order_id, one.parcel): one.pk for one in deliveries}
    width = len(_header(export))
    for one in orders:
        for line in one.lines:
            yield _row(one, line, parcels.get((one.revision.order_id, line.parcel)))[:width]


def _row(one: PrintedOrder, line, parcel: int | None) -> list[Cell]:
    address: Parcel = line.parcel
    return [
        parcel,
        one.school.institution_number,
        one.school.name,
        one.school.phone,
        *address,
        line.copies,
        line.teachers,
        line.old_copies,
        line.old_teachers,
        line.what,
    ]
