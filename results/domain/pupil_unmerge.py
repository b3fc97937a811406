"""Taking back that two pupils were made one, from the history that it left."""

from collections.abc import Iterable

from django.apps import apps
from django.db import transaction
from django.db.models import Max, Q

from accounts.models import User
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from results.domain.pupil_merge import FACTS, move_cells
from results.models import Exemption, Score
from results.queries.standing import handed_in_of
from schools.domain.pupils import hold_pupil, restore_pupil, save_pupils
from schools.models import Pupil, SchoolClass

NOTHING = "Dit samenvoegen is al ongedaan gemaakt."
CHANGED = (
    "Sinds het samenvoegen zijn punten gewijzigd die van de dubbele kwamen. Ongedaan maken kan niet "
    "meer: geef de dubbele zo nodig opnieuw in."
)


@transaction.atomic
def undo_merge(*, keep: Pupil, double_id: int, classes: Iterable[SchoolClass], by) -> Pupil:
    """The double is there again in one of `classes`, with the points, exemptions and facts
    (stamnummer, vertrokken op …) that it had, and `keep` has its own. What else hung on the double
    (groups, findings) stays with `keep`, and so does what was typed or changed since.

    Refuses a second time, when a point that came from the double is another one by now, and when
    a class handed in a part of which points would move.
    """
    keep = hold_pupil(keep, *classes)
    removed = (
        _event("schools", "PupilEvent").filter(pgh_obj_id=double_id, pgh_label="delete").last()
    )
    if (
        removed is None
        or removed.pgh_context_id is None
        or Pupil.objects.filter(pk=double_id).exists()
    ):
        raise Refused(NOTHING)
    events = _event("results", "ScoreEvent").filter(pgh_context=removed.pgh_context_id)
    moved = list(events.filter(pupil=double_id, pgh_label="update"))
    lost = list(events.filter(pupil__in=[keep.pk, double_id], pgh_label="delete"))
    _refuse_changed(keep, moved)
    _refuse_handed_in([*moved, *lost], [keep.school_class_id, removed.school_class_id])
    _give_facts_back(keep, removed, by)
    double = restore_pupil(pupil_id=double_id, classes=classes, by=by)
    if double is None:
        raise Refused("De klas van de dubbele is niet meer jouw klas.")
    with acting_as(by):
        move_cells([event.item_id for event in moved], away=keep, to=double)
        _write_again(lost)
        _give_exemptions_back(keep, double, removed.pgh_context_id)
    return double


def _event(app: str, model: str):
    return apps.get_model(app, model).objects.order_by("pgh_id")


def _refuse_changed(keep: Pupil, moved: list) -> None:
    now = Score.objects.filter(pupil=keep, item__in=[event.item_id for event in moved])
    stands = {score.item_id: (score.points, score.code) for score in now}
    if any(stands.get(event.item_id) != (event.points, event.code) for event in moved):
        raise Refused(CHANGED)


def _refuse_handed_in(events: list, classes: list[int]) -> None:
    if parts := handed_in_of([event.item_id for event in events], classes):
        raise Refused(
            f"Ingediend en dus afgesloten: {', '.join(parts)}. Heropen dat eerst bij Punten."
        )


def _give_facts_back(keep: Pupil, removed, by) -> None:
    """What `keep` got from the double becomes again what it was, unless it was changed since."""
    events = _event("schools", "PupilEvent").filter(pgh_obj_id=keep.pk)
    got = events.filter(pgh_context=removed.pgh_context_id, pgh_id__gt=removed.pgh_id).first()
    before = events.filter(pgh_id__lt=removed.pgh_id).last()
    if not (got and before):
        return
    for name in FACTS:
        if getattr(keep, name) == getattr(got, name):
            setattr(keep, name, getattr(before, name))
    try:
        save_pupils([keep], by=by)
    except Refused as refusal:
        raise Refused(
            f"Stamnummer {before.number} van {keep.full_name} is intussen van een andere leerling. "
            "Geef die eerst een ander nummer."
        ) from refusal


def _write_again(lost: list) -> None:
    """The cells that were left out, as they were and by whom; their versions go on counting."""
    people = set(
        User.objects.filter(pk__in={e.entered_by_id for e in lost}).values_list("pk", flat=True)
    )
    places = Q(pk=None)
    for event in lost:
        places |= Q(pupil=event.pupil_id, item=event.item_id)
    rows = _event("results", "ScoreEvent").filter(places).order_by().values_list("pupil", "item")
    last = {(pupil, item): version for pupil, item, version in rows.annotate(Max("version"))}
    Score.objects.bulk_create(
        Score(
            pupil_id=event.pupil_id,
            item_id=event.item_id,
            points=event.points,
            code=event.code,
            version=1 + last[event.pupil_id, event.item_id],
            entered_by_id=event.entered_by_id if event.entered_by_id in people else None,
            entered_at=event.entered_at,
        )
        for event in lost
    )


def _give_exemptions_back(keep: Pupil, double: Pupil, context) -> None:
    events = _event("results", "ExemptionEvent").filter(pgh_context=context)
    went = events.filter(pupil=keep.pk, pgh_label="update").values("pgh_obj_id")
    Exemption.objects.filter(pk__in=went, pupil=keep).update(pupil=double)
    both = events.filter(pupil=double.pk, pgh_label="delete").values_list(
        "learning_area", flat=True
    )
    Exemption.objects.bulk_create(Exemption(pupil=double, learning_area_id=area) for area in both)
