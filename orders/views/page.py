"""The page "Bestelling toetsen" for where the order stands: the draft, what was confirmed, or why
neither."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from orders import unusual
from orders.difference import Change
from orders.domain.deadline import Season, season_of
from orders.domain.stale import Stale
from orders.forms import ConfirmForm
from orders.models import Order, OrderRevision, OrderStatus
from orders.queries import newest_price_list, order_of, revisions_of
from orders.sheet import difference_of_revisions, sheet_of_revision
from orders.views.draft import Draft, WrongRows, around_draft, draft_of
from ovsgtoets.kernel.errors import Refused
from schools.queries import running_edition


def show_order(
    request: HttpRequest,
    *,
    form: ConfirmForm | None = None,
    wrong: WrongRows | None = None,
    problem: str = "",
    changes: Sequence[Change] = (),
    status: int = 200,
    template: str = "",
) -> HttpResponse:
    """The page; with `problem` and `changes`, why what was asked did not happen. `template`: the
    part of the draft's page that is asked for."""
    edition = running_edition()
    page = {"edition": edition, "problem": problem, "changes": changes}
    if edition is None:
        return render(request, "orders/order_closed.html", page, status=status)
    order = order_of(request.school, edition)
    season = season_of(edition)
    page |= {"order": order, "season": season.value}
    if order and _shows_confirmed(order, season):
        whole, more = "orders/order_confirmed.html", confirmed_page(order)
        template = ""
    elif season is Season.OPEN and (price_list := newest_price_list(edition)):
        whole = "orders/order_draft.html"
        draft = draft_of(request.school, edition, order, price_list, form=form, wrong=wrong)
        _ask_numbers_too(draft)
        more = {"draft": draft, **around_draft(request, draft)}
    else:
        whole, more, template = "orders/order_closed.html", {}, ""
    return render(request, template or whole, {**page, **more}, status=status)


def show_refusal(request: HttpRequest, refusal: Refused, **more) -> HttpResponse:
    """The page, with what the refusal says and what the person did not see."""
    is_stale = isinstance(refusal, Stale)
    return show_order(
        request,
        problem=refusal.sentence,
        changes=refusal.changes if is_stale else (),
        status=409 if is_stale else 422,
        **more,
    )


def _ask_numbers_too(draft: Draft) -> None:
    """All that is missing is said at once: the tick for unusual numbers is asked by the page."""
    form = draft.form
    if form.is_bound and draft.questions and not form.cleaned_data.get("agreed_numbers"):
        form.errors.setdefault("agreed_numbers", form.error_class([unusual.ASK]))


def _shows_confirmed(order: Order, season: Season) -> bool:
    """Also an order that was being changed when the deadline passed: what was confirmed counts."""
    if order.status == OrderStatus.CHANGING:
        return season is not Season.OPEN
    return order.status == OrderStatus.CONFIRMED


def confirmed_page(order: Order) -> dict:
    revisions = list(revisions_of(order).prefetch_related("rows"))
    return {
        "revision": revisions[0],
        "revisions": with_changes(revisions),
        "sheet": sheet_of_revision(revisions[0]),
    }


def with_changes(
    newest_first: Sequence[OrderRevision],
) -> list[tuple[OrderRevision, tuple[Change, ...]]]:
    """Each confirmed version with what it changed."""
    before = [*newest_first, None][1:]
    return [
        (one, difference_of_revisions(earlier, one))
        for one, earlier in zip(newest_first, before, strict=True)
    ]
