"""One confirmed version, to look back at or to print; and the deadline for one's calendar."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from orders.calendar_file import deadline_file
from orders.order_pdf import pdf_of_revision
from orders.queries import revisions_of
from orders.sheet import sheet_of_revision
from orders.views.ordering import OrderingView
from orders.views.page import with_changes
from ovsgtoets.kernel.downloads import PDF, as_file


class RevisionPage(OrderingView):
    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        revisions = list(
            revisions_of(self.order)
            .filter(number__in=(number - 1, number))
            .prefetch_related("rows")
        )  # fmt: skip
        shown = with_changes(revisions)
        if not shown or shown[0][0].number != number:
            raise Http404
        revision, changes = shown[0]
        context = {
            "edition": self.edition,
            "revision": revision,
            "changes": changes,
            "is_last": not self.order.revisions.filter(number__gt=number).exists(),
            "sheet": sheet_of_revision(revision),
        }
        return render(request, "orders/revision.html", context)


class RevisionPdf(OrderingView):
    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        revisions = self.order.revisions.select_related("order__school", "order__edition")
        name, content = pdf_of_revision(get_object_or_404(revisions, number=number))
        return as_file(name, content, PDF)


class DeadlineFile(OrderingView):
    """The last day to order, for a calendar."""

    def get(self, request: HttpRequest) -> HttpResponse:
        content = deadline_file(self.edition)
        return as_file(
            f"bestellen-ovsg-toets-{self.edition.year}.ics", content, "text/calendar; charset=utf-8"
        )
