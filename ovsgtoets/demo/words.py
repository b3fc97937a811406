"""Names of people, streets, towns and schools, drawn from `words.toml`."""

import tomllib
from pathlib import Path
from random import Random

_TEXTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
WORDS = {name: text.split() for name, text in _TEXTS.items()}
TOWNS = [tuple(line.split(" ", 1)) for line in _TEXTS["towns"].splitlines()]


def person_name(rng: Random) -> tuple[str, str]:
    """A first name and a name, of a grown-up."""
    return rng.choice(WORDS["grown_ups"]), rng.choice(WORDS["families"])


def pupil_name(rng: Random) -> tuple[str, str, str]:
    """A first name, a name and the gender (M, V, seldom X)."""
    gender = rng.choices("MVX", weights=(50, 49, 1))[0]
    names = {"M": WORDS["boys"], "V": WORDS["girls"], "X": WORDS["boys"] + WORDS["girls"]}[gender]
    return rng.choice(names), rng.choice(WORDS["families"]), gender


def address(rng: Random) -> dict[str, str]:
    code, town = rng.choice(TOWNS)
    return {
        "street": rng.choice(WORDS["streets"]),
        "house_number": str(rng.randint(1, 180)),
        "postal_code": code,
        "municipality": town,
    }


def school_name(rng: Random, umbrella: str) -> str:
    """A name in the manner of the school's net."""
    if umbrella == "kov":
        return "Vrije basisschool " + rng.choice(WORDS["saints"])
    kind = {
        "ovsg": ("Gemeentelijke basisschool", "Stedelijke basisschool", "Gemeenteschool"),
        "go": ("GO! basisschool",),
        "pov": ("Provinciale basisschool",),
        "oko": ("Freinetschool", "Leefschool"),
        "other": ("Basisschool",),
    }[umbrella]
    return f"{rng.choice(kind)} De " + rng.choice(WORDS["school_words"])
