"""The steps of this app on the start page: staff, classes and sites; pupils have their own."""

from collections.abc import Collection

from django.urls import reverse

from accounts.acting import Acting
from accounts.rights import Right
from accounts.roles import CLASS_ROLES
from ovsgtoets.kernel.steps import Step
from schools import pupil_steps
from schools.models import Edition
from schools.new_year import needs_new_year
from schools.queries import classes_of_school
from schools.staff_list import Staff, staff_of


def steps_of(acting: Acting, edition: Edition | None) -> list[Step]:
    """What the schoolbeheerder still has to arrange before the tests, and the steps of pupils."""
    steps = list(pupil_steps.steps_of(acting, edition))
    if edition and acting.may(Right.MANAGE_USERS):
        if needs_new_year(acting.school, edition):
            steps.append(_new_year_step(edition))
        steps += [_staff_step(staff_of(acting.school, edition)), *_site_steps(acting, edition)]
    return steps


def _new_year_step(edition: Edition) -> Step:
    return Step(
        position=9,
        title="Nieuw schooljaar",
        detail=f"Wie werkt er nog in je school, en welke klassen zijn er in {edition.school_year}?",
        state="todo",
        word="te doen",
        url=reverse("schools:new_year"),
        link="Neem gebruikers en klassen mee",
    )


def _staff_step(staff: Staff) -> Step:
    state, word, detail = _missing(staff)
    return Step(
        position=10,
        title="Beheer gebruikers",
        detail=detail,
        state=state,
        word=word,
        url=reverse("schools:staff"),
        link="Beheer gebruikers",
    )


def _missing(staff: Staff) -> tuple[str, str, str]:
    """The first thing that is missing: classes, a teacher, somebody who came."""
    empty = [str(group.school_class) for group in staff.classes if not group.colleagues]
    waiting = {c.person.pk: c.membership.role for c in staff.colleagues if not c.came}
    if not staff.classes:
        return "todo", "te doen", "Je school heeft nog geen klassen voor dit jaar."
    if len(empty) == 1:
        return "todo", "te doen", f"Klas {empty[0]} heeft nog geen leerkracht."
    if empty:
        return "todo", "te doen", f"Deze klassen hebben nog geen leerkracht: {', '.join(empty)}."
    if waiting:
        return "busy", "bezig", f"{_people(waiting.values())} zich nog nooit aangemeld."
    return "done", "klaar", "Elke klas heeft een leerkracht en iedereen heeft zich al aangemeld."


def _people(roles: Collection[str]) -> str:
    """`1 leerkracht heeft`, `3 personen hebben`."""
    teachers = all(role in CLASS_ROLES for role in roles)
    if len(roles) == 1:
        return f"1 {'leerkracht' if teachers else 'persoon'} heeft"
    return f"{len(roles)} {'leerkrachten' if teachers else 'personen'} hebben"


def _site_steps(acting: Acting, edition: Edition) -> list[Step]:
    """Only for a school with more than one site and with classes."""
    classes = list(classes_of_school(acting.school, edition))
    if not classes or acting.school.sites.count() < 2:
        return []
    loose = [str(school_class) for school_class in classes if school_class.site_id is None]
    detail = "Alle klassen zijn gekoppeld aan een vestigingsplaats."
    if loose:
        detail = f"Nog niet gekoppeld: klas {', '.join(loose)}. Doe dit zo snel mogelijk."
    return [
        Step(
            position=12,
            title="Koppel vestigingsplaatsen",
            detail=detail,
            state="todo" if loose else "done",
            word="te doen" if loose else "klaar",
            url=reverse("schools:sites"),
            link="Koppel vestigingsplaatsen",
        )
    ]
