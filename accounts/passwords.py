"""Rules for passwords, each with its sentence in our own Dutch (Django's is partly English).

The guide's old limit of 20 letters and digits is deliberately gone: any characters, 10 to 128.
"""

import re

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

HINT = "Minstens 10 tekens. Alles mag, ook spaties: een kort zinnetje werkt goed."
# What people here would try first, whatever digits and signs they put around it.
LOCAL_WORDS = re.compile(
    "(wachtwoord|paswoord|welkom|geheim|ovsg|toets(en)?|(basis)?school|leerkracht|juf|meester"
    "|directie|beheerder)+"
)


class MinimumLength(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Dit wachtwoord is te kort: gebruik minstens {self.min_length} tekens."

    get_help_text = get_error_message


class MaximumLength:
    """Hashing a novel would cost everybody time."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user=None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return f"Dit wachtwoord is te lang: gebruik hoogstens {self.max_length} tekens."


class NotCommon(password_validation.CommonPasswordValidator):
    """Refuses the 20,000 most used passwords of the world, and the obvious ones of a school."""

    def validate(self, password: str, user=None) -> None:
        if LOCAL_WORDS.fullmatch(re.sub(r"[\W\d_]", "", password).lower()):
            raise ValidationError(self.get_error_message(), code="password_too_common")
        super().validate(password, user)

    def get_error_message(self) -> str:
        return "Dit wachtwoord wordt te vaak gebruikt. Kies iets dat een ander niet raadt."

    get_help_text = get_error_message


class NotLikePerson(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "Dit wachtwoord lijkt te veel op je naam of je e-mailadres."

    get_help_text = get_error_message
