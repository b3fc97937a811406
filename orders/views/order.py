"""The page "Bestelling toetsen", and its button "Bevestig de bestelling"."""

from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from orders.domain.confirm import confirm_order
from orders.domain.deadline import Season, season_of
from orders.domain.definitive import RowProblem, RowsRefused, row_problems
from orders.domain.drafts import start_order
from orders.domain.stale import Stale
from orders.forms import ConfirmForm, Wrong
from orders.models import OrderRevision
from orders.queries import newest_price_list, order_of, rows_of
from orders.views.draft import WrongRows
from orders.views.keep import OTHERS, Outcome, keep_page
from orders.views.ordering import OrderingView
from orders.views.page import show_order, show_refusal
from ovsgtoets.kernel.errors import Refused

JUST_TYPED = "Je paste net nog iets aan. Dat is bewaard; kijk de prijs na, en bevestig dan."


class OrderPage(OrderingView):
    """Looking makes nothing: a school that did not begin sees the proposed rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return show_order(request)


class OrderConfirm(OrderingView):
    """The button "Bevestig de bestelling": keeps what was typed, begins the order if need be, and
    confirms it, if the page showed what is confirmed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("orders:order")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ConfirmForm(request.POST, school=request.school)
        valid = form.is_valid()
        try:
            outcome = self.keep()
            if outcome.unseen:
                raise Stale(OTHERS, changes=outcome.changes)
            if not valid or outcome.wrong:
                wrong = outcome.wrong or self.wrong_quantities()
                return show_order(request, form=form, wrong=wrong, status=422)
            if outcome.rows_changed:
                raise Stale(JUST_TYPED)
            revision = self.confirm(form)
        except Stale as refusal:
            return show_refusal(request, refusal)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(request, _confirmed(revision))
        return redirect("orders:order")

    def keep(self) -> Outcome:
        """What was typed is not lost when the confirmation is refused."""
        order = order_of(self.request.school, self.edition)
        if season_of(self.edition) is not Season.OPEN or (order and not order.may_be_edited):
            return Outcome()  # nothing to keep; the confirmation says why
        with transaction.atomic():
            return keep_page(self.request, self.edition)

    @transaction.atomic
    def confirm(self, form: ConfirmForm) -> OrderRevision:
        user, data = self.request.user, form.cleaned_data
        order = start_order(school=self.request.school, edition=self.edition, by=user)
        return confirm_order(
            order=order,
            agreed_direction=data["agreed_direction"],
            agreed_privacy=data["agreed_privacy"],
            agreed_numbers=data["agreed_numbers"],
            seen_version=data["seen_version"],
            choices=form.choices,
            seen_total=data["seen_total"],
            seen_price_list=data["seen_price_list"],
            by=user,
        )

    def refused(self, form: ConfirmForm, refusal: Refused) -> HttpResponse:
        if isinstance(refusal, RowsRefused):
            wrong = self.wrong_rows(refusal.problems)
            return show_order(self.request, form=form, wrong=wrong, status=422)
        if refusal.field in form.fields and form.is_valid():
            refusal.show_on(form)
            return show_order(self.request, form=form, status=422)
        return show_refusal(self.request, refusal, form=form)

    def wrong_quantities(self) -> WrongRows:
        """Said with the ticks that are missing, so that nobody corrects twice."""
        school, prices = self.request.school, newest_price_list(self.edition)
        if prices is None:
            return {}
        rows = rows_of(order_of(school, self.edition), school, self.edition)
        return self.wrong_rows(row_problems(school, rows, prices))

    def wrong_rows(self, problems: Sequence[RowProblem]) -> WrongRows:
        """By their number, or by their place when the refusal took the beginning back too."""
        is_begun = order_of(self.request.school, self.edition) is not None
        return {
            one.row_id if is_begun else one.position: {one.field: Wrong(one.sentence, is_kept=True)}
            for one in problems
        }


def _confirmed(revision: OrderRevision) -> str:
    """`Bestelling bevestigd. Mail verstuurd naar bo@school.example en school@school.example.`"""
    own, school = revision.confirmed_by.email, revision.order.school.email
    copy = f" en {school}" if school and school.lower() != own.lower() else ""
    return f"Bestelling bevestigd. Mail verstuurd naar {own}{copy}."
