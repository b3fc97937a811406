"""The page "Bestelling toetsen": the draft with its confirmation, or what was confirmed."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from orders.domain.confirm import confirm_order
from orders.domain.deadline import Season, season_of
from orders.domain.drafts import start_order
from orders.domain.stale import Stale
from orders.forms import ConfirmForm
from orders.models import DeliveryRow, Order, OrderStatus
from orders.queries import (
    earlier_revision,
    newest_price_list,
    order_of,
    proposed_rows,
    removed_row,
    revisions_of,
)
from orders.sheet import sheet_of_draft, sheet_of_revision
from orders.views.ordering import OrderingView
from ovsgtoets.kernel.errors import Refused
from schools.models import Edition
from schools.queries import running_edition


class OrderPage(OrderingView):
    """Looking makes nothing: a school that did not begin sees the proposed rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return show_order(request)


class OrderConfirm(OrderingView):
    """The button "Bevestig de bestelling": begins the order if need be, and confirms it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("orders:order")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ConfirmForm(request.POST, school=request.school)
        if not form.is_valid():
            return show_order(request, form=form, status=422)
        try:
            self.confirm(form)
        except Stale as refusal:
            form = form.asked_again(request.school)
            return show_order(request, form=form, problem=refusal.sentence, status=409)
        except Refused as refusal:
            return show_order(request, form=form, problem=refusal.sentence, status=422)
        messages.success(
            request, f"Bestelling bevestigd. Mail verstuurd naar {request.user.email}."
        )
        return redirect("orders:order")

    @transaction.atomic
    def confirm(self, form: ConfirmForm) -> None:
        user, data = self.request.user, form.cleaned_data
        order = start_order(school=self.request.school, edition=self.edition, by=user)
        confirm_order(
            order=order,
            agreed_direction=data["agreed_direction"],
            agreed_privacy=data["agreed_privacy"],
            seen_version=data["seen_version"],
            choices=form.choices,
            seen_total=data["seen_total"],
            by=user,
        )


def show_order(
    request: HttpRequest, *, form: ConfirmForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page for where the order stands: what was confirmed, the draft, or why neither."""
    edition = running_edition()
    if edition is None:
        return render(request, "orders/order_closed.html", {"problem": problem}, status=status)
    order = order_of(request.school, edition)
    season = season_of(edition)
    page = {"edition": edition, "order": order, "season": season.value, "problem": problem}
    if order and _shows_confirmed(order, season):
        template, more = "orders/order_confirmed.html", _confirmed(order)
    elif season is Season.OPEN and (price_list := newest_price_list(edition)):
        template = "orders/order_draft.html"
        more = {
            "price_list": price_list,
            "form": form or ConfirmForm.of(order, request.school),
            **_draft(request, order, edition, price_list),
        }
    else:
        template, more = "orders/order_closed.html", {}
    return render(request, template, {**page, **more}, status=status)


def _shows_confirmed(order: Order, season: Season) -> bool:
    """Also an order that was being changed when the deadline passed: what was confirmed counts."""
    if order.status == OrderStatus.CHANGING:
        return season is not Season.OPEN
    return order.status == OrderStatus.CONFIRMED


def _confirmed(order: Order) -> dict:
    revisions = list(revisions_of(order))
    return {
        "revision": revisions[0],
        "revisions": revisions,
        "sheet": sheet_of_revision(revisions[0]),
    }


def _draft(request: HttpRequest, order: Order | None, edition: Edition, price_list) -> dict:
    rows = list(order.rows.all()) if order else proposed_rows(request.school, edition)
    return {
        "sheet": sheet_of_draft(rows, price_list.prices),
        "version": order.version if order else Order._meta.get_field("version").default,
        "confirmed": revisions_of(order).first() if order else None,
        "removed": _just_removed(request, order, rows),
        "earlier": None if order else earlier_revision(request.school, edition),
    }


def _just_removed(
    request: HttpRequest, order: Order | None, rows: list[DeliveryRow]
) -> DeliveryRow | None:
    """The address that was removed a moment ago, for the button that brings it back."""
    row_id = request.GET.get("verwijderd", "")
    if not order or not row_id.isdecimal() or len(row_id) > 18:
        return None
    if int(row_id) in [row.pk for row in rows]:
        return None
    return removed_row(order, int(row_id))
