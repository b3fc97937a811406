"""What people type or their key says for a second step: allauth's forms, in our words, and
refusing whatever else a browser could send."""

import struct
from collections.abc import Callable
from hashlib import sha256

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.cache import cache

from accounts.forms import CURRENT

LIMITED = ("too_many_login_attempts", "rate_limited")
GARBAGE = (
    ArithmeticError,
    AttributeError,
    InvalidSignature,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


def is_limited(form: forms.Form) -> bool:
    """Whether the form was refused because of too many tries."""
    return any(
        error.code in LIMITED for errors in form.errors.as_data().values() for error in errors
    )


def code_field(label: str, help_text: str) -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "size": 12}
    return forms.CharField(
        label=label, help_text=help_text, max_length=40, widget=forms.TextInput(attrs=attrs)
    )


class UsedOnce:
    """A code that still runs a moment longer is not taken twice."""

    def clean_code(self) -> str:
        code = super().clean_code()
        used = sha256(normalize_user_code(code).encode()).hexdigest()
        if not cache.add(f"second-step:{self.user.pk}:{used}", 1, timeout=180):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(UsedOnce, AuthenticateForm):
    code = code_field("Code", "De zes cijfers uit je app, of een van je herstelcodes.")


class CodeAgainForm(UsedOnce, ReauthenticateForm):
    code = code_field("Code", "De zes cijfers uit je app, of een van je herstelcodes.")


class AppForm(ActivateTOTPForm):
    code = code_field("Code uit de app", "De zes cijfers die de app nu toont.")


class PasswordAgainForm(PasswordForm):
    password = forms.CharField(
        label="Wachtwoord", strip=False, max_length=4096, widget=forms.PasswordInput(attrs=CURRENT)
    )


class CredentialField(forms.JSONField):
    """What the browser says in the name of the key."""

    MOST = 50_000  # characters; a real one has some two thousand

    def __init__(self) -> None:
        super().__init__(
            widget=forms.HiddenInput,
            error_messages={
                "required": "Je browser gaf geen antwoord van je sleutel. Probeer het opnieuw.",
                "invalid": "Je browser gaf een antwoord dat we niet begrijpen. Probeer het opnieuw.",
            },
        )

    def bound_data(self, data, initial) -> str:
        """An answer is never shown again: it works once."""
        return ""

    def prepare_value(self, value) -> str:
        return ""

    def to_python(self, value):
        try:
            if value and len(value) > self.MOST:
                raise ValueError
            return super().to_python(value)
        except (RecursionError, ValueError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


def _sturdy(check: Callable):
    """A key's answer that can't be read, or is not signed by the key, is a wrong answer."""
    try:
        return check()
    except forms.ValidationError:
        raise
    except GARBAGE as error:
        raise forms.ValidationError(
            "Dit antwoord past niet bij je sleutel. Probeer het opnieuw.", code="incorrect_code"
        ) from error


class KeyForm(AuthenticateWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self):
        return _sturdy(super().clean_credential)


class KeyAgainForm(ReauthenticateWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self):
        return _sturdy(super().clean_credential)


class KeyNameForm(EditWebAuthnForm):
    name = forms.CharField(
        label="Naam van de sleutel",
        max_length=60,
        help_text="Zo herken je hem later, bv. ‘laptop thuis’ of ‘sleutelhanger’.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewKeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label="Naam van de sleutel",
        max_length=60,
        required=False,
        help_text="Zo herken je hem later, bv. ‘laptop thuis’ of ‘sleutelhanger’.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    credential = CredentialField()

    def clean(self) -> dict:
        return _sturdy(super().clean)
