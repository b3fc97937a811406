"""A list of pupils: pasted or from a file, what its columns are, and what was chosen per line."""

import hashlib
import re

from django import forms

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets import read_upload
from ovsgtoets.kernel.spreadsheets.text import LINE_END
from schools.imports.pupil_columns import MEANINGS, UNUSED
from schools.imports.pupil_files import BOUNDS, read_file
from schools.imports.pupil_sheet import MOST_TEXT
from schools.imports.pupils import PupilList

CHOICE = re.compile(r"keuze-([0-9]{1,6})")
CHOSEN = re.compile(r"niets|(?:ander|zelfde)\.[0-9]{1,18}")
TOO_MUCH = f"Deze lijst is te lang. Geef hoogstens {BOUNDS.rows} regels tegelijk in."


class PupilListForm(forms.Form):
    """Text or a file. The preview sends back what it showed of the columns (`gezien`) and of the
    whole (`seen`), so that nothing is brought in that was not looked at."""

    text = forms.CharField(
        label="Leerlingen",
        max_length=MOST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea(
            {"rows": 12, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}
        ),
        help_text="Eén leerling per regel: klas, naam, voornaam, geslacht (M, V of X).",
        error_messages={"max_length": TOO_MUCH},
    )
    file = forms.FileField(
        label="Kies een bestand",
        required=False,
        allow_empty_file=True,
        max_length=300,
        widget=forms.FileInput({"accept": ".xlsx,.ods,.csv,.txt"}),
        help_text="Een rekenblad (XLSX of ODS) of een CSV uit je leerlingenadministratie.",
        error_messages={"max_length": "De naam van dit bestand is te lang."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.unmarked = True  # one of the two is needed: neither is "niet verplicht"

    left_out: tuple[str, ...] = ()  # columns of the file from which a national number was taken

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(LINE_END.findall(text)) > BOUNDS.rows:
            raise forms.ValidationError(TOO_MUCH)
        return text

    def clean(self) -> dict:
        data = super().clean()
        if file := data.get("file"):
            self._read(file)
        elif not self.errors and not data.get("text", "").strip():
            self.add_error("text", "Plak minstens één regel, of kies een bestand.")
        return data

    def _read(self, file) -> None:
        try:
            text, left_out = read_file(read_upload(file, BOUNDS))
        except Refused as refusal:
            refusal.show_on(self)
            return
        self.errors.pop("text", None)
        self.cleaned_data["text"], self.left_out = text, tuple(left_out)

    @property
    def has_file(self) -> bool:
        return bool(self.cleaned_data.get("file"))

    @property
    def wanted(self) -> PupilList:
        """Of a new file, nothing was said yet; of a text that was changed, the choices may be
        about other lines than they were."""
        text = self.cleaned_data["text"]
        if self.has_file:
            return PupilList(text)
        meanings, has_header = self._columns()
        bare = PupilList(text, meanings, has_header)
        choices = self._choices() if self.data.get("seen") == fingerprint_of(bare) else {}
        return PupilList(text, meanings, has_header, choices)

    @property
    def was_previewed(self) -> bool:
        return not self.has_file and self.data.get("seen") == fingerprint_of(self.wanted)

    def _columns(self) -> tuple[list[str] | None, bool | None]:
        """What the person said of the columns; None as long as it is what we found ourselves."""
        said = [self.data.get(f"kolom-{n}") for n in range(BOUNDS.columns)]
        meanings = [one if one in MEANINGS else UNUSED for one in said if one is not None]
        has_header = "kop" in self.data
        if not meanings:
            return None, None
        if "gekozen" not in self.data and self.data.get("gezien") == seen_of(meanings, has_header):
            return None, None
        return [_once(meanings, n) for n in range(len(meanings))], has_header

    def _choices(self) -> dict[int, str]:
        return {
            int(match[1]): self.data[name]
            for name in self.data
            if (match := CHOICE.fullmatch(name)) and CHOSEN.fullmatch(self.data[name])
        }


def _once(meanings: list[str], place: int) -> str:
    """Of two columns that are said to be the same, the first is used; the preview shows so."""
    meaning = meanings[place]
    return UNUSED if meaning in meanings[:place] else meaning


def seen_of(meanings, has_header: bool) -> str:
    return f"{','.join(meanings)}|{int(has_header)}"


def fingerprint_of(wanted: PupilList) -> str:
    """Of the text and of what was said of its columns."""
    lines = "\n".join(LINE_END.split(wanted.text))
    said = "" if wanted.meanings is None else seen_of(wanted.meanings, bool(wanted.has_header))
    return hashlib.sha256(f"{said}\n{lines}".encode(errors="replace")).hexdigest()[:16]
