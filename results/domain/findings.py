"""From result to action: pinning a finding, what the team makes of it, who does what by when."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from results.mails import queue_action
from results.models import Action, ActionState, Finding, LearningArea, PupilGroup
from schools.models import Edition, Pupil, School, SchoolClass, Site


@dataclass(frozen=True)
class Subject:
    """Of whom a page is, and of which learning area (none: its overview)."""

    school: School
    edition: Edition
    site: Site | None = None
    school_class: SchoolClass | None = None
    group: PupilGroup | None = None
    pupil: Pupil | None = None
    area: LearningArea | None = None

    @property
    def fields(self) -> dict:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@transaction.atomic
def pin_finding(
    *, subject: Subject, picture: str, sentence: str, shared_sentence: str, by
) -> Finding:
    """Keeps the sentence as it stands now, and the one for who sees no names (empty where that is
    hidden). Pinning the same picture again, or two people at once, gives the finding that is there,
    with its own sentence; the shared one is added where there was none to give yet."""
    with acting_as(by, school=subject.school):
        finding, is_new = Finding.objects.get_or_create(
            **subject.fields,
            picture=picture,
            defaults={"sentence": sentence, "shared_sentence": shared_sentence, "pinned_by": by},
        )
        if shared_sentence and not is_new and not finding.shared_sentence:
            finding.shared_sentence = shared_sentence
            finding.save(update_fields=["shared_sentence"])
    return finding


@transaction.atomic
def remove_finding(*, finding: Finding, by) -> None:
    """Takes it off the list. Refuses when there are actions: those are somebody's work. Safe to
    repeat."""
    finding = Finding.objects.select_for_update(of=["self"]).filter(pk=finding.pk).first()
    if finding is None:
        return
    if finding.actions.exists():
        raise Refused(
            "Bij deze vaststelling horen acties. Zet die op ‘niet gedaan’ als ze vervallen."
        )
    with acting_as(by, school=finding.school):
        finding.delete()


@transaction.atomic
def note_finding(*, finding: Finding, note: str, looked_back: str, by) -> None:
    """What the team makes of it, and later how it went. Refuses one that is gone."""
    _lock(finding)
    finding.note, finding.looked_back = note, looked_back
    with acting_as(by, school=finding.school):
        finding.save(update_fields=["note", "looked_back"])


@transaction.atomic
def add_action(*, finding: Finding, what: str, owner, due_on: date, by) -> Action:
    """Who does what by when; the owner gets a mail, unless it is who wrote it down. Refuses a day
    that is past, and a finding that is gone. Sent twice, it is there (and mailed) once."""
    _lock(finding)
    _refuse_past(due_on)
    with acting_as(by, school=finding.school):
        action, is_new = Action.objects.get_or_create(
            finding=finding, what=what, owner=owner, due_on=due_on
        )
    if is_new and owner != by:
        queue_action(action, by=by)
    return action


@transaction.atomic
def change_action(
    *, action: Action, what: str, owner, due_on: date, state: str, outcome: str, by
) -> None:
    """Refuses an action that is gone, and a new day that is past. A new owner gets a mail, and so
    does the one who has it when somebody else chose another day."""
    found = Action.objects.select_for_update(of=["self"]).filter(pk=action.pk).first()
    if found is None:
        raise Refused("Deze actie is er niet meer.")
    if due_on != found.due_on:
        _refuse_past(due_on)
    is_news = found.owner_id != (owner and owner.pk) or found.due_on != due_on
    found.what, found.owner, found.due_on = what, owner, due_on
    found.state, found.outcome = ActionState(state), outcome
    with acting_as(by, school=action.finding.school):
        found.save()
    if is_news and owner and owner != by:
        queue_action(found, by=by)


def _refuse_past(due_on: date) -> None:
    if due_on < today():
        raise Refused("Kies een dag die nog moet komen.", field="due_on")


def _lock(finding: Finding) -> None:
    if not Finding.objects.select_for_update(of=["self"]).filter(pk=finding.pk).exists():
        raise Refused("Deze vaststelling is intussen losgemaakt.")
