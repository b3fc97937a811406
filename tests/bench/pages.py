"""The server's time for the pages that everybody opens, in a country full of data."""

from pathlib import Path

from django.urls import reverse

from ovsgtoets.demo.cast import MAIN
from schools.models import SchoolClass
from tests.bench.figures import Outcome, of_seconds, timed
from tests.bench.insider import page, signed_in

TIMES = 60
RESULTS_BUDGET = 60


def measure(var: Path) -> Outcome:
    finished = SchoolClass.objects.filter(
        school__institution_number=MAIN, edition__year=2026, name="6A"
    ).get()
    admin, other = "schoolbeheerder@demo.example", "schoolbeheerder2@demo.example"
    results = reverse("results:results")
    pages = [
        ("start, schoolbeheerder", admin, reverse("start"), None),
        ("start, leerkracht", "leerkracht@demo.example", reverse("start"), None),
        ("order, nothing ordered yet", other, reverse("orders:order"), None),
        ("order, confirmed", admin, reverse("orders:order"), None),
        ("points, overview", "leerkracht@demo.example", reverse("results:points"), None),
        ("results, school", admin, f"{results}?editie=2026", RESULTS_BUDGET),
        ("results, class", admin, reverse("results:class", args=[finished.pk]), None),
    ]
    return Outcome([_figure(*one) for one in pages])


def _figure(name: str, email: str, path: str, budget: float | None):
    client = signed_in(email)
    return of_seconds(
        f"page: {name}", timed(lambda: page(client, path), times=TIMES), budget=budget
    )
