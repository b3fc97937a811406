"""Fields that several forms of schools share: names and addresses, with their sentences."""

from django import forms

NAME_LENGTH = 80


def email_field(*, autocomplete: str, **options) -> forms.EmailField:
    return forms.EmailField(
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": "Vul het e-mailadres in.",
            "invalid": "Dit is geen e-mailadres. Zo ziet het eruit: naam@school.be.",
            "max_length": "Dit is te lang voor een e-mailadres.",
        },
        **options,
    )


def name_field(label: str, *, autocomplete: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": missing,
            "max_length": f"Dit is te lang: het mag hoogstens {NAME_LENGTH} tekens zijn.",
        },
    )


def number_of_classes_field(*, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label="Aantal klassen",
        help_text="Klassen van het zesde leerjaar.",
        min_value=1,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
        error_messages={
            "required": "Vul in hoeveel klassen je hebt.",
            "invalid": "Vul een getal in, bv. 2.",
            "min_value": "Een school heeft minstens 1 klas.",
            "max_value": f"Een school kan hoogstens {most} klassen hebben.",
        },
    )
