"""The helpdesk's rule for everybody: from when a password alone is not enough."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import TwoStepRule


@admin.register(TwoStepRule)
class TwoStepRuleAdmin(admin.ModelAdmin):
    list_display = ["__str__", "starts_on"]
    fields = ["starts_on"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not TwoStepRule.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False  # an empty day says the same, and stays in the history
