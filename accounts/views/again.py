"""Where a page that stood open sends somebody whose session ended: sign in, and go on there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.guards import SignedInView


class SignedInAgain(SignedInView):
    """Says so to the page that waits, in the other window, and closes itself."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/signed_in_again.html")
