"""What the team makes of a finding, and its actions."""

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from results.models import ActionState

NO_NAMES = "Noem geen leerlingen bij naam: collega’s lezen mee, en dit blijft staan."


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Wat maakt het team ervan?",
        help_text=NO_NAMES,
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    looked_back = forms.CharField(
        label="Hoe ging het?",
        help_text="Voor later: wat is er van gekomen? Je leest het volgend jaar terug.",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class ActionForm(forms.Form):
    what = forms.CharField(
        label="Wat doen we?",
        help_text=NO_NAMES,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Wie?",
        empty_label="Kies een collega",
        help_text="Krijgt een mail, tenzij je het zelf bent.",
        error_messages={"invalid_choice": "Deze collega mag dit resultaat niet (meer) zien."},
    )
    due_on = forms.DateField(
        label="Tegen wanneer?",
        widget=Day(),
        error_messages={"invalid": "Dit is geen datum. Kies een dag, bv. 1 juni 2027."},
    )

    def __init__(self, *args, owners: QuerySet[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners
        self.fields["owner"].label_from_instance = lambda user: user.full_name


class ActionEditForm(ActionForm):
    state = forms.ChoiceField(
        label="Toestand",
        choices=ActionState.choices,
        widget=forms.RadioSelect({"class": "choices"}),
        error_messages={"invalid_choice": "Kies een van deze toestanden."},
    )
    outcome = forms.CharField(
        label="Hoe ging het?",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
