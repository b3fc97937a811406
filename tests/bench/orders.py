"""The last evening before the deadline: 950 schools sign in and confirm within five minutes.

The web server, worker and beat are the real ones; each school walks the whole way over HTTP.
Schools come when they come (a Poisson process with a fixed seed), whether or not the server
keeps up, so a slow server is measured as slow.
"""

import os
import random
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from accounts.models import Membership
from accounts.roles import Role
from ovsgtoets.demo.country import FIRST_NUMBER
from schools.models import School
from tests.bench import effort, orders_after
from tests.bench.country import SCHOOLS
from tests.bench.figures import Figure, Outcome, of_seconds
from tests.bench.portal import Portal, running
from tests.bench.visitor import Unexpected, Visitor
from tests.forms_in import forms_in

FIVE_MINUTES = 300
BUDGET = 1000  # ms, p95
PATIENCE = 120  # seconds that mail and Moodle get after the last confirmation
MOST_AT_ONCE = 100
STEPS = (
    "the sign-in page",
    "signing in",
    "the start page",
    "the order page",
    "confirming",
    "the page after it",
)


@dataclass
class Crowd:
    """What the visitors met, from all threads."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    late: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def note(self, steps: list[float], late: float) -> None:
        with self.lock:
            self.late.append(late)
            for name, seconds in zip(STEPS, steps, strict=True):
                self.seconds[name].append(seconds)

    def note_error(self, error: Exception) -> None:
        with self.lock:
            self.errors.append(f"{type(error).__name__}: {error}")


def measure(var: Path) -> Outcome:
    seconds = min(FIVE_MINUTES, float(os.environ.get("BENCH_SECONDS") or FIVE_MINUTES))
    schools = _schools_to_confirm(round((SCHOOLS - 4) * seconds / FIVE_MINUTES))
    crowd = Crowd()
    with running(var, "web", "worker", "beat") as portal:
        families = effort.families(portal.processes, orders_after.backend())
        began, used = orders_after.now(), effort.cpu_seconds(families)
        _let_them_come(portal, list(schools.values()), seconds, crowd)
        settled = orders_after.wait_until_settled(list(schools), PATIENCE)
        used = {k: v - used[k] for k, v in effort.cpu_seconds(families).items()}
        errors = orders_after.what_is_wrong(portal, var, schools, began) + portal.errors()
    return Outcome(
        figures=[
            *(of_seconds(name, crowd.seconds[name], budget=BUDGET, judged="p95")
              for name in STEPS if crowd.seconds[name]),
            *orders_after.figures(var, schools, began),
            Figure("all mails and Moodle, after the last confirmation", settled, unit="s"),
        ],
        notes=[
            f"{len(schools)} schools in {seconds:.0f} s; "
            f"a visitor started at most {max(crowd.late, default=0):.2f} s late",
            "milliseconds of processor per school: "
            + ", ".join(f"{k} {1000 * v / len(schools):.0f}" for k, v in used.items())
            + f"; together {1000 * sum(used.values()) / len(schools):.0f}",
        ],
        errors=_counted(crowd.errors) + errors,
    )  # fmt: skip


def _schools_to_confirm(most: int) -> dict[int, str]:
    """School → its schoolbeheerder's address, of the country's schools: none has confirmed this
    year's order. A shorter run takes the first of them."""
    schools = School.objects.filter(institution_number__gte=FIRST_NUMBER)
    schools = schools.order_by("institution_number")[:most]
    admins = Membership.objects.filter(school__in=list(schools), role=Role.SCHOOL_ADMIN)
    emails = dict(admins.values_list("school_id", "user__email"))
    return {school.pk: emails[school.pk] for school in schools}


def _let_them_come(portal: Portal, emails: list[str], seconds: float, crowd: Crowd) -> None:
    """Given how many come, the moments of a Poisson process are independent and uniform."""
    rng = random.Random(2027)
    moments = sorted(rng.uniform(0, seconds) for _ in emails)
    rng.shuffle(emails)
    begin = time.monotonic()
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        for number, (moment, email) in enumerate(zip(moments, emails, strict=True)):
            time.sleep(max(0, begin + moment - time.monotonic()))
            pool.submit(_visit, portal.port, number, email, begin + moment, crowd)


def _visit(port: int, number: int, email: str, due: float, crowd: Crowd) -> None:
    late = time.monotonic() - due
    try:
        with Visitor(port, f"10.20.{number // 250}.{1 + number % 250}") as visitor:
            crowd.note(_confirm(visitor, email), late)
    except Exception as error:  # noqa: BLE001 — whatever it is, the school could not confirm
        crowd.note_error(error)


def _confirm(visitor: Visitor, email: str) -> list[float]:
    """Signs in, looks at the order and confirms it with every tick; the seconds of each step."""
    page, signed_in = visitor.sign_in(email)
    start = visitor.get(signed_in.location)
    order = visitor.get("/bestelling/")
    [form] = [f for f in forms_in(order.html) if f.action.endswith("/bewaren/")]
    form.action = "/bestelling/bevestigen/"  # that of the button
    for values in form.values.values():
        if not values:  # a box that is not ticked
            values.append("on")
    confirmed = visitor.send(form, "/bestelling/")
    after = visitor.get(confirmed.location)
    if "Bestelling bevestigd" not in after.html:
        raise Unexpected("the page after it does not say that the order is confirmed")
    return [answer.seconds for answer in (page, signed_in, start, order, confirmed, after)]


def _counted(errors: list[str]) -> list[str]:
    """Each kind once, with how many schools met it."""
    return [f"{errors.count(error)} × {error}" for error in dict.fromkeys(errors)]
