"""The roles of a person, on the person's page. Saving goes through the domain, so that history,
Moodle and the last schoolbeheerder are looked after."""

from django.contrib import admin
from django.forms import ModelForm

from accounts.models import Membership
from ovsgtoets.kernel.autocomplete import LooksUp


class MembershipForm(ModelForm):
    """A role that exists is not turned into another: it ends, and another begins."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("school", "role"):
                self.fields[name].disabled = True


class MembershipInline(LooksUp, admin.TabularInline):
    """Those that run today or later; ticking "verwijderen" ends one, and keeps it in the history."""

    model = Membership
    form = MembershipForm
    fields = ["school", "role", "ends_on", "created_at"]
    readonly_fields = ["created_at"]
    autocomplete_fields = ["school"]
    extra = 0
    verbose_name_plural = "rollen in scholen (verwijderen = de rol eindigt nu)"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(ended_at=None).select_related("school")
