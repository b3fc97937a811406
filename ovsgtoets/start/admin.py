"""Mails and background work in the admin: to look at, and to try again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from post_office.models import STATUS

from ovsgtoets.kernel.bounces import mark_bounced
from ovsgtoets.kernel.formats import long_moment
from ovsgtoets.kernel.mail_secrets import BLOT, without_secrets
from ovsgtoets.kernel.models import BouncedAddress, Job
from ovsgtoets.kernel.outbox import nudge
from ovsgtoets.start.models import STATE_WORDS, Mail


class OnlyLook(admin.ModelAdmin):
    """Rows that the portal writes itself: nobody adds, changes or removes them here."""

    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class StateFilter(admin.SimpleListFilter):
    title = "toestand"
    parameter_name = "state"
    STATES = {
        "sent": ("verstuurd", [STATUS.sent]),
        "waiting": ("onderweg", [STATUS.queued, STATUS.requeued]),
        "failed": ("niet verstuurd", [STATUS.failed]),
    }

    def lookups(self, request, model_admin) -> list[tuple[str, str]]:
        return [(name, word) for name, (word, _) in self.STATES.items()]

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        if self.value() in self.STATES:
            return queryset.filter(status__in=self.STATES[self.value()][1])
        return queryset


@admin.register(Mail)
class MailAdmin(OnlyLook):
    list_display = ["subject_line", "recipients", "state", "written_at"]
    list_filter = [StateFilter]
    search_fields = ["to", "subject"]
    search_help_text = "Zoek op e-mailadres of onderwerp"
    fields = readonly_fields = [
        "subject_line",
        "recipients",
        "state",
        "written_at",
        "next_attempt_at",
        "attempts_made",
        "text",
    ]
    actions = ["send_again", "came_back"]
    show_full_result_count = False

    @admin.display(description="onderwerp")
    def subject_line(self, mail: Mail) -> str:
        return mail.subject

    @admin.display(description="aan")
    def recipients(self, mail: Mail) -> str:
        return mail.recipients

    @admin.display(description="toestand", ordering="status")
    def state(self, mail: Mail) -> str:
        return mail.state_word

    @admin.display(description="geschreven op", ordering="created")
    def written_at(self, mail: Mail) -> str:
        return long_moment(mail.created)

    @admin.display(description="volgende poging")
    def next_attempt_at(self, mail: Mail) -> str:
        return long_moment(mail.scheduled_time) if mail.status == STATUS.requeued else "–"

    @admin.display(description="pogingen")
    def attempts_made(self, mail: Mail) -> str:
        rows = [
            (long_moment(log.date), STATE_WORDS.get(log.status, ""), log.message)
            for log in mail.logs.order_by("pk")
        ]
        items = format_html_join("", "<li>{}: {} {}</li>", rows)
        return format_html("<ul>{}</ul>", items) if rows else "–"

    @admin.display(description="tekst")
    def text(self, mail: Mail) -> str:
        return without_secrets(mail.message, mail)

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("start.change_mail")

    def has_bounce_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("kernel.add_bouncedaddress")

    @admin.action(description="Probeer opnieuw te versturen", permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Puts mails that failed back in the queue, after asking. A mail whose code or link was
        blotted out is of no use any more: those are left out, and the page says so."""
        failed = queryset.filter(status=STATUS.failed)
        usable = failed.exclude(message__contains=BLOT)
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": "Mails opnieuw versturen",
                "opts": self.opts,
                "mails": usable,
                "left_out": queryset.count() - usable.count(),
                "selected": queryset.values_list("pk", flat=True),
            }
            return TemplateResponse(request, "admin/start/mail/send_again.html", context)
        count = usable.update(
            status=STATUS.queued,
            scheduled_time=None,
            number_of_retries=0,
            last_updated=timezone.now(),
        )
        nudge("mail_queued")
        messages.success(request, f"{count} {'mail staat' if count == 1 else 'mails staan'} klaar.")
        return None

    @admin.action(description="Deze mail keerde terug", permissions=["bounce"])
    def came_back(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Marks the addresses as ones where mail comes back, after asking; schools see it at
        the person, and can correct the address."""
        addresses = sorted({address for mail in queryset for address in mail.to})
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": "Mails keerden terug",
                "opts": self.opts,
                "addresses": addresses,
                "selected": queryset.values_list("pk", flat=True),
            }
            return TemplateResponse(request, "admin/start/mail/came_back.html", context)
        mark_bounced(*addresses)
        messages.success(request, f"Gemerkt als teruggekeerd: {', '.join(addresses)}.")
        return None


@admin.register(BouncedAddress)
class BouncedAddressAdmin(OnlyLook):
    """Removing one here says that mail to it arrives again."""

    list_display = ["email", "since"]
    search_fields = ["email"]
    search_help_text = "Zoek op e-mailadres"
    fields = readonly_fields = ["email", "since"]
    ordering = ["-bounced_at"]
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description="teruggekeerd op", ordering="bounced_at")
    def since(self, bounced: BouncedAddress) -> str:
        return long_moment(bounced.bounced_at)


@admin.register(Job)
class JobAdmin(OnlyLook):
    list_display = ["title", "owner", "state", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["owner"]
    search_fields = ["title", "owner__email", "owner__last_name"]
    search_help_text = "Zoek op titel of op wie het vroeg"
    fields = readonly_fields = [
        "title",
        "kind",
        "owner",
        "school",
        "state",
        "attempts",
        "error",
        "created_at",
        "beat_at",
    ]
