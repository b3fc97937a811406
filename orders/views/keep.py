"""Keeping what is typed on the order page: at every pause by htmx, and by the button Bewaar."""

from dataclasses import dataclass, field, replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from orders.choices import choices_of
from orders.difference import Change, difference_of_choices
from orders.domain.drafts import start_order
from orders.domain.keep import Kept, TypedRow, keep_typed
from orders.forms import ChoicesForm, Wrong, typed_rows
from orders.forms.rows import RowForm
from orders.models import Order
from orders.queries import beside_order, order_of, rows_of
from orders.views.ordering import OrderingView
from orders.views.page import show_order, show_refusal
from ovsgtoets.kernel.errors import Refused
from schools.models import Edition

OTHERS = "Intussen is de bestelling gewijzigd. Kijk na wat er nu staat."


@dataclass
class Outcome:
    """What became of a posted page. `unseen`: something that the page did not show stands there
    now; `changes` says what. `begun`: this made the order."""

    wrong: dict[int, dict[str, Wrong]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    unseen: bool = False
    begun: bool = False
    rows_changed: bool = False


class OrderKeep(OrderingView):
    """The button "Bewaar", and htmx at every pause in typing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("orders:order")

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            with transaction.atomic():  # what is shown is what was locked and kept
                outcome = keep_page(request, self.edition)
                return self.show(outcome)
        except Refused as refusal:
            if not request.htmx:
                return show_refusal(request, refusal)
            messages.warning(request, refusal.sentence)
            return HttpResponse(headers={"HX-Refresh": "true"})

    def show(self, outcome: Outcome) -> HttpResponse:
        request = self.request
        if request.htmx:
            return self.show_pieces(outcome)
        if outcome.wrong or outcome.unseen:
            return show_order(
                request, wrong=outcome.wrong, changes=outcome.changes,
                problem=OTHERS if outcome.unseen else "",
                status=409 if outcome.unseen else 422,
            )  # fmt: skip
        messages.success(request, "Bewaard. Vergeet niet op Bevestig de bestelling te klikken!")
        return redirect("orders:order")

    def show_pieces(self, outcome: Outcome) -> HttpResponse:
        """What was typed stays under the fingers: only what follows from it is replaced. When the
        page is no longer what is there, all of it is."""
        if outcome.unseen:
            answer = show_order(
                self.request, wrong=outcome.wrong, problem=OTHERS, changes=outcome.changes,
                template="orders/_draft.html",
            )  # fmt: skip
            answer["HX-Retarget"] = "#bestelling"
            answer["HX-Reswap"] = "outerHTML"
            return answer
        template = "orders/_draft_begun.html" if outcome.begun else "orders/_draft_kept.html"
        return show_order(self.request, wrong=outcome.wrong, template=template)


def keep_page(request: HttpRequest, edition: Edition) -> Outcome:
    """Keeps what the posted page says; begins the order if there is none and something was typed.

    Within the caller's transaction, which then holds the order.
    """
    rows, choices = typed_rows(request.POST), ChoicesForm(request.POST, school=request.school)
    choices.is_valid()
    typed = _with_taken(request, edition, [form.typed for form in rows])
    order = order_of(request.school, edition)
    outcome = Outcome()
    if order is None:
        if not choices.typed and not any(row.typed for row in typed):
            outcome.wrong = {form.position: form.wrong for form in rows if form.wrong}
            return outcome
        order = start_order(school=request.school, edition=edition, by=request.user)
        typed = _as_begun(order, typed)
        outcome.begun = True
    elif any(row.row_id is None for row in typed):
        # A colleague began the order since: nothing of this page is about its rows.
        return Outcome(unseen=True)
    kept = keep_typed(
        order=order, rows=typed, choices=choices.typed, by=request.user,
        seen_version=None if outcome.begun else _seen_version(request),
    )  # fmt: skip
    outcome.rows_changed = kept.rows_changed
    outcome.wrong = _wrong(rows, typed, kept)
    outcome.changes = kept.missed
    if not choices.errors:
        order.refresh_from_db()
        stored = choices_of(order)
        shown = replace(stored, **choices.cleaned_data_of_choices)
        outcome.changes += tuple(difference_of_choices(shown, stored))
    posted = [row.row_id for row in typed]
    same_rows = not posted or posted == list(order.rows.values_list("pk", flat=True))
    outcome.unseen = bool(kept.is_stale or kept.problems or kept.lost or outcome.changes)
    outcome.unseen |= not same_rows
    return outcome


def _seen_version(request: HttpRequest) -> int | None:
    seen = request.POST.get("seen_version", "")
    return int(seen) or None if seen.isdecimal() and len(seen) < 10 else None


def _with_taken(request: HttpRequest, edition: Edition, typed: list[TypedRow]) -> list[TypedRow]:
    """With the known numbers in the row whose button "Neem over" was clicked."""
    position = request.POST.get("take", "")
    if not position.isdecimal() or len(position) > 3 or int(position) >= len(typed):
        return typed
    row = typed[int(position)]
    order = order_of(request.school, edition)
    rows = rows_of(order, request.school, edition)
    stored = next((one for one in rows if one.pk == row.row_id), None)
    if order is None and len(rows) == len(typed):
        stored = rows[int(position)]
    if stored is None:
        return typed
    known = beside_order(request.school, edition).known_at(stored)
    if known.pupils:
        taken = {"teachers": known.bundles, "copies": known.pupils}
        typed[int(position)] = replace(row, wanted={**row.wanted, **taken})
    return typed


def _as_begun(order: Order, typed: list[TypedRow]) -> list[TypedRow]:
    """The proposed rows of the page are the rows of the order that was just begun, in order."""
    pks = order.rows.values_list("pk", flat=True)
    return [replace(row, row_id=pk) for row, pk in zip(typed, pks, strict=False)]


def _wrong(forms: list[RowForm], typed: list[TypedRow], kept: Kept) -> dict[int, dict[str, Wrong]]:
    """Per row and field. What was refused stays as it was typed; where somebody else wrote, what
    stands there now is shown."""
    wrong = {}
    for row, form in zip(typed, forms, strict=False):
        refused = kept.refused.get(row.row_id, {})
        taken = kept.problems.get(row.row_id, {})
        found = {
            **form.wrong,
            **{name: Wrong(sentence, row.wanted[name]) for name, sentence in refused.items()},
            **{name: Wrong(sentence) for name, sentence in taken.items()},
        }
        if found:
            wrong[row.row_id] = found
    return wrong
