"""Letting a question lapse for everybody, with a reason, or letting it count again."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from ovsgtoets.kernel.errors import Refused
from results.domain.battery import NO_REASON, annul_item, count_item_again
from results.models import Item
from results.queries.battery import who_has_points


class AnnulForm(forms.Form):
    reason = forms.CharField(
        label="Waarom vervalt de vraag?",
        help_text="Bijvoorbeeld: drukfout in het boekje.",
        error_messages={"required": NO_REASON},
        widget=forms.TextInput(attrs={"maxlength": 200, "class": "vTextField"}),
    )


def annul(request: HttpRequest, model_admin, item_id: int) -> HttpResponse:
    items = Item.objects.questions().select_related("part__edition", "domain__learning_area")
    item = get_object_or_404(items, pk=min(item_id, 2**63 - 1))
    if not model_admin.has_change_permission(request, item.part):
        raise PermissionDenied
    form = AnnulForm(request.POST or None, initial={"reason": item.annulled_because})
    if request.method == "POST" and _saved(request, model_admin, item, form):
        return redirect("admin:results_testpart_change", item.part_id)
    context = {
        "title": f"Vraag {item.label} van {item.part}",
        "item": item,
        "form": form,
        "who": who_has_points(item),
    }
    return model_admin._page(
        request, "battery/annul.html", context, status=422 if form.errors else 200
    )


def _saved(request: HttpRequest, model_admin, item: Item, form: AnnulForm) -> bool:
    if "again" in request.POST:
        count_item_again(item=item, by=request.user)
        sentence = f"Vraag {item.label} telt weer mee."
    elif form.is_valid():
        try:
            annul_item(item=item, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            refusal.show_on(form)
            return False
        sentence = f"Vraag {item.label} telt niet meer mee: {form.cleaned_data['reason']}"
    else:
        return False
    model_admin.log_change(request, item.part, sentence)
    messages.success(request, sentence)
    return True
