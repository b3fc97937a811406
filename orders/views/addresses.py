"""The delivery addresses of the order: add, change, remove, bring back, and what one costs."""

from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from orders.domain.deadline import Season, season_of
from orders.domain.drafts import start_order
from orders.domain.rows import add_row, change_row, remove_row, restore_row
from orders.domain.stale import Stale
from orders.forms import AddressForm
from orders.models import DeliveryRow, Order, PriceList
from orders.pricing import Price, price_row
from orders.queries import newest_price_list, order_of, removed_row
from orders.views.changes import redirect_without
from orders.views.keep import keep_page
from orders.views.ordering import OrderingView
from orders.views.page import show_refusal
from ovsgtoets.kernel.errors import Refused


class AddressView(OrderingView):
    @cached_property
    def price_list(self) -> PriceList | None:
        return newest_price_list(self.edition)

    @cached_property
    def row(self) -> DeliveryRow:
        rows = DeliveryRow.objects.for_school(self.request.school).filter(
            order__edition=self.edition
        )
        return get_object_or_404(rows.select_related("order"), pk=self.kwargs["pk"])

    @property
    def is_open(self) -> bool:
        return season_of(self.edition) is Season.OPEN

    def may_write(self, order: Order | None) -> bool:
        return self.is_open and (order is None or order.may_be_edited)

    def not_now(self) -> HttpResponse:
        """To the order; outside the season, its page says why and whom to contact."""
        if self.is_open:
            sentence = "De bestelling is bevestigd. Klik eerst op Wijzig bestelling."
            messages.info(self.request, sentence)
        return redirect("orders:order")

    def show(self, form: AddressForm, *, status: int = 200, **more) -> HttpResponse:
        context = {
            "edition": self.edition,
            "form": form,
            "price": price_of(form, self.price_list),
            **more,
        }
        return render(self.request, "orders/address_form.html", context, status=status)


class AddressAdd(AddressView):
    """The page "Nieuw adres". Keeping the first one also keeps the proposed rows beside it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        order = order_of(request.school, self.edition)
        if not self.may_write(order):
            return self.not_now()
        return self.show(AddressForm(price_list=self.price_list))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddressForm(request.POST, price_list=self.price_list)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            self.add(form)
        except Refused as refusal:
            refusal.show_on(form)
            return self.show(form, status=422)
        messages.success(request, f"Leveradres {form.cleaned_data['site_name']} toegevoegd.")
        return redirect("orders:order")

    @transaction.atomic
    def add(self, form: AddressForm) -> None:
        user = self.request.user
        order = start_order(school=self.request.school, edition=self.edition, by=user)
        add_row(order=order, values=form.cleaned_data, by=user)


class AddressEdit(AddressView):
    """The page "Pas leveradres/aantal exemplaren aan"."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.may_write(self.row.order):
            return self.not_now()
        form = AddressForm(instance=self.row, price_list=self.price_list)
        return self.show(form, row=self.row, version=self.row.order.version)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, version = self.row, request.POST.get("seen_version", "")
        form = AddressForm(request.POST, instance=row, price_list=self.price_list)
        if not form.is_valid():
            return self.show(form, status=422, row=row, version=version)
        try:
            seen = int(version) if version.isdecimal() and len(version) < 10 else 0
            change_row(row=row, values=form.cleaned_data, seen_version=seen, by=request.user)
        except Refused as refusal:
            refusal.show_on(form)
            row.order.refresh_from_db()
            is_stale = isinstance(refusal, Stale)
            return self.show(
                form, status=409 if is_stale else 422, row=row, version=row.order.version,
                changes=refusal.changes if is_stale else (),
            )  # fmt: skip
        messages.success(request, f"Leveradres {form.cleaned_data['site_name']} aangepast.")
        return redirect("orders:order")


class AddressRemove(AddressView):
    """The button "Verwijder leveradres": at once, for it can be brought back. What was typed
    beside it is kept too."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            row = self.row
            with transaction.atomic():
                keep_page(request, self.edition)
                remove_row(row=row, by=request.user)
        except Http404:
            # A second click on an address that is gone already.
            if not removed_row(self.order, pk):
                raise
        except Refused as refusal:
            return show_refusal(request, refusal)
        return redirect_without(pk)


class AddressRestore(AddressView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            row = restore_row(order=self.order, row_id=pk, by=request.user)
        except Refused as refusal:
            return show_refusal(request, refusal)
        if row is None:
            raise Http404
        messages.success(request, f"Leveradres {row.site_name} staat er weer.")
        return redirect("orders:order")


class AddressPrice(AddressView):
    """What the address would cost with the numbers as typed so far (a piece for htmx)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AddressForm(request.GET, price_list=self.price_list)
        price = price_of(form, self.price_list)
        return render(request, "orders/_address_price.html", {"price": price})


def price_of(form: AddressForm, price_list: PriceList | None) -> Price | None:
    """The price for the numbers in the form; None while they are not numbers yet."""
    numbers = {}
    for name in ("copies", "teachers"):
        try:
            numbers[name] = form.fields[name].clean(form[name].value())
        except ValidationError:
            return None
    if price_list is None or not any(numbers.values()):
        return None
    return price_row(**numbers, prices=price_list.prices)
