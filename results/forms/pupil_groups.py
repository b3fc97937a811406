"""A leerlingengroep: its name and its pupils, who are shown class by class."""

from collections.abc import Iterator
from itertools import groupby

from django import forms
from django.db.models import QuerySet

from results.models import PupilGroup
from schools.models import Pupil


class PupilGroupForm(forms.Form):
    """`pupils`: those who may be chosen, by class and name. `others`: the names that are taken."""

    name = forms.CharField(
        label="Naam van de groep",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "size": 30}),
    )
    pupils = forms.ModelMultipleChoiceField(
        Pupil.objects.none(),
        label="Leerlingen",
        error_messages={
            "required": "Kies minstens één leerling.",
            "invalid_choice": "Een van deze leerlingen is er niet meer.",
            "invalid_pk_value": "Een van deze leerlingen bestaat niet.",
            "invalid_list": "Kies leerlingen uit de lijst.",
        },
    )

    def __init__(
        self, *args, pupils: QuerySet[Pupil], others: QuerySet[PupilGroup], **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.of_school = list(
            pupils.select_related("school_class").order_by(
                "school_class__name", "school_class_id", "last_name", "first_name", "pk"
            )
        )
        self.fields["pupils"].queryset = pupils
        self.others = others

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if self.others.filter(name__iexact=name).exists():
            raise forms.ValidationError("Er is al een leerlingengroep met deze naam.")
        return name

    def by_class(self) -> Iterator[tuple[str, list[tuple[Pupil, bool]]]]:
        """Each class with its pupils, and whether they are chosen."""
        chosen = {str(value) for value in self["pupils"].value() or []}
        for school_class, pupils in groupby(self.of_school, key=lambda one: one.school_class):
            yield school_class.name, [(pupil, str(pupil.pk) in chosen) for pupil in pupils]
