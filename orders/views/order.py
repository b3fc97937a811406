"""The page "Bestelling toetsen": the draft, or what was confirmed."""

from django.http import HttpRequest, HttpResponse

from accounts.guards import SchoolView
from accounts.rights import Right


class Overview(SchoolView):
    rights = (Right.ORDER_TESTS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("")
