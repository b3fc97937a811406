"""From when a password alone is not enough in the school."""

from django import forms

from ovsgtoets.kernel.forms import day_input


class TwoStepsForm(forms.Form):
    use_required_attribute = False
    starts_on = forms.DateField(
        label="Vanaf",
        required=False,
        help_text="Laat leeg als een wachtwoord alleen mag volstaan. Geef iedereen de tijd:"
        " een week of twee is goed.",
        widget=day_input(autocomplete="off"),
        error_messages={"invalid": "Dit is geen datum. Zo ziet het eruit: 01/03/2027."},
    )
