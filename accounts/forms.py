"""What people type about themselves: signing in, passwords, their own data."""

from allauth.account.forms import LoginForm
from django import forms

from accounts import passwords
from accounts.models import User

CURRENT = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password"}
MISMATCH = "Dit is niet hetzelfde wachtwoord als hierboven."


class SignInForm(LoginForm):
    """allauth's form in the guide's words."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mailadres"
        self.fields["login"].widget.attrs = {"type": "email", "autocomplete": "username"}
        self.fields["password"].label = "Wachtwoord"
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = CURRENT

    @property
    def is_limited(self) -> bool:
        return self.has_error(forms.forms.NON_FIELD_ERRORS, "too_many_login_attempts")


class ForgottenForm(forms.Form):
    institution_number = forms.RegexField(
        r"^\s*\d{3,6}\s*$",
        label="Instellingnummer",
        help_text="3 tot 6 cijfers. Je vindt het op brieven van AGODI of bij je directie.",
        error_messages={"invalid": "Een instellingsnummer heeft 3 tot 6 cijfers."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
    )
    email = forms.EmailField(
        label="e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_institution_number(self) -> int:
        return int(self.cleaned_data["institution_number"])


class NewPasswordForm(forms.Form):
    """Twice the same; whether the rules allow it, the domain says."""

    password = forms.CharField(
        label="Paswoord",
        strip=False,
        help_text=passwords.HINT,
        widget=forms.PasswordInput(attrs=NEW),
    )
    confirm = forms.CharField(
        label="Bevestig paswoord", strip=False, widget=forms.PasswordInput(attrs=NEW)
    )

    def clean(self) -> dict:
        data = super().clean()
        if {"password", "confirm"} <= data.keys() and data["password"] != data["confirm"]:
            self.add_error("confirm", MISMATCH)
        return data


class CurrentPasswordField(forms.CharField):
    def __init__(self, **kwargs) -> None:
        super().__init__(strip=False, widget=forms.PasswordInput(attrs=CURRENT), **kwargs)


class ChangePasswordForm(NewPasswordForm):
    current = CurrentPasswordField(label="Huidig wachtwoord")
    field_order = ["current", "password", "confirm"]


class ProofForm(forms.Form):
    """The password once more, before something that opens or shuts a way into the account."""

    current = CurrentPasswordField(
        label="Wachtwoord", help_text="Zo weten we zeker dat jij het bent."
    )


class MeForm(forms.Form):
    """The person's own data. The password is asked for a new e-mail address alone."""

    first_name = forms.CharField(
        label="Voornaam",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label="Naam",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label="e-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    current = CurrentPasswordField(
        label="Huidig wachtwoord",
        required=False,
        help_text="Alleen nodig als je je e-mailadres wijzigt.",
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        own = {name: getattr(user, name) for name in ("first_name", "last_name", "email")}
        super().__init__(*args, initial=own, **kwargs)

    @property
    def new_email(self) -> bool:
        return User.objects.normalize(self.cleaned_data["email"]) != self.initial["email"]

    def clean(self) -> dict:
        data = super().clean()
        if "email" in data and self.new_email and not data.get("current"):
            self.add_error("current", "Typ je wachtwoord om je e-mailadres te wijzigen.")
        return data
