"""The form of a new school year: who stays, and which classes with whom."""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField

from accounts.models import Membership, User
from accounts.roles import Role
from schools.domain.new_year import ClassPlan
from schools.models import SchoolClass
from schools.new_year import Person, Proposal

STAYS, STOPS = "blijft", "stopt"
STAY_CHOICES = [(STAYS, "werkt hier nog"), (STOPS, "stopt")]
WORDS = {Role.TEACHER: "Leerkracht", Role.DUO_TEACHER: "Duo-leerkracht"}


@dataclass(frozen=True)
class PersonRow:
    person: Person
    field: BoundField | None  # None: oneself


@dataclass(frozen=True)
class ClassRow:
    school_class: SchoolClass
    again: BoundField
    teachers: list[BoundField]


class NewYearForm(forms.Form):
    """Made from a proposal: `person_7`, and of each class `class_3` and `class_3_teacher_1` …"""

    use_required_attribute = False

    def __init__(self, *args, proposal: Proposal, me: User, **options) -> None:
        super().__init__(*args, **options)
        self.proposal = proposal
        self.others = [person for person in proposal.people if person.pk != me.pk]
        for person in self.others:
            self.fields[f"person_{person.pk}"] = _stay_field(person)
        self.slots = {one.pk: self._add_class(one) for one in proposal.classes}

    def _add_class(self, school_class: SchoolClass) -> list[str]:
        """The names of the choices of its teachers."""
        prefix, slots = f"class_{school_class.pk}", []
        self.fields[prefix] = forms.BooleanField(
            label=f"Klas {school_class} is er dit jaar", required=False, initial=True
        )
        before = [assignment.membership_id for assignment in school_class.assignments_before]
        for role, word in WORDS.items():
            candidates = self.proposal.teachers(role)
            theirs = [m.pk for m in candidates if m.pk in before] or [None]
            for number, initial in enumerate(theirs, start=1):
                name = f"{prefix}_{role.value}_{number}"
                self.fields[name] = _teacher_field(word, school_class, candidates, initial)
                slots.append(name)
        return slots

    @property
    def people_rows(self) -> list[PersonRow]:
        asked = {person.pk for person in self.others}
        return [
            PersonRow(one, self[f"person_{one.pk}"] if one.pk in asked else None)
            for one in self.proposal.people
        ]

    @property
    def class_rows(self) -> list[ClassRow]:
        return [
            ClassRow(one, self[f"class_{one.pk}"], [self[name] for name in self.slots[one.pk]])
            for one in self.proposal.classes
        ]

    def stopping(self) -> list[Membership]:
        return [
            membership
            for person in self.others
            if self.cleaned_data[f"person_{person.pk}"] == STOPS  # who came in between stays
            for membership in person.memberships
        ]

    def plans(self) -> list[ClassPlan]:
        known = {str(m.pk): m for person in self.proposal.people for m in person.memberships}
        return [
            ClassPlan(one, tuple(known[pk] for pk in self._chosen(one)))
            for one in self.proposal.classes
            if self.cleaned_data[f"class_{one.pk}"]
        ]

    def _chosen(self, school_class: SchoolClass) -> list[str]:
        chosen = [self.cleaned_data[name] for name in self.slots[school_class.pk]]
        return list(dict.fromkeys(pk for pk in chosen if pk))


def _stay_field(person: Person) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"Werkt {person.name} hier nog?",
        choices=STAY_CHOICES,
        initial=STAYS,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Kies of deze persoon hier nog werkt."},
    )


def _teacher_field(
    word: str, school_class: SchoolClass, candidates: list[Membership], initial: int | None
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"{word} van {school_class}",
        choices=[("", "Nog niet gekozen"), *((str(m.pk), m.shown_name) for m in candidates)],
        initial=str(initial or ""),
        required=False,
        error_messages={"invalid_choice": "Deze persoon werkt niet in je school in deze rol."},
    )
