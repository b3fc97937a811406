"""Every setting of the portal, read once from the environment; what production needs, it demands.

PORTAL_ENV says where we are: `production` (the default, so that forgetting it is safe),
`local` (make run) or `test` (make test).
"""

import sys
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ovsgtoets import schedule
from ovsgtoets.acm import acm_settings
from ovsgtoets.kernel.keys import kept_private_key, private_keys
from ovsgtoets.rate_limits import RATE_LIMITS
from ovsgtoets.seller import invoice_seller
from ovsgtoets.worker import celery_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PORTAL_ENV = env.str("PORTAL_ENV", "production")
if PORTAL_ENV not in ("production", "local", "test"):
    raise ImproperlyConfigured("PORTAL_ENV is one of: production, local, test.")
PRODUCTION = PORTAL_ENV == "production"
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).resolve()
REDIS_URL = env.str("REDIS_URL", "")


def needed(name: str, otherwise: str) -> str:
    """The environment variable `name`; production refuses to start without it."""
    value = env.str(name, "")
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(
            f"{name} is not set, and production does not start without it. "
            "On your own machine, set PORTAL_ENV=local."
        )
    return otherwise


# --- What Django needs first -------------------------------------------------------------------
DEBUG = False
SECRET_KEY = needed("SECRET_KEY", "only-for-local-use-and-tests-never-in-production-0123456789")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = [
    host.strip()
    for host in needed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
    if host.strip()
]
ROOT_URLCONF = "ovsgtoets.urls"
WSGI_APPLICATION = "ovsgtoets.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the e-mail address is unique by a constraint that ignores case
]

INSTALLED_APPS = [
    "ovsgtoets.start.admin_site.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "post_office",
    "pgtrigger",
    "pghistory",
    "hijack",
    "csp",
    "django_htmx",
    "ovsgtoets.kernel",
    "accounts",
    "accounts.idp",
    "schools",
    "orders",
    "results",
    "ovsgtoets.start",
    *([] if PRODUCTION else ["ovsgtoets.demo"]),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ActingMiddleware",
    "accounts.middleware.SeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hijack.middleware.HijackUserMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.TraceMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ovsgtoets.start.menu.menu",
            ],
            "builtins": ["ovsgtoets.kernel.templatetags.flemish"],
        },
    }
]
FORM_RENDERER = "ovsgtoets.kernel.forms.PortalFormRenderer"

# --- Database, cache, files --------------------------------------------------------------------
if not env.str("DATABASE_URL", ""):
    if PRODUCTION:
        raise ImproperlyConfigured("DATABASE_URL is not set, and production has no embedded one.")
    from ovsgtoets.local.database import embedded_database_url

    DATABASES = {"default": env.db_url_config(embedded_database_url(VAR_DIR / "postgres"))}
else:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Only what kernel/prepared.py asks is ever prepared: never, however often, what Django asks.
DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = sys.maxsize

# Shared by all processes: rate limits and authorization codes live here. In the database also
# where there is a Redis: nobody can sign in without a cache, and Redis may be down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_AUTOREFRESH = PORTAL_ENV == "test"  # straight from static/, nothing is collected
MEDIA_ROOT = VAR_DIR / "media"  # never served by address: guarded views hand files out
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PORTAL_ENV == "test"
        else "ovsgtoets.kernel.static_files.HashedStaticFiles"
    },
}

# --- Language and time -------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Brussels"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
# Another "today" for trying deadlines out; production knows only the real one.
FIXED_TODAY = None if PRODUCTION else env.str("PORTAL_TODAY", "") or None
if FIXED_TODAY:
    FIXED_TODAY = date.fromisoformat(FIXED_TODAY)

# --- History, by trigger: each row as it was made, changed or removed -----------------------
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)

# --- Signing in --------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "accounts.eid.backend.EidBackend",  # answers to a return from ACM alone
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests create hundreds of people
    if PORTAL_ENV == "test"
    else ["accounts.hashers.PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.MinimumLength", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.MaximumLength", "OPTIONS": {"max_length": 128}},
    {"NAME": "accounts.passwords.NotCommon"},
    {"NAME": "accounts.passwords.NotLikePerson"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the link that sets the password
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = RATE_LIMITS
# How many proxies stand before the web process: rate limits count the address that they pass on.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0)
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # long enough to fetch a phone and install an app
MFA_ADAPTER = "accounts.second_steps.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is proven by the link that sets the password
MFA_TOTP_ISSUER = "OVSG-toets"
MFA_TOTP_TOLERANCE = 1  # a code that changes while it is typed still works
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "accounts.second_step_forms.CodeForm",
    "reauthenticate": "accounts.second_step_forms.CodeAgainForm",
    "activate_totp": "accounts.second_step_forms.AppForm",
    "authenticate_webauthn": "accounts.second_step_forms.KeyForm",
    "reauthenticate_webauthn": "accounts.second_step_forms.KeyAgainForm",
    "add_webauthn": "accounts.second_step_forms.NewKeyForm",
    "edit_webauthn": "accounts.second_step_forms.KeyNameForm",
}
ACCOUNT_FORMS = {"reauthenticate": "accounts.second_step_forms.PasswordAgainForm"}
INVITATION_VALID_FOR = timedelta(days=14)
PASSWORD_RESET_VALID_FOR = timedelta(hours=3)
EMAIL_CHANGE_VALID_FOR = timedelta(hours=24)
REGISTRATION_CODE_VALID_FOR = timedelta(days=60)
SESSION_ENGINE = "accounts.session_engine"
SESSION_COOKIE_AGE = 12 * 60 * 60
HIJACK_PERMISSION_CHECK = "accounts.hijack.helpdesk_may_look_as"
HIJACK_INSERT_BEFORE = None  # the portal's own base template shows the notice

# --- Transport and browser safety --------------------------------------------------------------
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^gezondheid/$"]  # the container's health check speaks plain HTTP
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Not in a cookie: messages name pupils, and go when somebody signs out.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "ovsgtoets.start.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a class of 35 pupils × 400 items is one form

# --- Mail --------------------------------------------------------------------------------------
SITE_URL = needed("SITE_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
DEFAULT_FROM_EMAIL = needed("MAIL_FROM", "OVSG-toets <toets@demo.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
MAIL_URL = needed("MAIL_URL", "")  # smtp+tls://user:password@host:587
if MAIL_URL:
    vars().update(env.email_url_config(MAIL_URL))
    TRANSPORT = EMAIL_BACKEND  # noqa: F821 — set by the line above
else:
    TRANSPORT = "ovsgtoets.kernel.mail.EmlBackend"
MAIL_FOLDER = VAR_DIR / "mail"
POST_OFFICE = {
    "BACKENDS": {"default": TRANSPORT},
    "DEFAULT_PRIORITY": "medium",
    "LOG_LEVEL": 1,
}
EMAIL_BACKEND = "post_office.EmailBackend"  # also what Django and allauth send becomes a row
HELPDESK_EMAIL = env.str("HELPDESK_EMAIL", "helpdesk.toets@ovsg.be")
HELPDESK_PHONE = env.str("HELPDESK_PHONE", "02/300.70.25")

# --- Background work ---------------------------------------------------------------------------
vars().update(celery_settings(REDIS_URL, VAR_DIR))
CELERY_TIMEZONE = TIME_ZONE
JOB_KEPT_DAYS = env.int("JOB_KEPT_DAYS", 7)  # how long the file of a report can be fetched
JOB_MAIL_AFTER = 60  # seconds: who waited longer for a file gets a mail when it is there
CELERY_BEAT_SCHEDULE = schedule.BEAT
NUDGES = schedule.NUDGES

# --- eID: toegangsbeheer Vlaanderen (ACM); without an issuer nothing of it is shown -------------
vars().update(acm_settings(env, PORTAL_ENV, SITE_URL))

# --- Moodle ------------------------------------------------------------------------------------
MOODLE_URL = env.str("MOODLE_URL", "")
MOODLE_TOKEN = env.str("MOODLE_TOKEN", "")
MOODLE_STAND_IN = not MOODLE_URL and not PRODUCTION
# The courses of an edition, found by Moodle's "course ID number": materials, digital sitting.
MOODLE_COURSES = env.list("MOODLE_COURSES", default=["ovsg-{year}", "ovsg-{year}-digitaal"])
MOODLE_ROLE_ID = env.int("MOODLE_ROLE_ID", 4)  # what people are in a course; 4: teacher, no editing

# --- Invoices: who sends them; production needs it once somebody makes some ---------------------
INVOICE_SELLER = invoice_seller(env, production=PRODUCTION)
INVOICE_DUE_DAYS = env.int("INVOICE_DUE_DAYS", 30)

# --- Signing on to Moodle with the portal's account (OpenID provider) --------------------------
# Without a key, the provider is off. The first signs; the older ones only check what they signed.
if PRODUCTION and not MOODLE_URL:
    OIDC_PRIVATE_KEY = env.str("OIDC_PRIVATE_KEY", "")
else:
    OIDC_PRIVATE_KEY = needed("OIDC_PRIVATE_KEY", "") or kept_private_key(VAR_DIR / "oidc.pem")
OIDC_OLD_PRIVATE_KEYS = env.str("OIDC_OLD_PRIVATE_KEYS", "")
IDP_OIDC_PRIVATE_KEYS = [
    {"pem": pem}
    for pem in dict.fromkeys(
        private_keys(OIDC_PRIVATE_KEY, name="OIDC_PRIVATE_KEY")
        + private_keys(OIDC_OLD_PRIVATE_KEYS, name="OIDC_OLD_PRIVATE_KEYS")
    )
]
IDP_OIDC_ADAPTER = "accounts.idp.adapter.ProviderAdapter"
IDP_OIDC_AUTH_METHODS = ["client_secret_post"]
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 10 * 60  # Moodle asks who it is at once, and then no more
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = SESSION_COOKIE_AGE
if MOODLE_URL:  # the form of the sign-in page leads back there, and browsers check all of the way
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(
        "{0.scheme}://{0.netloc}".format(urlsplit(MOODLE_URL))
    )

# --- Logging: what happened and where, never who or with which marks ---------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "ovsgtoets.kernel.logs.Discreet",
            "format": "{levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        # One PDF is a hundred lines of news about fonts.
        **{name: {"level": "WARNING"} for name in ("fontTools", "weasyprint")},
        # Else it brings a handler of its own, that writes out addresses.
        "post_office": {"handlers": ["console"], "propagate": False},
    },
    "root": {"handlers": ["console"], "level": "INFO" if PORTAL_ENV != "test" else "WARNING"},
}
