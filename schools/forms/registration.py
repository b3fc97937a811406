"""The three forms with which a school registers."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from schools.domain.classes import MAX_CLASSES
from schools.domain.registration import PersonEntry, class_names
from schools.forms.fields import email_field, name_field, number_of_classes_field

TYPED_LENGTH = 300  # of anything kept in a draft, also when it is wrong


class CodeForm(forms.Form):
    """Signing in with what the registration mail says."""

    use_required_attribute = False
    email = email_field(label="E-mailadres", autocomplete="email")
    code = forms.CharField(
        label="Code",
        max_length=60,
        help_text="De code staat in de mail. Hoofdletters en streepjes hoeven niet juist te zijn.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Vul de code uit de mail in."},
    )


class SchoolDataForm(forms.Form):
    """Step 1: the schoolbeheerder, the number of classes, and the teacher of each class.

    The three fields of a class may stay empty together; once one is filled, all are needed.
    """

    use_required_attribute = False
    first_name = name_field(
        "Voornaam", autocomplete="given-name", missing="Vul de voornaam van de schoolbeheerder in."
    )
    last_name = name_field(
        "Naam", autocomplete="family-name", missing="Vul de naam van de schoolbeheerder in."
    )
    email = email_field(
        label="Mailadres",
        help_text="Van de schoolbeheerder. Met dit adres meld je je later aan.",
        autocomplete="email",
    )
    number_of_classes = number_of_classes_field(most=MAX_CLASSES)

    def __init__(self, *args, number: int, **options) -> None:
        super().__init__(*args, **options)
        self.classes = class_names(number)
        for position, name in enumerate(self.classes):
            self.fields.update(self._teacher_fields(position, name))

    def _teacher_fields(self, position: int, name: str) -> dict[str, forms.Field]:
        of = f"van de leerkracht van klas {name}"
        fields = {
            "first_name": name_field(
                "Voornaam", autocomplete="off", missing=f"Vul de voornaam in {of}."
            ),
            "last_name": name_field("Naam", autocomplete="off", missing=f"Vul de naam in {of}."),
            "email": email_field(label="Mailadres", autocomplete="off"),
        }
        fields["email"].error_messages["required"] = f"Vul het mailadres in {of}."
        keys = {part: f"class_{position}_{part}" for part in fields}
        if self.is_bound and not any(self.data.get(key, "").strip() for key in keys.values()):
            for field in fields.values():
                field.required = False
        return {keys[part]: field for part, field in fields.items()}

    @property
    def teachers(self) -> list[tuple[str, list[forms.BoundField]]]:
        """For the page: the name of each class with its three fields."""
        return [
            (name, [self[f"class_{i}_{part}"] for part in ("first_name", "last_name", "email")])
            for i, name in enumerate(self.classes)
        ]

    def clean(self) -> dict:
        self._refuse_double_addresses()
        number = self.cleaned_data.get("number_of_classes")
        if number and number != len(self.classes):
            self.add_error(
                "number_of_classes",
                "Je wijzigde het aantal klassen. Kies eerst Bevestig aantal klassen.",
            )
        return self.cleaned_data

    def _refuse_double_addresses(self) -> None:
        seen = {self.cleaned_data.get("email", "").lower(): "de schoolbeheerder"}
        for position, name in enumerate(self.classes):
            key = f"class_{position}_email"
            email = self.cleaned_data.get(key, "").lower()
            if email and email in seen:
                self.add_error(
                    key,
                    f"Dit mailadres staat al bij {seen[email]}. Elk mailadres moet uniek zijn.",
                )
            seen.setdefault(email, f"klas {name}")

    def admin_entry(self) -> PersonEntry:
        return self._entry("")

    def teacher_entries(self) -> list[PersonEntry | None]:
        """One per class; None where the school left the three fields empty."""
        entries = [self._entry(f"class_{position}_") for position in range(len(self.classes))]
        return [entry if entry.email else None for entry in entries]

    def _entry(self, prefix: str) -> PersonEntry:
        return PersonEntry(
            *(self.cleaned_data[f"{prefix}{part}"] for part in ("first_name", "last_name", "email"))
        )

    def typed(self) -> dict[str, str]:
        """What was typed in each field, right or wrong, fit for keeping."""
        return {
            name: str(self.data.get(name, ""))[:TYPED_LENGTH].replace("\x00", "")
            for name in self.fields
        }


class PasswordForm(forms.Form):
    """Step 2: the password of the schoolbeheerder, typed twice."""

    use_required_attribute = False
    password = forms.CharField(
        label="Paswoord",
        help_text="Minstens 10 tekens. Alle tekens mogen, ook spaties: enkele woorden na elkaar is goed.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Kies een wachtwoord."},
    )
    password_again = forms.CharField(
        label="Bevestig paswoord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Typ het wachtwoord nog een keer."},
    )

    def __init__(self, *args, admin: PersonEntry, **options) -> None:
        super().__init__(*args, **options)
        self.person = User(
            email=admin.email, first_name=admin.first_name, last_name=admin.last_name
        )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]

    def clean(self) -> dict:
        first, again = (self.cleaned_data.get(name) for name in ("password", "password_again"))
        if first and again and first != again:
            raise ValidationError(
                {"password_again": "De twee wachtwoorden zijn niet gelijk. Typ ze opnieuw."}
            )
        return self.cleaned_data
