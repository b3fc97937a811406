"""What one cell means for a pupil's percentage: the one page where each code has its effect."""

from enum import Enum


class Effect(Enum):
    """What a code does with its item, for the pupil in whose row it stands."""

    ZERO = "the item counts with 0 points"
    OUT = "the item is left out"
    EXEMPT = "the item is left out, and averages of its domain leave the pupil out"


# Points count with their maximum. An empty cell has no row and is left out: not entered yet.
EFFECTS = {
    "N": Effect.ZERO,  # niet gemaakt: the pupil sat before the question and left it open
    "A": Effect.OUT,  # afwezig: an absence says nothing of what the pupil can do
    "X": Effect.OUT,  # ongeldig: something outside the pupil spoiled the question
    "V": Effect.EXEMPT,  # vrijgesteld: the own result rests on another test than that of others
}
AS_ZERO, EXEMPT = (
    [code for code, is_ in EFFECTS.items() if is_ is effect]
    for effect in (Effect.ZERO, Effect.EXEMPT)
)
