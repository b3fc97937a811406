"""How a pedagogisch adviseur looks for a school."""

from django import forms


class SchoolFinder(forms.Form):
    zoek = forms.CharField(
        label="Zoek een school",
        help_text="Op naam, gemeente of instellingsnummer.",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    zoek.unmarked = True

    def words(self) -> str:
        """What is looked for; nothing where it can't be read."""
        return self.cleaned_data["zoek"] if self.is_valid() else ""
