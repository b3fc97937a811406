"""From what the public list says of a school's network and board to the umbrella on our screens."""

from schools.models.school import Umbrella

NAMES = {label.casefold(): Umbrella(value) for value, label in Umbrella.choices}
# Boards of free schools that belong to the OKO (small, not Catholic); other free schools are KOV's.
OKO_WORDS = (
    "steiner",
    "freinet",
    "methodescho",
    "protestant",
    "joods",
    "israelitisch",
    "islamitisch",
    "orthodox",
    "niet-confessioneel",
    "ipco",
    "fopem",
    "voop",
)


def umbrella_of(*, net: str, board: str) -> Umbrella | None:
    """The umbrella; None when nothing is said, `OTHER` when it is not one we know.

    `net` is e.g. "Officieel gesubsidieerd onderwijs" or already an umbrella's name; `board` is
    the text of the columns beheerder(s) and bestuur.
    """
    net, board = net.casefold().strip(), board.casefold()
    if not net:
        return None
    if net in NAMES:
        return NAMES[net]
    if "gemeenschapsonderwijs" in net or net in ("go", "gemeenschap"):
        return Umbrella.GO
    if "provinc" in net or ("officieel" in net and "provinc" in board):
        return Umbrella.POV
    if any(word in net for word in ("officieel", "gemeente", "stedelijk", "ogo")):
        return Umbrella.OVSG
    if any(word in net for word in ("vrij", "vgo", "katholiek")):
        return Umbrella.OKO if any(word in board for word in OKO_WORDS) else Umbrella.KOV
    return Umbrella.OTHER
