"""Pupils, typed one by one or pasted as lines."""

import hashlib
import re
from collections.abc import Iterable

from django import forms

from schools.domain.pupils import Namesakes, NewPupil
from schools.models import Gender, SchoolClass
from schools.names import LONGEST, tidy, wrong_with

ANOTHER = re.compile(r"ander-([0-9]{1,6})")


class PupilForm(forms.Form):
    """One pupil. The class is asked only of who enters pupils of several."""

    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label="Klas", empty_label=None
    )
    last_name = forms.CharField(
        label="Naam", max_length=LONGEST, widget=forms.TextInput({"autocomplete": "off"})
    )
    first_name = forms.CharField(
        label="Voornaam", max_length=LONGEST, widget=forms.TextInput({"autocomplete": "off"})
    )
    gender = forms.ChoiceField(
        label="Geslacht",
        choices=[(gender.value, gender.value) for gender in Gender],
        widget=forms.RadioSelect({"class": "choices"}),
        error_messages={"required": "Kies M, V of X."},
    )

    def __init__(self, *args, classes: Iterable[SchoolClass] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        classes = list(classes)
        self.only_class = classes[0] if len(classes) == 1 else None
        if len(classes) > 1:
            field = self.fields["school_class"]
            field.queryset = SchoolClass.objects.filter(pk__in=[one.pk for one in classes])
        else:
            del self.fields["school_class"]

    def clean_last_name(self) -> str:
        return self._name("last_name")

    def clean_first_name(self) -> str:
        return self._name("first_name")

    def _name(self, field: str) -> str:
        name = tidy(self.cleaned_data[field])
        if reason := wrong_with(name):
            raise forms.ValidationError(reason)
        return name

    @property
    def chosen_class(self) -> SchoolClass:
        return self.only_class or self.cleaned_data["school_class"]

    @property
    def new(self) -> NewPupil:
        data = self.cleaned_data
        return NewPupil(data["last_name"], data["first_name"], data["gender"])

    @property
    def known_namesakes(self) -> int:
        """How many namesakes the person saw when saying that this is another pupil."""
        seen = self.data.get("another", "")
        return int(seen) if re.fullmatch(r"[0-9]{1,4}", seen) else 0

    def ask_about(self, refusal: Namesakes) -> None:
        """Adds the question whether this is another pupil of the same name."""
        self.fields["another"] = forms.BooleanField(
            label="Ja, dit is een andere leerling",
            required=False,
            widget=forms.CheckboxInput(
                {"value": str(refusal.count)}, check_test=lambda value: False
            ),
        )
        refusal.show_on(self)


class PasteForm(forms.Form):
    """The pasted lines; `seen` says which text the preview on screen was made of."""

    text = forms.CharField(
        label="Leerlingen",
        max_length=40_000,
        strip=False,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Eén leerling per regel: klas, naam, voornaam, geslacht (M, V of X).",
        error_messages={"required": "Plak minstens één regel."},
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError("Plak minstens één regel.")
        return text

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.cleaned_data["text"])

    @property
    def was_previewed(self) -> bool:
        return self.data.get("seen") == self.fingerprint

    @property
    def another(self) -> dict[int, int]:
        """Line number → how many namesakes were shown, for the ticked lines."""
        ticked = {}
        for name in self.data:
            match = ANOTHER.fullmatch(name)
            if match and re.fullmatch(r"[0-9]{1,6}", self.data[name]):
                ticked[int(match[1])] = int(self.data[name])
        return ticked


def fingerprint_of(text: str) -> str:
    lines = "\n".join(text.splitlines())
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
