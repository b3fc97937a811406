"""The helpdesk's admin: Django's own, in our words, with today's work and one search.

The apps' own lists stand in their `admin.py`; what is hidden, and in which order, stands here.
This is imported before any model is: what needs models is imported where it is used.
"""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from ovsgtoets.kernel.row_numbers import row_number

# The blocks of the home page, in the order of the work; what a new app brings comes after them.
BLOCKS = {
    "Scholen": ["School", "SchoolBoard", "User", "SchoolClass", "Participation"],
    "Bestellingen": [
        "OrderingSchool",
        "PriceList",
        "PrintExport",
        "Delivery",
        "InvoiceRun",
        "Invoice",
        "Order",
        "OrderRevision",
        "OrderReminder",
    ],
    "Moodle": ["MoodleHealth", "MoodleAccess", "MoodleComparison", "MoodleCall"],
    "Toetsen en resultaten": ["Edition", "LearningArea", "TestPart", "PartAnalysis", "Feedback"],
    "Mails en taken": ["Mail", "BouncedAddress", "Job"],
    "Helpdesk": ["TwoStepRule", "Group"],
}
# Of libraries, and of no use to the helpdesk: sign-in and mail have their own pages.
HIDDEN = [
    ("account", "EmailAddress"),
    ("mfa", "Authenticator"),
    ("usersessions", "UserSession"),
    ("allauth_idp_oidc", "Client"),
    ("allauth_idp_oidc", "Token"),
    ("post_office", "Email"),
    ("post_office", "EmailTemplate"),
    ("post_office", "Log"),
    ("post_office", "Attachment"),
]

# What the search and today's work tell of: who may not see all of it has neither.
OF_HELPDESK = ["schools.view_school", "accounts.view_user", "start.view_mail"]


class PortalAdmin(AdminSite):
    site_title = "Beheer OVSG-toets"
    site_header = "OVSG-toets: helpdesk"
    index_title = "Vandaag"
    enable_nav_sidebar = False

    def get_urls(self):
        """Without Django's way to a row's page on the site: no row has one, and it breaks on kinds
        of rows without a table."""
        own = path("zoeken/", self.admin_view(self.search), name="search")
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [own, *urls]

    def admin_view(self, view, cacheable=False):
        """As Django's, but who is signed in and not of the helpdesk gets no second sign-in form."""
        from accounts.guards import two_steps_first
        from accounts.two_steps import are_missing

        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            if request.user.is_authenticated and are_missing(request):
                return two_steps_first(request)
            _refuse_unreadable(request)
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """One way in for everybody: the portal's sign-in page, with its limits."""
        from django.contrib.auth.views import redirect_to_login

        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(wanted, reverse("account_login"))

    def each_context(self, request: HttpRequest) -> dict:
        is_helpdesk = request.user.has_perms(OF_HELPDESK)
        return {**super().each_context(request), "may_search": is_helpdesk}

    def logout(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("accounts:me")

    def index(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        from ovsgtoets.start.helpdesk import todays_work

        tasks = todays_work(self) if request.user.has_perms(OF_HELPDESK) else []
        context = {"tasks": tasks, "blocks": self.blocks(request)}
        return super().index(request, {**context, **(extra_context or {})})

    def search(self, request: HttpRequest) -> HttpResponse:
        from ovsgtoets.start.helpdesk import clean, search

        if not request.user.has_perms(OF_HELPDESK):
            raise PermissionDenied
        typed = clean(request.GET.get("q", ""))
        context = {
            **self.each_context(request),
            "title": "Zoeken",
            "typed": typed,
            "results": search(self, typed) if typed else None,
        }
        return TemplateResponse(request, "admin/search.html", context)

    def blocks(self, request: HttpRequest) -> list[dict]:
        """Every list that this person may see, in BLOCKS; others under the name of their app."""
        found = [
            (app["name"], model) for app in self.get_app_list(request) for model in app["models"]
        ]
        place = {name: title for title, names in BLOCKS.items() for name in names}
        order = {name: number for number, name in enumerate(place)}
        blocks: dict[str, list] = {title: [] for title in BLOCKS}
        for app, model in sorted(found, key=lambda f: order.get(f[1]["object_name"], len(order))):
            blocks.setdefault(place.get(model["object_name"], app), []).append(model)
        return [{"name": title, "models": models} for title, models in blocks.items() if models]


def _refuse_unreadable(request: HttpRequest) -> None:
    """What no list or form of the admin sends, and what Django's would hand to the database:
    a null byte in a filter (in `q` they are looked after), and a chosen row without a number."""
    for name, values in request.GET.lists():
        if name != "q" and any("\0" in text for text in (name, *values)):
            raise BadRequest("null byte")
    for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
        if row_number(chosen) is None:
            raise BadRequest("no row")


class PortalAdminConfig(AdminConfig):
    default_site = "ovsgtoets.start.admin_site.PortalAdmin"

    def ready(self) -> None:
        from django.apps import apps
        from django.contrib.admin import site

        super().ready()
        for label, name in HIDDEN:
            model = apps.get_model(label, name)
            if site.is_registered(model):
                site.unregister(model)
