"""The name rule of the guide: an account and the eID linked to it bear the same names.

The same after Unicode normalisation, case folding and collapsing of white space; a hyphen, an
accent or a second first name makes another name.
"""

import unicodedata


def same_names(ours: tuple[str, str], theirs: tuple[str, str]) -> bool:
    """Whether both pairs of (first name, last name) are equal by the rule. Nobody without a
    name is the same as anybody."""
    folded = [tuple(map(_folded, names)) for names in (ours, theirs)]
    return folded[0] == folded[1] and any(folded[0])


def _folded(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())
