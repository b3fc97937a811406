"""People in the admin. Nobody types somebody else's password: a link is sent instead."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from accounts.admin.actions import LOCK, REMOVE_STEPS, SEND_LINK, UNLOCK, may_touch
from accounts.admin.membership import MembershipInline
from accounts.domain.memberships import Invitation, end_membership, give_role
from accounts.domain.people import change_email
from accounts.hijack import may_be_looked_along_with
from accounts.models import Membership, User
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.outbox import nudge


class PersonForm(ModelForm):
    """The address is compared the way it is stored."""

    def clean_email(self) -> str:
        return User.objects.normalize(self.cleaned_data["email"])


@admin.register(User)
class PersonAdmin(admin.ModelAdmin):
    form = PersonForm
    list_display = ["name", "email", "works_at", "last_login", "state", "look_along"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = [
        "first_name",
        "last_name",
        "email",
        "memberships__school__name",
        "memberships__school__institution_number__startswith",
    ]
    search_help_text = "Zoek op naam, e-mailadres, instellingsnummer of naam van de school"
    ordering = ["last_name", "first_name", "pk"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    inlines = [MembershipInline]
    actions = ["send_link", "remove_steps", "lock", "unlock"]
    fieldsets = [
        (None, {"fields": ["first_name", "last_name", "email"]}),
        ("Toegang", {"fields": ["state", "password_state", "last_login", "created_at"]}),
    ]
    staff_fieldset = (
        "Rechten van de helpdesk",
        {"fields": ["is_staff", "is_superuser", "groups"], "classes": ["collapse"]},
    )
    readonly_fields = ["state", "password_state", "last_login", "created_at"]

    # --- who may see and do what ---
    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or may_touch(request.user, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # what a person entered stays with their name; they can be locked

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None):
        if obj is None:
            return self.fieldsets[:1]
        return (
            [*self.fieldsets, self.staff_fieldset] if request.user.is_superuser else self.fieldsets
        )

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).prefetch_related("memberships__school")

    def formfield_for_manytomany(self, db_field, request: HttpRequest, **kwargs):
        kwargs["widget"] = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # --- columns ---
    @admin.display(description="naam", ordering="last_name")
    def name(self, person: User) -> str:
        return f"{person.last_name} {person.first_name}".strip() or person.email

    @admin.display(description="werkt in")
    def works_at(self, person: User) -> str:
        running = [m for m in person.memberships.all() if m.ended_at is None]
        return "; ".join(f"{m.school}, {m.get_role_display()}" for m in running)

    @admin.display(description="toestand", ordering="is_active")
    def state(self, person: User) -> str:
        if not person.is_active:
            return "geblokkeerd"
        return "actief" if person.has_password else "uitgenodigd"

    @admin.display(description="wachtwoord")
    def password_state(self, person: User) -> str:
        return "Werd ingevoerd" if person.has_password else "Nog niet ingevoerd"

    @admin.display(description="meekijken")
    def look_along(self, person: User) -> str:
        """A button of the form that Django draws around the list: it posts the person's number to
        another address, with that form's token."""
        if not may_be_looked_along_with(person):
            return ""
        return format_html(
            '<button class="button" formmethod="post" formaction="{}" name="user_pk" value="{}">'
            "Kijk&nbsp;mee</button>",
            reverse("hijack:acquire"),
            person.pk,
        )

    # --- writing ---
    def save_model(self, request: HttpRequest, obj: User, form, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        elif "email" in form.changed_data:
            change_email(user=obj, email=obj.email, by=request.user)
        super().save_model(request, obj, form, change)
        nudge("staff_changed")  # a name is known in Moodle too

    def save_formset(self, request: HttpRequest, form, formset, change: bool) -> None:
        formset.save(commit=False)
        for membership in [*formset.new_objects, *(m for m, _ in formset.changed_objects)]:
            self.give(request, form.instance, membership)
        for membership in formset.deleted_objects:
            try:
                end_membership(membership=membership, by=request.user)
            except Refused as refused:
                messages.error(request, refused.sentence)

    def give(self, request: HttpRequest, person: User, membership: Membership) -> None:
        try:
            give_role(
                user=person,
                school=membership.school,
                role=membership.role,
                ends_on=membership.ends_on,
                invitation=Invitation(person.first_name, person.last_name, person.email),
                by=request.user,
            )
        except Refused as refused:
            messages.error(request, refused.sentence)

    # --- actions ---
    @admin.action(description=SEND_LINK.title, permissions=["change"])
    def send_link(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return SEND_LINK.run(self, request, queryset)

    @admin.action(description=REMOVE_STEPS.title, permissions=["change"])
    def remove_steps(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return REMOVE_STEPS.run(self, request, queryset)

    @admin.action(description=LOCK.title, permissions=["change"])
    def lock(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return LOCK.run(self, request, queryset)

    @admin.action(description=UNLOCK.title, permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return UNLOCK.run(self, request, queryset)
