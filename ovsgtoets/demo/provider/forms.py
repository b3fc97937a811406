"""Who you are, for the demo provider."""

from django import forms


class PersonForm(forms.Form):
    given_name = forms.CharField(label="Voornaam op de eID", max_length=80)
    family_name = forms.CharField(label="Naam op de eID", max_length=80)
