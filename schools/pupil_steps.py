"""The step "Leerlingen" on the start page."""

from django.db.models import Count, Q
from django.urls import reverse

from accounts.acting import Acting
from accounts.rights import Right
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.formats import listed
from ovsgtoets.kernel.steps import Step
from schools.models import Edition, Pupil
from schools.queries import own_classes_with


def steps_of(acting: Acting, edition: Edition | None) -> list[Step]:
    """For who brings in pupils: how many are in each own class."""
    if edition is None or not acting.may(Right.ENTER_PUPILS):
        return []
    classes = list(
        own_classes_with(acting, edition, Right.ENTER_PUPILS)
        .annotate(
            size=Count("pupils", distinct=True, filter=Q(pupils__in=Pupil.objects.present(today())))
        )
        .order_by("name")
    )
    state, word = _state([school_class.size for school_class in classes])
    return [
        Step(
            position=40,
            title="Leerlingen",
            detail=_detail(classes),
            state=state,
            word=word,
            url=reverse("schools:pupils"),
            link="Bekijk de leerlingen" if state == "done" else "Geef de leerlingen in",
        )
    ]


def _state(sizes: list[int]) -> tuple[str, str]:
    if not sizes:
        return "waiting", "nog geen klas"
    if all(sizes):
        return "done", "klaar"
    return ("busy", "bezig") if any(sizes) else ("todo", "te doen")


def _detail(classes: list) -> str:
    if not classes:
        return "De schoolbeheerder koppelt je eerst aan een klas."
    if not any(school_class.size for school_class in classes):
        return f"Geef de leerlingen van klas {listed([one.name for one in classes])} in."
    if len(classes) == 1:
        return f"{_count(classes[0].size)} ingevoerd in klas {classes[0]}."
    return "Ingevoerd: " + listed([f"{_count(one.size)} in klas {one}" for one in classes]) + "."


def _count(number: int) -> str:
    return "1 leerling" if number == 1 else f"{number} leerlingen"
