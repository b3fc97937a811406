"""The steps of results on the start page: entering points, seeing what came out, feedback."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.acting import Acting
from accounts.rights import Right
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.steps import Step
from results import entry_steps
from results.models import Score
from results.queries.findings import own_actions
from schools.models import Edition, Pupil
from schools.models.pupil import PupilQuerySet
from schools.queries import classes_to_view


def steps_of(acting: Acting, edition: Edition | None) -> list[Step]:
    """What this person enters, and the results that they may see."""
    return [*entry_steps.steps_of(acting, edition), *_results(acting, edition)]


def _results(acting: Acting, edition: Edition | None) -> list[Step]:
    if edition is None or not acting.may(Right.VIEW_SCHOOL_RESULTS):
        return []
    pupils = _counted(Pupil.objects.filter(school_class__in=classes_to_view(acting, edition)))
    with_points = pupils.filter(Exists(Score.objects.filter(pupil=OuterRef("pk")))).count()
    state, word = ("done", "te bekijken") if with_points else ("waiting", "later")
    return [
        Step(
            position=60,
            title="Resultaten",
            detail=_detail(with_points, pupils.count()) + _own_actions(acting, edition),
            state=state,
            word=word,
            url=reverse("results:results"),
            link="Bekijk de resultaten",
        )
    ]


def _counted(pupils: PupilQuerySet) -> QuerySet[Pupil]:
    """Who belongs to the group: who is there, and who left after there were points."""
    with_points = Exists(Score.objects.filter(pupil=OuterRef("pk")))
    return pupils.filter(Q(pk__in=pupils.present(today()).values("pk")) | with_points)


def _own_actions(acting: Acting, edition: Edition) -> str:
    """What this person still has to do for the findings of the team; empty for nothing."""
    count = own_actions(acting, edition).count()
    if not count:
        return ""
    return f" Op jouw naam {'staat 1 actie' if count == 1 else f'staan {count} acties'} open."


def _detail(with_points: int, pupils: int) -> str:
    if not with_points:
        return "Je ziet ze zodra de eerste punten ingegeven zijn."
    if with_points == pupils:
        return f"Er zijn punten van alle leerlingen ({pupils})."
    return f"Er zijn al punten van {with_points} van de {pupils} leerlingen."
