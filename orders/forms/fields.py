"""The fields that the forms of ordering are made of."""

from django import forms

MOST_COPIES = 999
MOST_TEACHERS = 99


def number_field(label: str, most: int) -> forms.IntegerField:
    sentence = f"Vul een getal van 0 tot {most} in."
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
    )


def tick(label: str, *, needed: str = "", **options) -> forms.BooleanField:
    """A tick; `needed` is the sentence for who leaves an obligatory one empty."""
    return forms.BooleanField(
        label=label, required=bool(needed), error_messages={"required": needed}, **options
    )


def order_number(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def shown(kind: type[forms.Field], **limits) -> forms.Field:
    """A hidden field that says what the page showed."""
    sentence = "Laad de pagina opnieuw, en bevestig dan."
    names = ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places",
             "max_whole_digits")  # fmt: skip
    return kind(widget=forms.HiddenInput, error_messages=dict.fromkeys(names, sentence), **limits)
