"""Two rows that are one pupil become one; the points of both stay, none is lost unseen."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.text import capfirst

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date
from ovsgtoets.kernel.history import acting_as
from results.models import Exemption, Finding, GroupedPupil, Item, Score
from results.models.score import CHANGES
from results.queries.standing import handed_in_of
from results.scoring import Mark
from schools.domain.pupils import lock_class, save_pupils
from schools.models import Pupil

HERE, THERE = "hier", "daar"  # what stays: of who is kept, or of the double
FACTS = ("gender", "number", "voluntary", "left_on")  # what is said of a pupil, beside the name


@dataclass(frozen=True)
class Difference:
    """A cell in which the two have something else."""

    item: Item
    here: Mark
    there: Mark

    @property
    def key(self) -> int:
        return self.item.pk

    @property
    def label(self) -> str:
        return f"{self.item.part}, {self.item.called}"


@dataclass(frozen=True)
class FactDifference:
    """Something else that is said of the two, in words; `key` is one of `FACTS`."""

    key: str
    label: str
    here: str
    there: str


@dataclass(frozen=True)
class Comparison:
    """The cells of two pupils: how many are equal, which only the double has, which differ; and
    what else differs. `number` is the stamnummer that only the double has. `seen` stands for all
    of it, versions included."""

    equal: tuple[int, ...]
    only_here: tuple[int, ...]
    only_there: tuple[int, ...]
    differences: tuple[Difference, ...]
    facts: tuple[FactDifference, ...]
    number: str
    seen: str

    @property
    def to_choose(self) -> list[int | str]:
        """Of what is to be said whose stays: items by their id, facts by their name."""
        return [one.key for one in (*self.differences, *self.facts)]


def compare(keep: Pupil, double: Pupil) -> Comparison:
    """Their points beside each other, in the order of the tests, and what is said of them. One
    query."""
    cells: dict[int, dict[int, Score]] = {}
    rows = (
        Score.objects.filter(pupil__in=[keep, double])
        .select_related("item__part")
        .order_by("item__part__position", "item__position", "item_id", "pupil_id")
    )
    facts = [[getattr(pupil, name) for name in FACTS] for pupil in (keep, double)]
    said = hashlib.sha256(f"{keep.pk} {double.pk} {facts}".encode())
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
        facts=tuple(_different_facts(keep, double)),
        number="" if keep.number else double.number,
        seen=said.hexdigest()[:16],
    )


def _different_facts(keep: Pupil, double: Pupil) -> Iterable[FactDifference]:
    """A stamnummer that only one of them has is no difference: it stays."""
    for name in FACTS:
        here, there = getattr(keep, name), getattr(double, name)
        if here != there and not (name == "number" and not (here and there)):
            label = capfirst(Pupil._meta.get_field(name).verbose_name)
            yield FactDifference(name, label, _in_words(keep, name), _in_words(double, name))


def _in_words(pupil: Pupil, name: str) -> str:
    match name:
        case "gender":
            return pupil.get_gender_display()
        case "voluntary":
            return "ja" if pupil.voluntary else "nee"
        case "left_on":
            return long_date(pupil.left_on) if pupil.left_on else "niet vertrokken"
    return getattr(pupil, name)


@transaction.atomic
def merge_pupils(
    *, keep: Pupil, double: Pupil, chosen: Mapping[int | str, str], seen: str, by
) -> Comparison:
    """`double` goes and `keep` has the points and exemptions of both.

    `chosen`: HERE or THERE for every cell and fact that differs (`to_choose`). Refuses when one is
    missing, when they are no longer what was `seen`, so that sending it twice merges once, and
    when a class handed in a part in which the double has points. Of everything that goes, the
    history keeps what it was.
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
        raise Refused(
            "De punten of gegevens zijn intussen gewijzigd. Kijk ze hieronder opnieuw na."
        )
    if any(chosen.get(one) not in (HERE, THERE) for one in comparison.to_choose):
        raise Refused("Kies bij elk verschil wat blijft.")
    theirs = [one for one in comparison.to_choose if chosen[one] == THERE]
    with acting_as(by):
        _merge_cells(keep, double, comparison, [one for one in theirs if one not in FACTS])
        _merge_exemptions(keep, double)
        _merge_what_hangs_on_them(keep, double)
        double.delete()
        _merge_facts(keep, double, comparison, [one for one in theirs if one in FACTS], by)
    return comparison


def _merge_facts(keep: Pupil, double: Pupil, comparison: Comparison, theirs: list[str], by) -> None:
    """After the double went: a class has a stamnummer once."""
    if comparison.number:
        theirs = [*theirs, "number"]
    for name in theirs:
        setattr(keep, name, getattr(double, name))
    if theirs:
        save_pupils([keep], by=by)


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
