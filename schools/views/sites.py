"""Koppel vestigingsplaatsen: at which site each class is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.errors import Refused
from schools.domain.classes import link_to_sites
from schools.forms.sites import SitesForm
from schools.queries import classes_of_school, classes_without_site, running_edition


class Sites(SchoolView):
    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, self.form(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request, request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            changed = link_to_sites(school=request.school, links=form.links(), by=request.user)
        except Refused as refusal:
            refusal.show_on(form)
            return self.page(request, form, status=422)
        waiting = [str(c) for c, site in form.links().items() if site is None]
        if waiting:
            messages.warning(request, f"Bewaard. Nog niet gekoppeld: klas {', '.join(waiting)}.")
        elif changed:
            messages.success(request, "Alle klassen zijn gekoppeld aan een vestigingsplaats.")
        else:
            messages.info(request, "Er was niets veranderd: alle klassen waren al gekoppeld.")
        return redirect("schools:sites")

    def form(self, request: HttpRequest, data=None) -> SitesForm:
        classes = classes_of_school(request.school, running_edition())
        return SitesForm(data, school=request.school, classes=classes)

    def page(self, request: HttpRequest, form: SitesForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "sites": list(request.school.sites.all()),
            "unlinked": classes_without_site(request.school, running_edition()),
        }
        return render(request, "schools/sites.html", context, status=status)
