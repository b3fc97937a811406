"""Names of people as they are kept and compared. Pure.

De Smet, D'Hondt, Élif and Van den Berge-Maes stay as they are written; only what nobody sees
(double spaces, two ways to encode one letter) is made equal.
"""

import re
import unicodedata

LONGEST = 80
LONGEST_NUMBER = 20
# Eleven digits, however they are cut up: what a rijksregisternummer looks like.
NATIONAL_NUMBER = re.compile(r"(?<!\d)\d(?:[\s./-]*\d){10}(?![\s./-]*\d)")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})


def tidy(name: str) -> str:
    """`  Van  den Berge ` → `Van den Berge`; characters that can't be seen are left out."""
    name = unicodedata.normalize("NFC", name)
    visible = "".join(
        " " if char.isspace() else char
        for char in name
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    return " ".join(visible.split())


def wrong_with(name: str) -> str | None:
    """Why a tidied name can't be one, as a Dutch sentence; None when it can."""
    if len(name) > LONGEST:
        return f"Een naam heeft hoogstens {LONGEST} tekens."
    if not any(char.isalpha() for char in name):
        return "In een naam staat minstens één letter."
    if NATIONAL_NUMBER.search(name):
        return "Zet geen rijksregisternummer bij een naam: dat mogen we niet bewaren."
    return None


def wrong_with_number(number: str) -> str | None:
    """Why a tidied stamnummer can't be kept; None when it can. It may be empty."""
    if NATIONAL_NUMBER.search(number):
        return "Dit lijkt op een rijksregisternummer. Dat mogen we niet bewaren."
    if len(number) > LONGEST_NUMBER:
        return f"Een stamnummer heeft hoogstens {LONGEST_NUMBER} tekens."
    return None


def key_of(last_name: str, first_name: str) -> tuple[str, str]:
    """Equal for two ways to write one person's name: capitals, spaces and apostrophes aside."""
    return _key(last_name), _key(first_name)


def _key(name: str) -> str:
    return tidy(name).casefold().translate(_APOSTROPHES)


def rough_key_of(last_name: str, first_name: str) -> str:
    """Letters and digits only, without accents: `D'Hondt Zoë` and `Dhondt Zoe` are close."""
    apart = unicodedata.normalize("NFKD", f"{last_name} {first_name}".casefold())
    return "".join(char for char in apart if char.isalnum() or char == " ").strip()
