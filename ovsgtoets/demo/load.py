"""The whole: a country's finished year, and a running one as far as it has come today."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import connection, transaction

from accounts.models import User
from orders.domain.confirm import confirm_order
from orders.moodle.desired import refresh_school
from ovsgtoets.demo import cast as known
from ovsgtoets.demo.boards import make_boards
from ovsgtoets.demo.cast import Cast, make_cast, make_readers
from ovsgtoets.demo.classes import FilledClass
from ovsgtoets.demo.country import Country, make_country, strength_of
from ovsgtoets.demo.days import believing, moment_on
from ovsgtoets.demo.exceptions import exempt_in, hand_in_as_it_is, make_exceptions
from ovsgtoets.demo.orders import Delivery, OrderPlan, make_confirmed_orders, make_draft_order
from ovsgtoets.demo.points import Sitting, enter_points, enter_totals
from ovsgtoets.demo.years import make_year
from ovsgtoets.kernel.clock import school_year_of, today
from results.domain.reference import refresh_reference
from results.domain.release import release_results
from results.models import Enterer, Feedback, TestPart
from schools.models import Edition, School

FEWEST_SCHOOLS = 41  # so that at least 40 have results; one of the four known is not registered
LOCK = 20_270_401
Say = Callable[[str], None]


class NotEmpty(Exception):
    """Somebody's own data is in the way."""


@dataclass(frozen=True)
class Size:
    """How many schools there are in all, and pupils in the finished year."""

    schools: int
    pupils: int

    @property
    def other_schools(self) -> int:
        return self.schools - 4

    @property
    def other_pupils(self) -> int:
        return self.pupils - sum(finished for *_, finished in known.CLASSES)

    @property
    def fewest_pupils(self) -> int:
        return 3 * self.other_schools + self.pupils - self.other_pupils


def load(*, size: Size, seed: int, say: Say) -> bool:
    """Fills the empty database, all or nothing; False when the demo data is there already.

    Raises NotEmpty rather than touch a database with real schools, editions or demo people.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:  # two at once: the second finds it done
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if _is_loaded():
            return False
        _Loading(size, Random(seed), say).run()  # noqa: S311 — repeatable, not secret
    return True


def _is_loaded() -> bool:
    if School.objects.filter(is_demo=True).exists():  # also when a school was added since
        return True
    if School.objects.exists():
        raise NotEmpty("This database holds real schools")
    if Edition.objects.exists():
        raise NotEmpty("This database has no schools, but it holds editions")
    if User.objects.filter(email__in=[account.email for account in known.ACCOUNTS]).exists():
        raise NotEmpty("This database holds people with the addresses of demo accounts")
    return False


class _Loading:
    def __init__(self, size: Size, rng: Random, say: Say) -> None:
        self.size, self.rng, self.say = size, rng, say
        self.today = today()
        year = school_year_of(self.today)
        self.finished, self.running = make_year(year - 1), make_year(year)

    def run(self) -> None:
        long_ago = moment_on(date(self.finished.edition.year - 1, 9, 14))
        self.say("Schools, people, classes and pupils …")
        cast = make_cast(
            running=self.running, finished=self.finished, registered_at=long_ago, rng=self.rng
        )
        country = make_country(
            schools=self.size.other_schools,
            pupils=self.size.other_pupils,
            edition=self.finished.edition,
            registered_at=long_ago,
            rng=self.rng,
        )
        # The special school has none yet: it stays out of an invoice run, which says why.
        payers = [school for school in cast.schools.values() if school.registered_at]
        make_boards([s for s in payers if not s.is_special] + country.schools)
        self.say("Orders …")
        self.make_orders(cast, country)
        self.say("Points …")
        make_exceptions(self._known(cast, "6A"))
        self.make_points(cast, country)
        self.hand_in(cast)
        self.make_feedback(cast)
        self.say("Averages of all participants …")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        refresh_reference(edition=self.finished.edition)
        release_results(
            school=cast.schools[known.MAIN],
            edition=self.finished.edition,
            by=cast.people["schoolbeheerder@demo.example"],
        )
        make_readers(cast.people, self.rng)

    # --- orders ---
    def make_orders(self, cast: Cast, country: Country) -> None:
        plans = self._known_plans(cast) + [
            self._plan(school, site, admin, country.classes_of[school.pk])
            for school, site, admin in zip(
                country.schools, country.sites, country.admins, strict=True
            )
        ]
        make_confirmed_orders(self.finished, plans)
        for plan in plans[3:6]:
            make_draft_order(self.running, plan.school, plan.deliveries)
        self.confirm_running_order(cast)
        refresh_school(school=cast.schools[known.MAIN])

    def _known_plans(self, cast: Cast) -> list[OrderPlan]:
        def plan(number: int, email: str, *deliveries: tuple[int, int, int]) -> OrderPlan:
            return OrderPlan(
                school=cast.schools[number],
                deliveries=[
                    Delivery(cast.sites[number, site], *rest) for site, *rest in deliveries
                ],
                by=cast.people[email],
                at=self._last_winter(),
                extras=True,
            )

        return [
            plan(known.MAIN, "schoolbeheerder@demo.example", (1, 25, 2), (2, 23, 1)),
            plan(known.OTHER_NET, "schoolbeheerder2@demo.example", (1, 18, 1)),
            plan(known.SPECIAL, "schoolbeheerder4@demo.example", (1, 8, 1)),
        ]

    def _plan(self, school, site, admin, classes: Sequence[FilledClass]) -> OrderPlan:
        pupils = sum(len(filled.pupils) for filled in classes)
        copies = pupils + self.rng.randint(0, 2)
        return OrderPlan(
            school=school,
            deliveries=[Delivery(site, max(copies, 1 if school.is_special else 10), len(classes))],
            by=admin,
            at=self._last_winter(),
            extras=self.rng.random() < 0.6,
        )

    def _last_winter(self) -> datetime:
        """A school day between November and the end of March of the finished year."""
        return moment_on(
            date(self.finished.edition.year - 1, 11, 3) + timedelta(days=self.rng.randint(0, 147))
        )

    def confirm_running_order(self, cast: Cast) -> None:
        """As the schoolbeheerder does it, on a day on which it could be done."""
        school, sites = cast.schools[known.MAIN], cast.sites
        order = make_draft_order(
            self.running,
            school,
            [Delivery(sites[known.MAIN, 1], 26, 2), Delivery(sites[known.MAIN, 2], 24, 1)],
        )
        order.advisers_may_see = order.feedback_report = True
        order.tests_order_number = f"GEM-{self.running.edition.year}-0417"
        order.save()
        with believing(min(self.today, self.running.edition.orders_close_on)):
            confirm_order(
                order=order,
                agreed_direction=True,
                agreed_privacy=True,
                agreed_numbers=True,
                seen_version=order.version,
                by=cast.people["schoolbeheerder@demo.example"],
            )

    # --- points ---
    def hand_in(self, cast: Cast) -> None:
        """The teacher of 6B handed in the first part that is complete, if there is one."""
        filled = self._known(cast, "6B")
        done = self._some_parts(filled)
        own = [p for p in self.running.parts if p.entered_by == Enterer.CLASS_TEACHER]
        first = next((part for part in own if part.pk in done), None)
        if first:
            with believing(min(self.today, self.running.edition.entry_closes_on)):
                by = cast.people["leerkracht6b@demo.example"]
                hand_in_as_it_is(school_class=filled.row, part=first, by=by)

    def _known(self, cast: Cast, name: str) -> FilledClass:
        """The running class of the known school with this name."""
        wanted = (known.MAIN, name)
        return next(
            filled
            for filled in cast.running
            if (filled.row.school.institution_number, filled.row.name) == wanted
        )

    def make_points(self, cast: Cast, country: Country) -> None:
        strengths = {
            school.pk: strength_of(school, self.rng)
            for school in (*cast.schools.values(), *country.schools)
        }
        finished = [
            Sitting(
                filled.pupils,
                strengths[filled.row.school_id],
                self._all_parts(filled),
                _enterers(cast, filled),
            )
            for filled in (*cast.finished, *country.classes)
        ]
        running = [
            Sitting(
                filled.pupils,
                0.15,
                self._some_parts(filled),
                _enterers(cast, filled),
                exempt_in(filled),
            )
            for filled in cast.running
            if filled.row.school.institution_number == known.MAIN
        ]
        enter_points(
            [(self.finished, finished), (self.running, running)], rng=self.rng, today=self.today
        )
        for filled in cast.running:
            for part in self._with_totals(filled):
                enter_totals(part, filled.pupils)

    def _all_parts(self, filled: FilledClass) -> dict[int, int]:
        """Everything; but here and there a class has no points for gymnastics, the first part."""
        is_known = filled.row.school.institution_number in (known.MAIN, known.OTHER_NET)
        skip = 1 if not is_known and self.rng.random() < 0.1 else 0
        return {part.pk: len(filled.pupils) for part in self.finished.parts[skip:]}

    def _some_parts(self, filled: FilledClass) -> dict[int, int]:
        """The parts that are open: the oldest complete, then half a class, the newest empty."""
        opened = self.running.parts_open_on(self.today)
        size = len(filled.pupils)
        if filled.row.name == "6A":
            return {part.pk: size for part in opened[:-1]} | {opened[-1].pk: size // 2}
        return {part.pk: size for part in opened[: len(opened) // 2]}

    def _with_totals(self, filled: FilledClass) -> list[TestPart]:
        """The teacher of 6A also typed the totals of the last part that is complete, if any is."""
        opened = self.running.parts_open_on(self.today)
        is_6a = filled.row.school.institution_number == known.MAIN and filled.row.name == "6A"
        own = [part for part in opened[:-1] if part.entered_by == Enterer.CLASS_TEACHER]
        return own[-1:] if is_6a else []

    def make_feedback(self, cast: Cast) -> None:
        """What last year's teachers of the known school thought of three parts."""
        words = (
            (4, "Duidelijke opdrachten. De leerlingen waren sneller klaar dan voorzien."),
            (3, "Vraag 3 was voor veel leerlingen te lang: splitsen zou helpen."),
            (5, "Fijne, herkenbare context. Goed materiaal."),
        )
        part_of = dict(zip(words, self.finished.parts[7:10], strict=True))
        for filled in cast.finished[:2]:
            by = _enterers(cast, filled)[Enterer.CLASS_TEACHER]
            for (rating, text), part in part_of.items():
                Feedback.objects.create(
                    school_class=filled.row, part=part, rating=rating, text=text, given_by_id=by
                )


def _enterers(cast: Cast, filled: FilledClass) -> Mapping[str, int]:
    """Who typed the points of a class: known in two schools, nobody in particular elsewhere."""
    addresses = {
        (known.MAIN, "6A"): "leerkracht@demo.example",
        (known.MAIN, "6B"): "leerkracht6b@demo.example",
        (known.OTHER_NET, "6A"): "leerkracht2@demo.example",
    }
    number = filled.row.school.institution_number
    teacher = addresses.get((number, filled.row.name))
    if teacher is None:
        return {}
    gymnast = "lo@demo.example" if number == known.MAIN else teacher
    return {
        Enterer.CLASS_TEACHER: cast.people[teacher].pk,
        Enterer.PE_TEACHER: cast.people[gymnast].pk,
    }
