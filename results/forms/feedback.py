"""Feedback on one part: a mark in words, and what somebody wants to add."""

from django import forms

RATINGS = {1: "slecht", 2: "zwak", 3: "voldoende", 4: "goed", 5: "zeer goed"}


class FeedbackForm(forms.Form):
    rating = forms.TypedChoiceField(
        label="Hoe goed is dit onderdeel?",
        coerce=int,
        choices=[(rating, f"{rating}: {word}") for rating, word in RATINGS.items()],
        widget=forms.RadioSelect({"class": "choices"}),
        error_messages={"required": "Kies een cijfer van 1 tot 5."},
    )
    text = forms.CharField(
        label="Wat wil je ons zeggen?",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Bijvoorbeeld over een onduidelijke vraag, de duur of het niveau. Noem geen leerlingen bij naam.",
    )
