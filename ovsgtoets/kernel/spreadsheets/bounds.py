"""How much of a file is read, and the sentences for what is more, or no spreadsheet at all."""

from dataclasses import dataclass

from ovsgtoets.kernel.errors import Refused

FIELD = "file"  # of a form: the sentence stands beside it
BLANK_ROWS = 20_000  # between the rows with something in them; reading these costs little

DAMAGED = "Dit bestand kunnen we niet lezen: het is beschadigd, of het is geen rekenblad. Bewaar het als XLSX, ODS of CSV en probeer opnieuw."
OLD_EXCEL = "Dit is een oud Excel-bestand (.xls). Bewaar het als XLSX en probeer opnieuw."
NOTHING_IN_IT = "In dit bestand staat niets."


@dataclass(frozen=True)
class Bounds:
    """The most that is read: megabytes as it was sent and unpacked, rows with something in them
    (the header is one), columns (what is further to the right is left out). `advice` says what to
    do about a file that is more."""

    megabytes: int
    rows: int
    columns: int = 80
    unpacked: int = 40
    advice: str = ""

    @property
    def bytes(self) -> int:
        return self.megabytes * 1024 * 1024

    @property
    def bytes_unpacked(self) -> int:
        return self.unpacked * 1024 * 1024

    def check_size(self, size: int) -> None:
        if size > self.bytes:
            raise self._refusal(f"Dit bestand is groter dan {self.megabytes} MB.")

    def check_rows(self, filled: int, seen: int) -> None:
        """`filled` rows with something in them, among the `seen` first rows."""
        if filled > self.rows or seen > self.rows + BLANK_ROWS:
            raise self._refusal(f"Dit bestand heeft meer dan {self.rows} rijen.")

    def too_large(self) -> Refused:
        return self._refusal("Dit bestand is te groot.")

    def _refusal(self, sentence: str) -> Refused:
        return Refused(f"{sentence} {self.advice}".strip(), field=FIELD)
