"""How far the points of all classes are, for the schoolbeheerder, who types nowhere."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from results.domain.hand_in import still_open
from results.domain.reminders import remind_teachers
from results.models import Reminder
from results.queries.enterers import work_per_teacher
from results.queries.entry import is_closed, progress_of, progress_of_school, takes_part
from results.queries.standing import standing_of
from results.views.entering import class_and_part
from schools.queries import running_edition

NAMES_ON_ONE_LINE = 3


class ProgressPage(SchoolView):
    """Every class and part: how full, handed in or not, and who still has to type."""

    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        ordered = takes_part(request.school, edition)
        context = {"edition": edition, "ordered": ordered}
        if edition and ordered:
            progress = progress_of_school(request.school, edition)
            context |= {
                "classes": [
                    (school_class, list(of_class))
                    for school_class, of_class in groupby(progress, key=lambda p: p.school_class)
                ],
                "work": work_per_teacher(request.school, edition),
                "reminded": set(
                    Reminder.objects.for_school(request.school)
                    .filter(day=today())
                    .values_list("teacher", flat=True)
                ),
                "closed": is_closed(edition),
            }
        return render(request, "results/progress.html", context)


class MissingPage(SchoolView):
    """Exactly which cells a class still misses for a part."""

    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = class_and_part(request, class_id, part_id)
        context = {
            "school_class": school_class,
            "part": part,
            "open": still_open(school_class, part),
            "progress": progress_of(school_class, part),
            "standing": standing_of(school_class, part, me=request.user),
        }
        return render(request, "results/progress_missing.html", context)


class Remind(SchoolView):
    """Mails who must still enter points."""

    rights = (Right.MANAGE_USERS,)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            reminded = remind_teachers(
                school=request.school, edition=running_edition(), by=request.user
            )
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            if reminded.now:
                messages.success(request, f"Herinnering verstuurd naar {_listed(reminded.now)}.")
            if reminded.already_today:
                who = _listed(reminded.already_today)
                messages.info(request, f"Vandaag al herinnerd: {who}.")
        return redirect("results:progress")


def _listed(people: list) -> str:
    names = [str(person) for person in people]
    if len(names) > NAMES_ON_ONE_LINE:
        return f"{', '.join(names[:NAMES_ON_ONE_LINE])} en {len(names) - NAMES_ON_ONE_LINE} anderen"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"
