"""Vrijgeven: the school shows its figures to the colleagues who see no names."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.errors import Refused
from results.domain.release import release_results
from results.models import Release
from results.pinned import say_again
from results.queries.editions import editions_with_results
from results.queries.release import changes_since, has_points
from results.views.editions import chosen_edition
from schools.models import Edition


class ReleasePage(SchoolView):
    """Of the schoolbeheerder, who decides in the school who sees what (`MANAGE_USERS`)."""

    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        editions = editions_with_results(request.school)
        if not editions:
            return render(request, "results/no_edition.html")
        return self._show(request, chosen_edition(request, editions))

    def post(self, request: HttpRequest) -> HttpResponse:
        editions = editions_with_results(request.school)
        if not editions:
            return render(request, "results/no_edition.html", status=422)
        edition = chosen_edition(request, editions)
        try:
            with transaction.atomic():
                release = release_results(school=request.school, edition=edition, by=request.user)
                if release.version == 1:
                    say_again(request.school, edition)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(f"{reverse('results:release')}?editie={edition.year}")
        messages.success(
            request, f"Versie {release.version} van de resultaten van {edition} is vrijgegeven."
        )
        return redirect(f"{reverse('results:results')}?editie={edition.year}")

    def _show(self, request: HttpRequest, edition: Edition) -> HttpResponse:
        releases = list(
            Release.objects.for_school(request.school)
            .filter(edition=edition)
            .select_related("released_by", "school", "edition")
        )
        context = {
            "edition": edition,
            "releases": releases,
            "last": releases[0] if releases else None,
            "changes": changes_since(releases[0]) if releases else [],
            "has_points": bool(releases) or has_points(request.school, edition),
        }
        return render(request, "results/release.html", context)
