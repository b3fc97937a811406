"""For the makers of the test: which question asks attention, and why, in a sentence.

The bounds are rules of thumb, to choose what people look at first; they decide nothing. LOW is
Ebel's; a reversed question is below 0; TOO_EASY and TOO_HARD are our own choice: a question that
nearly everybody or nearly nobody has right tells little of who knows it.
"""

from enum import IntEnum

from ovsgtoets.kernel.formats import half_up, number, percent
from results.analysis.part_analysis import PartFigures, QuestionFigures
from results.analysis.suppression import FEWEST_SCHOOLS, Verdict
from results.analysis.wording.words import in_points, of_pupils

LOW = 0.2  # below it a question is worth a look: Ebel's rule of thumb (Ebel & Frisbie 1991, ch. 13)
TOO_EASY, TOO_HARD = 95.0, 20.0


class Attention(IntEnum):
    """Most pressing first."""

    REVERSED = 0
    LOW = 1
    PULLS_DOWN = 2
    TOO_HARD = 3
    TOO_EASY = 4
    NO_SPREAD = 5
    NONE = 6
    NOT_SHOWN = 7

    @property
    def asks(self) -> bool:
        return self < Attention.NONE


WORDS = {
    Attention.REVERSED: "omgekeerde samenhang",
    Attention.LOW: "lage samenhang",
    Attention.PULLS_DOWN: "verlaagt de betrouwbaarheid",
    Attention.TOO_HARD: "heel moeilijk",
    Attention.TOO_EASY: "heel gemakkelijk",
    Attention.NO_SPREAD: "geen verschil",
    Attention.NONE: "in orde",
    Attention.NOT_SHOWN: "niet getoond",
}
NOT_SHOWN = {
    Verdict.NOBODY: "Er zijn nog geen punten.",
    Verdict.TOO_FEW: f"Nog geen cijfers: daarvoor zijn punten van minstens {FEWEST_SCHOOLS} scholen nodig.",
    Verdict.ONE_SCHOOL: "Nog geen cijfers: meer dan de helft van de leerlingen zit in één school.",
    Verdict.WOULD_REVEAL: "Geen cijfers: ze zouden een paar scholen verraden.",
}


def attention(question: QuestionFigures, part: PartFigures) -> Attention:
    """The most pressing thing about a question."""
    if question.p is None:
        return Attention.NOT_SHOWN
    if question.rir is not None and half_up(question.rir, 2) < 0:
        return Attention.REVERSED
    if question.rir is not None and half_up(question.rir, 2) < half_up(LOW, 2):
        return Attention.LOW
    if pulls_down(question, part):
        return Attention.PULLS_DOWN
    if question.p < TOO_HARD:
        return Attention.TOO_HARD
    if question.p > TOO_EASY:
        return Attention.TOO_EASY
    if question.rir is None and part.alpha is not None:
        return Attention.NO_SPREAD
    return Attention.NONE


def pulls_down(question: QuestionFigures, part: PartFigures) -> bool:
    """Whether the part is more reliable without it, in the two decimals that are shown."""
    if question.alpha_without is None or part.alpha is None:
        return False
    return half_up(question.alpha_without, 2) > half_up(part.alpha, 2)


def attention_sentence(question: QuestionFigures, part: PartFigures) -> str:
    """Why it asks attention and what to look at; empty where nothing does."""
    asks = attention(question, part)
    if asks is Attention.NOT_SHOWN:
        return NOT_SHOWN[question.verdict]
    said = _first(question, asks)
    if pulls_down(question, part):
        said.append(
            f"Zonder deze vraag gaat de betrouwbaarheid van {number(part.alpha, 2)} "
            f"naar {number(question.alpha_without, 2)}."
        )
    if asks < Attention.TOO_HARD:
        said += _hard_or_easy(question.p)
    return " ".join(said)


def _first(question: QuestionFigures, asks: Attention) -> list[str]:
    if asks is Attention.REVERSED:
        return [
            "Wie op de rest van het onderdeel meer haalt, haalt hier net minder punten. "
            "Kijk na of de verbetersleutel klopt en of de vraag te begrijpen is."
        ]
    if asks is Attention.LOW:
        return [
            "De vraag hangt weinig samen met de rest van het onderdeel. "
            "Misschien meet ze iets anders, of is ze onduidelijk."
        ]
    if asks is Attention.NO_SPREAD:
        return ["Iedereen haalt hier evenveel, dus samenhang is niet te berekenen."]
    return _hard_or_easy(question.p)


def _hard_or_easy(p: float) -> list[str]:
    if p < TOO_HARD:
        return [f"Gemiddeld haalt een leerling hier maar {percent(p)} van de punten."]
    if p > TOO_EASY:
        return [
            f"Gemiddeld haalt een leerling hier {percent(p)} van de punten: er is weinig verschil."
        ]
    return []


def part_sentence(part: PartFigures, error: float | None) -> str:
    """How well the questions of a part hang together, on whom that rests, and what it means for
    one pupil. `error`: of measurement, in percent points."""
    if not part.verdict.is_shown:
        return NOT_SHOWN[part.verdict]
    on = f"{of_pupils(part.pupils)} uit {part.schools} scholen maakten alle vragen"
    if part.alpha is None:
        return f"{on}. De betrouwbaarheid is niet te berekenen."
    said = f"{on}. De betrouwbaarheid is {number(part.alpha, 2)} (alfa van Cronbach)."
    if error is None:
        return said
    return f"{said} Het percentage van één leerling heeft een meetfout van {in_points(error)}."
