"""Beginning an order, "Wijzig bestelling", dropping the changes, and taking back
the advisers' inzage."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from orders.domain.advisers import withdraw_advisers
from orders.domain.drafts import discard_changes, reopen_order, start_order
from orders.domain.rows import remove_row
from orders.queries import order_of
from orders.views.ordering import OrderingView
from orders.views.page import show_refusal
from ovsgtoets.kernel.errors import Refused


class OrderStart(OrderingView):
    """The first write on a page with proposed rows: keeps them, and goes on with one of them."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if order_of(request.school, self.edition):
            messages.info(request, "De bestelling was al begonnen. Dit staat er nu.")
            return redirect("orders:order")
        try:
            order = start_order(school=request.school, edition=self.edition, by=request.user)
            return self.go_on(order)
        except Refused as refusal:
            return show_refusal(request, refusal)

    def go_on(self, order) -> HttpResponse:
        """To the page of the row at `edit`, or without the row at `remove`; counted from 0."""
        rows = {str(position): row for position, row in enumerate(order.rows.all())}
        if row := rows.get(self.request.POST.get("edit", "")):
            return redirect("orders:address_edit", row.pk)
        if row := rows.get(self.request.POST.get("remove", "")):
            row_id = row.pk
            remove_row(row=row, by=self.request.user)
            return redirect_without(row_id)
        return redirect("orders:order")


def redirect_without(row_id: int) -> HttpResponse:
    """To the order, which then offers to bring the removed address back."""
    answer = redirect("orders:order")
    answer["Location"] += f"?verwijderd={row_id}"
    return answer


class OrderReopen(OrderingView):
    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            reopen_order(order=self.order, by=request.user)
        except Refused as refusal:
            return show_refusal(request, refusal)
        return redirect("orders:order")


class OrderDiscard(OrderingView):
    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            discard_changes(order=self.order, by=request.user)
        except Refused as refusal:
            return show_refusal(request, refusal)
        messages.success(request, "Wijzigingen verwijderd. De bevestigde bestelling geldt.")
        return redirect("orders:order")


class AdvisersWithdraw(OrderingView):
    """The button "Trek de inzage in": at any time, at once."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            withdraw_advisers(order=self.order, by=request.user)
        except Refused as refusal:
            return show_refusal(request, refusal)
        messages.success(
            request, "Inzage ingetrokken. De pedagogisch adviseurs zien jullie punten niet meer."
        )
        return redirect("orders:order")
