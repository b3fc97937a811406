"""Rules for passwords that Django does not ship."""

from django.core.exceptions import ValidationError


class MaximumLengthValidator:
    """Refuses a password over `max_length` characters: hashing a novel would cost everybody time."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user=None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return f"Het wachtwoord mag hoogstens {self.max_length} tekens lang zijn."
