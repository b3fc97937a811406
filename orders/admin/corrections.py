"""Wijzig de bestelling: the helpdesk changes what a school ordered, also after the deadline."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from orders.admin.correction_form import BaseRows, CorrectionForm, rows_form
from orders.choices import Choices
from orders.domain.correction import Correction, Outcome, correct_order, try_correction
from orders.models import DeliveryRow, Order, OrderStatus
from orders.ordering_overview import edition_to_follow, schools_ordering
from orders.queries import choices_in_force, copy_of, order_of, proposed_rows
from ovsgtoets.kernel.errors import Refused
from schools.models import Edition, School


def correct(request: HttpRequest, pk: int, model_admin) -> HttpResponse:
    """First the order as it stands; then what would change, and the price; then it is done."""
    if not request.user.has_perm("orders.change_order"):
        raise PermissionDenied
    edition = edition_to_follow()
    school = schools_ordering(edition).filter(pk=pk).first()
    if school is None or edition is None:
        raise Http404
    order = order_of(school, edition)
    rows = _rows_to_show(school, edition, order)
    if request.method != "POST":
        version = order.version if order else 1
        choices = choices_in_force(order) if order else Choices()
        form = CorrectionForm.of(choices, version, school)
        return _page(request, model_admin, school, order, rows_form(None, rows), form)
    formset, form = rows_form(request.POST, rows), CorrectionForm(request.POST, school=school)
    outcome = None
    if form.is_valid() & formset.is_valid() and "again" not in request.POST:
        wanted = _wanted(school, edition, formset, form)
        try:
            if "confirmed" in request.POST:
                return _confirm(request, wanted, form)
            outcome = try_correction(wanted, by=request.user)
        except Refused as refusal:
            if refusal.field == "agreed_numbers":  # asked beside what it is about
                outcome = try_correction(wanted, by=request.user)
            refusal.show_on(form)
    return _page(request, model_admin, school, order, formset, form, outcome)


def _rows_to_show(school: School, edition: Edition, order: Order | None) -> list[DeliveryRow]:
    """Those in force, or begun with, or proposed. Changes that the school began end here."""
    if order is None:
        return proposed_rows(school, edition)
    if order.status == OrderStatus.CHANGING:
        return [copy_of(row) for row in order.revisions.last().rows.all()]
    return list(order.rows.all())


def _wanted(school, edition: Edition, formset: BaseRows, form: CorrectionForm) -> Correction:
    return Correction(
        school=school,
        edition=edition,
        rows=formset.values,
        choices=form.choices,
        reason=form.cleaned_data["reason"],
        seen_version=form.cleaned_data["seen_version"],
    )


def _confirm(request: HttpRequest, wanted: Correction, form: CorrectionForm) -> HttpResponse:
    revision = correct_order(
        wanted,
        seen_total=form.cleaned_data["seen_total"],
        seen_report=form.cleaned_data["seen_report"],
        agreed_numbers=form.cleaned_data["agreed_numbers"],
        by=request.user,
    )
    messages.success(
        request,
        f"Versie {revision.number} van de bestelling van {wanted.school} bevestigd. "
        "De school kreeg een mail met de reden.",
    )
    return redirect("admin:orders_orderingschool_change", wanted.school.pk)


def _page(
    request: HttpRequest, model_admin, school: School, order: Order | None,
    formset: BaseRows, form: CorrectionForm, outcome: Outcome | None = None,
) -> HttpResponse:  # fmt: skip
    is_confirmed = bool(order and order.revisions.exists())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{'Wijzig de bestelling' if is_confirmed else 'Bestel voor de school'}: {school}",
        "opts": model_admin.opts,
        "school": school,
        "order": order,
        "is_changing": bool(order and order.status == OrderStatus.CHANGING),
        "formset": formset,
        "form": form,
        "outcome": outcome,
        "list_url": reverse("admin:orders_orderingschool_changelist"),
        "back": reverse("admin:orders_orderingschool_change", args=[school.pk]),
    }
    status = 422 if form.errors or (formset.is_bound and not formset.is_valid()) else 200  # fmt: skip
    template = "admin/orders/orderingschool/correct.html"
    return TemplateResponse(request, template, context, status=status)
