"""Pupils, typed one by one; and what is said of one later."""

import re
from collections.abc import Iterable
from datetime import date

from django import forms

from ovsgtoets.kernel.clock import school_year_of
from schools.domain.pupils import Namesakes, NewPupil
from schools.models import Edition, Gender, SchoolClass
from schools.names import LONGEST, LONGEST_NUMBER, tidy, wrong_with, wrong_with_number


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
    def chosen_class(self) -> SchoolClass | None:
        return self.only_class or self.cleaned_data["school_class"]

    @property
    def new(self) -> NewPupil:
        data = self.cleaned_data
        return NewPupil(
            data["last_name"], data["first_name"], data["gender"], data.get("number", "")
        )

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


class PupilEditForm(PupilForm):
    """What can be said of a pupil who is there already. `classes` are all of the school: a pupil may
    move to a colleague's."""

    number = forms.CharField(
        label="Stamnummer",
        max_length=LONGEST_NUMBER,
        required=False,
        help_text="Het nummer in je leerlingenadministratie, geen rijksregisternummer.",
        widget=forms.TextInput({"autocomplete": "off", "size": 12}),
    )
    voluntary = forms.BooleanField(
        label="Neemt vrijwillig deel: heeft een eigen resultaat, en telt in geen gemiddelde mee",
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["last_name", "first_name", "gender", "number", "school_class"])
        if field := self.fields.get("school_class"):
            field.required, field.unmarked = False, True  # nothing said: the pupil stays
            field.help_text = "Verhuist de leerling naar een andere klas, dan gaan de punten mee."

    def clean_number(self) -> str:
        number = tidy(self.cleaned_data["number"])
        if reason := wrong_with_number(number):
            raise forms.ValidationError(reason)
        return number


class LeaveForm(forms.Form):
    """Since when a pupil is gone."""

    left_on = forms.DateField(
        label="Vertrokken op",
        help_text="Vanaf die dag vragen we geen punten meer. Bv. 15/03/2027.",
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d/%m/%y"],
        widget=forms.DateInput({"size": 12, "autocomplete": "off"}, format="%d/%m/%Y"),
        error_messages={
            "required": "Vul de dag in, bv. 15/03/2027.",
            "invalid": "Dit is geen dag. Schrijf ze zo: 15/03/2027.",
        },
    )

    def __init__(self, *args, edition: Edition, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition

    def clean_left_on(self) -> date:
        day = self.cleaned_data["left_on"]
        if school_year_of(day) != self.edition.year:
            raise forms.ValidationError("Deze dag ligt niet in dit schooljaar.")
        return day
