"""`manage.py demo`: a school year to try the portal with, in an empty database."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ovsgtoets.demo.cast import ACCOUNTS, NEW_SCHOOL_EMAIL, PASSWORD, REGISTRATION_CODE
from ovsgtoets.demo.load import FEWEST_SCHOOLS, NotEmpty, Size, load
from results.models import Item, Score
from schools.models import Edition, Pupil, School


class Command(BaseCommand):
    help = "Fills an empty database with demo data; the same seed gives the same data."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--seed", type=int, default=2027)
        parser.add_argument("--schools", type=int, default=45, help="schools in all")
        parser.add_argument("--pupils", type=int, default=1300, help="pupils of last year in all")

    def handle(self, *, seed: int, schools: int, pupils: int, **options) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo data has passwords that everybody knows: not in production.")
        size = Size(schools, pupils)
        if schools < FEWEST_SCHOOLS:
            raise CommandError(f"--schools must be {FEWEST_SCHOOLS} or more.")
        if pupils < size.fewest_pupils:
            raise CommandError(
                f"--pupils must be {size.fewest_pupils} or more for {schools} schools."
            )
        try:
            is_new = load(size=size, seed=seed, say=self.stdout.write)
        except NotEmpty as error:
            raise CommandError(
                f"{error}: demo data only goes into an empty database. Nothing was changed."
            ) from error
        if is_new:
            self._say_what_was_made()
        else:
            self.stdout.write("The demo data is already here. Nothing was changed.")

    def _say_what_was_made(self) -> None:
        years = ", ".join(str(edition.year) for edition in Edition.objects.order_by("year"))
        self.stdout.write(
            f"Made: {School.objects.count()} schools, {Pupil.objects.count()} pupils, "
            f"editions {years} with {Item.objects.questions().count()} items, "
            f"{Score.objects.count()} points.\n"
        )
        self.stdout.write(f"Accounts, all with password {PASSWORD}:")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:<32}{account.what}")
        self.stdout.write(f"Register school 146003: {NEW_SCHOOL_EMAIL}, code {REGISTRATION_CODE}")
