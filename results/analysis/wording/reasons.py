"""Why a figure is not shown, and how each kind of chart is read."""

from results.analysis.suppression import FEWEST_PUPILS, FEWEST_SCHOOLS, Verdict
from results.analysis.wording.words import EVERYBODY, WHOM

NOT_SHOWN = {
    Verdict.NOBODY: "Er zijn nog geen leerlingen met een cijfer.",
    Verdict.TOO_FEW: f"Dit cijfer steunt op minder dan {FEWEST_PUPILS} leerlingen. We tonen het niet.",
    Verdict.WOULD_REVEAL: (
        "We tonen dit cijfer niet: wie het naast de andere cijfers legt, kan er het cijfer van "
        f"minder dan {FEWEST_PUPILS} leerlingen uit halen."
    ),
}
OTHERS_TOO_FEW = (
    f"Naast je eigen leerlingen steunt dit cijfer op minder dan {FEWEST_PUPILS} leerlingen. "
    "We tonen het niet, want hun cijfer zou eruit af te leiden zijn."
)
REFERENCE_NOT_SHOWN = {
    Verdict.NOBODY: "Er zijn nog geen scholen met punten om mee te vergelijken.",
    Verdict.TOO_FEW: f"Nog geen vergelijking: daarvoor zijn {FEWEST_SCHOOLS} scholen met punten nodig.",
    Verdict.WOULD_REVEAL: (
        "Nog geen vergelijking: er zou het cijfer van een paar scholen uit af te leiden zijn."
    ),
    Verdict.ONE_SCHOOL: (
        "Nog geen vergelijking: meer dan de helft van de leerlingen zit in één school."
    ),
}

# `whom` is beside whom the figures are laid, as readers call its pupils. The same words under
# every chart that has them, so that two charts together say them once.
_BAND = (
    "De grijze band is de middelste helft van {whom}: een kwart zit eronder, een kwart erboven. "
    "De grijze lijn is hun gemiddelde."
)
_TOUCHES = "Raakt de streep die lijn, dan is er geen verschil dat je met deze toets kunt zien."
HOW_TO_READ = {
    "dots": f"Elk bolletje is een leerling. Hoe verder naar rechts, hoe meer procent. {_BAND}",
    "intervals": (
        "Het bolletje is het gemiddelde van de groep. De streep erdoor toont hoe zeker dat is: hoe "
        f"korter, hoe zekerder. {_BAND} {_TOUCHES}"
    ),
    "pupil": (
        "Het bolletje is het resultaat van de leerling. De streep erdoor toont waar dat op een "
        f"andere dag had kunnen liggen. {_BAND} {_TOUCHES}"
    ),
    "items": (
        "Elke rij is een vraag: de makkelijkste staat bovenaan. Het getal is hoeveel procent van "
        "de punten behaald is. Een pijltje staat bij een verschil dat groter is dan toeval. Lees "
        "niet te veel in één vraag: kijk of meer vragen hetzelfde zeggen."
    ),
    "trend": (
        "Elk jaar is de toets anders, dus tonen we het verschil met alle deelnemers van dat jaar. "
        "De dikke lijn op 0 is hun gemiddelde. De streep door een bolletje toont hoe zeker het is. "
        "Alleen wat een lijn verbindt, mag je vergelijken."
    ),
}


def how_to_read(kind: str, reference: str = EVERYBODY) -> str:
    """Of a chart of this kind with that reference in grey."""
    return HOW_TO_READ[kind].format(whom=WHOM[reference])


def not_shown(verdict: Verdict, pupils: int) -> str:
    """Why a figure of `pupils` pupils is not shown: too few may be those whom the viewer does not
    know by name."""
    if verdict is Verdict.TOO_FEW and pupils >= FEWEST_PUPILS:
        return OTHERS_TOO_FEW
    return NOT_SHOWN[verdict]
