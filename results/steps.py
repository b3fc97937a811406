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
from results.queries.viewers import classes_in_sight, sees_school
from schools.models import Edition, Pupil, SchoolClass
from schools.models.pupil import PupilQuerySet

NOT_RELEASED = "De resultaten van de school zie je zodra de schoolbeheerder ze vrijgeeft."


def steps_of(acting: Acting, edition: Edition | None) -> list[Step]:
    """What this person enters, and the results that they may see."""
    return [*entry_steps.steps_of(acting, edition), *_results(acting, edition)]


def _results(acting: Acting, edition: Edition | None) -> list[Step]:
    if edition is None or not acting.may(Right.VIEW_SCHOOL_RESULTS):
        return []
    with_school = sees_school(acting, edition)
    classes = list(classes_in_sight(acting, edition, with_school=with_school))
    pupils = _counted(Pupil.objects.filter(school_class__in=classes))
    with_points = pupils.filter(Exists(Score.objects.filter(pupil=OuterRef("pk")))).count()
    state, word = ("done", "te bekijken") if with_points else ("waiting", "later")
    waits = "" if with_school or not with_points else f" {NOT_RELEASED}"
    url, link = _way(classes, with_school)
    return [
        Step(
            position=60,
            title="Resultaten",
            detail=_detail(with_points, pupils.count()) + waits + _own_actions(acting, edition),
            state=state,
            word=word,
            url=url,
            link=link,
        )
    ]


def _way(classes: list[SchoolClass], with_school: bool) -> tuple[str, str]:
    """To the school's results; before they are released, to where something is: the own classes."""
    if with_school or not classes:
        return reverse("results:results"), "Bekijk de resultaten"
    if len(classes) > 1:
        return reverse("results:results"), "Bekijk je klassen"
    return reverse("results:class", args=[classes[0].pk]), f"Bekijk klas {classes[0]}"


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
