"""Numbers that are worth a question before they are confirmed. Pure: numbers in, questions out.

A question is never a wall: whoever orders ticks that the number is right. It is asked when the
number of copies of the whole order is odd beside what the portal knows:

* **far** from a number means: more than half of it away, and more than 10 copies. 40 pupils make
  20 to 60 copies ordinary, 19 and 61 far; 8 pupils make 0 to 18 ordinary. Half, because schools
  grow and order spare copies; 10, because in a small school a few pupils are half of it;
* **far below the pupils** in the portal is always asked: those pupils do need a copy, also when
  last year's number was as small;
* **far above** is asked when neither the pupils nor last year's number explains it: early in the
  year only part of the pupils may be entered;
* without pupils and without an order of last year there is nothing to compare with: no question.

And once more when an address gets more instruction bundles than copies: then two columns were
probably mixed up, or the copies of a site whose pupils are still to come were forgotten. An order
without any copies has a wall of its own.
"""

from collections.abc import Iterable, Sequence

from orders.words import copies_in_words, some

MARGIN = 10
ASK = "Vink aan dat de aantallen kloppen, of pas ze aan."
GROUPING = (
    "Een bestelling wordt per instellingsnummer geplaatst: bestellingen van verschillende scholen "
    "groeperen is niet toegelaten."
)


def is_far(number: int, expected: int) -> bool:
    return abs(number - expected) > max(MARGIN, expected / 2)


def questions(rows: Sequence, *, pupils: int, last_year: int) -> tuple[str, ...]:
    """What to ask about these rows (with `site_name`, `copies`, `teachers`); usually nothing.

    `pupils`: known in the portal; `last_year`: copies in last year's order; 0 for unknown.
    """
    copies = sum(row.copies for row in rows)
    if not copies:
        return ()
    found = (_of_copies(copies, pupils, last_year), *_of_teachers(rows))
    return tuple(question for question in found if question)


def _of_copies(copies: int, pupils: int, last_year: int) -> str:
    expected = [number for number in (last_year, pupils) if number]
    too_few = pupils and copies < pupils and is_far(copies, pupils)
    odd = expected and all(is_far(copies, number) for number in expected)
    if not (too_few or odd):
        return ""
    above = copies > max(expected)
    grouping = f" {GROUPING}" if above else ""
    return (
        f"Je bestelt {copies_in_words(copies)}; {_known(pupils, last_year)}. Klopt dat?{grouping}"
    )


def _known(pupils: int, last_year: int) -> str:
    parts = []
    if last_year:
        parts.append(f"vorig jaar {last_year}")
    if pupils:
        parts.append(f"we kennen {some(pupils, 'leerling', 'leerlingen')}")
    return ", en ".join(parts)


def _of_teachers(rows: Iterable) -> Iterable[str]:
    for row in rows:
        if row.teachers > row.copies:
            bundles = some(row.teachers, "instructiebundel", "instructiebundels")
            copies = copies_in_words(row.copies) if row.copies else "geen exemplaren"
            yield (
                f"Voor {row.site_name} bestel je {bundles} voor leerkrachten en {copies}. "
                f"Klopt dat?"
            )
