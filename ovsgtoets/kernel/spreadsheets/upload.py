"""Choosing a file, looking at what it would do, then doing it: the form, and where the file waits
in between."""

import uuid
from datetime import timedelta

from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.utils import timezone

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets.bounds import Bounds
from ovsgtoets.kernel.spreadsheets.reading import read_upload

FOLDER = "imports"
LEFT_AFTER = timedelta(days=1)  # a session lasts half a day


class UploadForm(forms.Form):
    """One file, which `check` has to understand; its bytes are in `content`."""

    bounds: Bounds
    file = forms.FileField(
        label="Rekenblad (XLSX, ODS of CSV)",
        allow_empty_file=False,
        error_messages={"required": "Kies een bestand.", "empty": "Dit bestand is leeg."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.content = read_upload(file, self.bounds)
            self.check(self.content)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return file

    def check(self, content: bytes) -> None:
        """Raises Refused for what can't be used."""
        raise NotImplementedError


class WaitingFile:
    """The file of this session under `key`; one that is chosen later takes its place."""

    def __init__(self, request: HttpRequest, key: str) -> None:
        self.session, self.key = request.session, key
        self.place, self.name = self.session.get(key) or (None, "")

    def keep(self, content: bytes, name: str) -> None:
        self.forget()
        self.place = default_storage.save(f"{FOLDER}/{uuid.uuid4()}", ContentFile(content))
        self.name = name[:100]
        self.session[self.key] = [self.place, self.name]

    def read(self) -> bytes | None:
        """None when nothing waits."""
        if not self.place or not default_storage.exists(self.place):
            return None
        with default_storage.open(self.place) as file:
            return file.read()

    def forget(self) -> None:
        if self.session.pop(self.key, None):
            default_storage.delete(self.place)


def remove_left_files() -> None:
    """Removes what waits for a session that ended without a word. Safe to repeat."""
    names = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    for place in (f"{FOLDER}/{name}" for name in names):
        if default_storage.get_modified_time(place) < timezone.now() - LEFT_AFTER:
            default_storage.delete(place)
