"""Geschiedenis: what was done at Beheer gebruikers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.guards import SchoolView
from accounts.rights import Right
from schools.history import history_of

LINES_ON_A_PAGE = 50


class History(SchoolView):
    """Who changed what in this school and when, newest first."""

    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        pages = Paginator(history_of(request.school), LINES_ON_A_PAGE)
        context = {"page": pages.get_page(request.GET.get("pagina"))}
        return render(request, "schools/history.html", context)
