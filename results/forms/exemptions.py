"""From which learning areas a pupil is exempt."""

from django import forms

from results.models import LearningArea


class ExemptionForm(forms.Form):
    areas = forms.ModelMultipleChoiceField(
        LearningArea.objects.none(),
        label="Leergebieden",
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "choices choices-below"}),
        error_messages={
            "invalid_choice": "Dit leergebied bestaat niet meer.",
            "invalid_pk_value": "Dit leergebied bestaat niet.",
        },
    )

    def __init__(self, *args, areas, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].queryset = areas
        self.fields["areas"].unmarked = True  # none is an answer too
