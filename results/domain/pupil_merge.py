"""Two rows that are one pupil become one; the points of both stay, none is lost unseen."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from results.models import Exemption, Finding, GroupedPupil, Item, Score
from results.models.score import CHANGES
from results.queries.standing import handed_in_of
from results.scoring import Mark
from schools.domain.pupils import lock_class, save_pupils
from schools.models import Pupil

HERE, THERE = "hier", "daar"  # whose points stay: of who is kept, or of the double


@dataclass(frozen=True)
class Difference:
    """A cell in which the two have something else."""

    item: Item
    here: Mark
    there: Mark


@dataclass(frozen=True)
class Comparison:
    """The cells of two pupils: how many are equal, which only the double has, which differ.
    `seen` stands for all of it, versions included."""

    equal: tuple[int, ...]
    only_here: tuple[int, ...]
    only_there: tuple[int, ...]
    differences: tuple[Difference, ...]
    seen: str


def compare(keep: Pupil, double: Pupil) -> Comparison:
    """Their points beside each other, in the order of the tests. One query."""
    cells: dict[int, dict[int, Score]] = {}
    rows = (
        Score.objects.filter(pupil__in=[keep, double])
        .select_related("item__part")
        .order_by("item__part__position", "item__position", "item_id", "pupil_id")
    )
    said = hashlib.sha256(f"{keep.pk} {double.pk}".encode())
    for row in rows:
        cells.setdefault(row.item_id, {})[row.pupil_id] = row
        said.update(f"|{row.pupil_id},{row.item_id},{row.version},{_mark(row)}".encode())
    both = {item: pair for item, pair in cells.items() if len(pair) == 2}
    equal = [item for item, pair in both.items() if _mark(pair[keep.pk]) == _mark(pair[double.pk])]
    return Comparison(
        equal=tuple(equal),
        only_here=tuple(i for i, pair in cells.items() if set(pair) == {keep.pk}),
        only_there=tuple(i for i, pair in cells.items() if set(pair) == {double.pk}),
        differences=tuple(
            Difference(pair[keep.pk].item, _mark(pair[keep.pk]), _mark(pair[double.pk]))
            for item, pair in both.items()
            if item not in equal
        ),
        seen=said.hexdigest()[:16],
    )


@transaction.atomic
def merge_pupils(
    *, keep: Pupil, double: Pupil, chosen: Mapping[int, str], seen: str, by
) -> Comparison:
    """`double` goes and `keep` has the points, exemptions and stamnummer of both.

    `chosen`: item → HERE or THERE, for every cell that differs. Refuses when one is missing, when
    the points are no longer those that were `seen`, so that sending it twice merges once, and when
    a class handed in a part in which the double has points. Of every cell that goes, the
    history keeps what stood there.
    """
    for school_class in sorted({keep.school_class, double.school_class}, key=lambda one: one.pk):
        lock_class(school_class)
    rows = Pupil.objects.select_for_update(of=["self"]).select_related("school_class")
    found = rows.in_bulk([keep.pk, double.pk])
    if keep.pk == double.pk or len(found) < 2:
        raise Refused("Een van deze twee leerlingen is intussen verwijderd.")
    keep, double = found[keep.pk], found[double.pk]
    if keep.school_class.edition_id != double.school_class.edition_id:
        raise Refused("Deze leerlingen zijn niet van hetzelfde jaar.")
    _refuse_handed_in(keep, double)
    comparison = compare(keep, double)
    if comparison.seen != seen:
        raise Refused("De punten zijn intussen gewijzigd. Kijk ze hieronder opnieuw na.")
    differing = [one.item.pk for one in comparison.differences]
    if any(chosen.get(item) not in (HERE, THERE) for item in differing):
        raise Refused("Kies bij elk verschil welke punten blijven.")
    with acting_as(by):
        _merge_cells(keep, double, comparison, [i for i in differing if chosen[i] == THERE])
        _merge_exemptions(keep, double)
        _merge_what_hangs_on_them(keep, double)
        double.delete()
    if double.number and not keep.number:
        keep.number = double.number
        save_pupils([keep], by=by)
    return comparison


def _refuse_handed_in(keep: Pupil, double: Pupil) -> None:
    items = Score.objects.filter(pupil=double).values("item")
    if parts := handed_in_of(items, [keep.school_class, double.school_class]):
        raise Refused(
            f"Ingediend en dus afgesloten: {', '.join(parts)}. Heropen dat eerst bij Punten, "
            "voeg dan de twee leerlingen samen en dien opnieuw in."
        )


# The cell goes on counting where that of the other was, so that a version never means two things;
# and it is a new write, so that who has the class open sees it come.
MOVE = f"""
    UPDATE results_score s
    SET pupil_id = %(to)s, change = nextval('{CHANGES}'),
        version = 1 + greatest(s.version, coalesce(
            (SELECT max(e.version) FROM results_scoreevent e
             WHERE e.pupil_id = %(to)s AND e.item_id = s.item_id), 0))
    WHERE s.pupil_id = %(away)s AND s.item_id = ANY(%(items)s)
"""  # noqa: S608 — a constant of the model


def move_cells(items: Iterable[int], *, away: Pupil, to: Pupil) -> None:
    """The cells of these items, of which `to` has none, go from one pupil to the other."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE, {"away": away.pk, "to": to.pk, "items": list(items)})


def _merge_cells(keep: Pupil, double: Pupil, comparison: Comparison, theirs: list[int]) -> None:
    moving = [*comparison.only_there, *theirs]
    Score.objects.filter(pupil=keep, item__in=theirs).delete()
    Score.objects.filter(pupil=double).exclude(item__in=moving).delete()
    move_cells(moving, away=double, to=keep)


def _merge_exemptions(keep: Pupil, double: Pupil) -> None:
    has = Exemption.objects.filter(pupil=keep).values("learning_area")
    Exemption.objects.filter(pupil=double, learning_area__in=has).delete()
    Exemption.objects.filter(pupil=double).update(pupil=keep)


def _merge_what_hangs_on_them(keep: Pupil, double: Pupil) -> None:
    """Leerlingengroepen and findings; of two findings of one picture, the notes and the actions
    come together."""
    groups = GroupedPupil.objects.filter(pupil=keep).values("group")
    GroupedPupil.objects.filter(pupil=double).exclude(group__in=groups).update(pupil=keep)
    there = {(one.area_id, one.picture): one for one in Finding.objects.filter(pupil=keep)}
    for finding in Finding.objects.filter(pupil=double):
        if kept := there.get((finding.area_id, finding.picture)):
            finding.actions.update(finding=kept)
            kept.note = _joined(kept.note, finding.note)
            kept.looked_back = _joined(kept.looked_back, finding.looked_back)
            kept.save(update_fields=["note", "looked_back"])
        else:
            finding.pupil = keep
            finding.save(update_fields=["pupil"])


def _joined(here: str, there: str) -> str:
    return "\n".join(dict.fromkeys(text for text in (here, there) if text))


def _mark(row: Score) -> Mark:
    return Mark(row.points, row.code)
