"""The page behind the Moodle icon."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.acting import Acting
from accounts.guards import SchoolView
from accounts.rights import Right
from orders.domain.deadline import Season, season_of
from orders.moodle.page import colleagues_of, obstacle, who_can_order, years_of
from schools.queries import running_edition


class MoodlePage(SchoolView):
    """The year's courses and the earlier ones, and how far one's own access is.

    Who manages the school's people sees that of everybody.
    """

    rights = (Right.USE_MOODLE,)

    def get(self, request: HttpRequest) -> HttpResponse:
        acting = request.acting
        current, earlier = years_of(acting)
        page = {
            "current": current,
            "earlier": earlier,
            "stand_in": settings.MOODLE_STAND_IN,
            **(_access(acting, current) if current else _before_the_order(acting)),
        }
        return render(request, "orders/moodle.html", page)


def _access(acting: Acting, current: list) -> dict:
    year = current[0]
    manages = acting.may(Right.MANAGE_USERS)
    colleagues = colleagues_of(acting, year.edition) if manages else []
    shown = [year.status, *[colleague.status for colleague in colleagues]]
    waits = any(status.kind == "waiting" for status in shown)
    hindered = obstacle() if waits else ""
    return {
        "manages": manages,
        "colleagues": colleagues,
        "obstacle": hindered,
        "looks_again": waits and not hindered,
    }


def _before_the_order(acting: Acting) -> dict:
    edition = running_edition()
    return {
        "edition": edition,
        "is_over": edition is not None and season_of(edition) is Season.AFTER,
        "may_order": acting.may(Right.ORDER_TESTS),
        "who_can_order": who_can_order(acting),
    }
