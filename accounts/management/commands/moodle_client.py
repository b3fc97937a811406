"""`manage.py moodle_client`: lets the Moodle of MOODLE_URL sign people on, and says what its
administrator fills in there."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.idp.moodle import CALLBACK, CLIENT_ID, SCOPES, address_of, connect_moodle

FORM = """
In Moodle: Site administration > Server > OAuth 2 services > Create new custom service
  Name                                        OVSG-toets
  Client ID                                   {client_id}
  Client secret                               {secret}
  Authenticate token requests via HTTP headers  no
  Scopes included in a login request          {scopes}
  Service base URL                            {issuer}
  Show on login page                          Login page only
  Require email verification                  no
"Configure endpoints" of that service (found by themselves through the base URL):
  authorization_endpoint  {authorization}
  token_endpoint          {token}
  userinfo_endpoint       {userinfo}
"Configure user field mappings" of that service:
  preferred_username      username
  given_name              firstname
  family_name             lastname
  email                   email
Moodle calls back at {callback}; it accepts no other address.

Elsewhere in Moodle:
  Plugins > Authentication > Manage authentication: enable OAuth 2
  Plugins > Authentication > Manage authentication: "Prevent account creation when
    authenticating" (authpreventaccountcreation) on: the portal makes the accounts
  Plugins > Enrolments > Manual enrolments: "Send course welcome message" off
  Courses: course ID numbers {courses}, with the year of the edition
  php.ini: max_input_vars 5000 or more
"""


class Command(BaseCommand):
    help = "Makes or updates the client with which Moodle signs people on through the portal."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--url", default=settings.MOODLE_URL, help="otherwise MOODLE_URL")
        parser.add_argument(
            "--new-secret",
            action="store_true",
            help="another secret; the old one stops working at once",
        )

    def handle(self, *, url: str, new_secret: bool, **options) -> None:
        parts = urlsplit(url)
        if not url:
            raise CommandError("Which Moodle? Set MOODLE_URL, or give --url.")
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
            raise CommandError(f"{url} is not the address of a Moodle.")
        if settings.PRODUCTION and (parts.scheme, settings.SITE_URL[:5]) != ("https", "https"):
            raise CommandError("Moodle takes https only: for its own address and for SITE_URL.")
        if not settings.IDP_OIDC_PRIVATE_KEYS:
            raise CommandError("OIDC_PRIVATE_KEY is not set, so nobody can sign on.")
        secret = connect_moodle(url=url, new_secret=new_secret)
        self.stdout.write(
            FORM.format(
                client_id=CLIENT_ID,
                secret=secret or "(as before; --new-secret makes another)",
                scopes=" ".join(SCOPES),
                issuer=settings.SITE_URL,
                callback=url.rstrip("/") + CALLBACK,
                courses=", ".join(settings.MOODLE_COURSES),
                **{name: address_of(name) for name in ("authorization", "token", "userinfo")},
            )
        )
        if secret:
            self.stdout.write("The secret is shown this once.")
