"""One confirmed version, to look back at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from orders.queries import revisions_of
from orders.sheet import sheet_of_revision
from orders.views.ordering import OrderingView


class RevisionPage(OrderingView):
    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        revision = get_object_or_404(revisions_of(self.order), number=number)
        last = revisions_of(self.order).first()
        context = {
            "edition": self.edition,
            "revision": revision,
            "is_last": revision == last,
            "sheet": sheet_of_revision(revision),
        }
        return render(request, "orders/revision.html", context)
