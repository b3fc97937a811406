"""A real browser on the real pages.

`page` is a fresh browser window on `live_server` (its own session, 1440 × 900) and fails the
test when a script breaks or the Content-Security-Policy stops something. With it:

    def test_it(page, cast, visit, sign_in, axe):
        sign_in(page, cast.teacher)          # a session, without walking the sign-in page
        visit(page, "results:points")        # a URL name (with its arguments) or a path
        page.get_by_role("button", name="Bewaar").click()
        axe(page)                            # nothing serious or critical

`new_page(width=375)` opens more windows: another person, or a phone. `deliver()` does what the
worker would do now: sends the mails (`mailbox(address)` reads them), runs jobs, syncs Moodle.
The database is emptied after each test, so everything a test needs it makes itself.
"""

import os
import re
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from tests.demo_eid import demo_eid  # noqa: F401 — a fixture
from tests.live import PATIENCE, wait_until

# For each window, Chromium loads two pages of its own for its address bar, which nobody sees: more
# than half of what a window costs. The last list counts, so this repeats Playwright's.
WITHOUT = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]
WIDTHS = (375, 768, 1440)


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser(chromium_path):
    """Debian's Chromium, without a window; one for the whole run."""
    # Playwright's synchronous interface runs a loop in this thread, which Django takes for async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE * 1_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser, live_server, settings):
    """`new_page(width=375, height=900)` is a window with a session of its own."""
    settings.SITE_URL = live_server.url  # links in mails lead here
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_window(width: int = 1440, height: int = 900, **options) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="nl-BE",
            timezone_id="Europe/Brussels",
            viewport={"width": width, "height": height},
            **options,
        )
        context.set_default_timeout(PATIENCE * 1_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda message: note_trouble(message, troubles))
        page.on("response", lambda answer: note_server_error(answer, troubles))
        return page

    yield open_window
    for context in contexts:
        context.close()
    settle_server()
    assert not troubles, "\n".join(troubles)


def settle_server() -> None:
    """Waits for what a page asked just before it closed: emptying the database would run into it."""
    time.sleep(0.05)
    wait_until(lambda: not busy_connections(), what="an idle database")


def busy_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state <> 'idle' AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def note_trouble(message, troubles: list[str]) -> None:
    """A refused form (422) is an answer, not a trouble; a broken script or the CSP is."""
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        troubles.append(f"{message.location.get('url')}: {message.text}")


def note_server_error(answer: Response, troubles: list[str]) -> None:
    if answer.status >= 500:
        troubles.append(f"{answer.url}: {answer.status}")


@pytest.fixture
def page(new_page) -> Page:
    return new_page()


@pytest.fixture
def visit():
    """`visit(page, "orders:order")` or `visit(page, "/privacy/")`; asserts that it is a page."""

    def go(page: Page, where: str, *args) -> Response:
        try:
            path = where if where.startswith("/") else reverse(where, args=args)
        except NoReverseMatch as error:
            raise AssertionError(f"no page is called {where}") from error
        answer = page.goto(path)
        assert answer.status < 400, f"{path}: {answer.status}"
        return answer

    return go


@pytest.fixture
def sign_in(live_server):
    """`sign_in(page, person)`: a session in this window, without the sign-in page."""

    def give_session(page: Page, user) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": session.session_key}
        page.context.add_cookies([{**cookie, "url": live_server.url}])

    return give_session


@pytest.fixture
def axe():
    """`axe(page)` fails with every serious or critical finding of axe-core on what is shown."""

    def check(page: Page) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text())  # through the debugger, so the CSP stays as it is
        # Only what is wrong comes over: all the rest of its answer takes as long as asking.
        found = page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"
        )
        bad = [
            f"{v['id']} ({v['impact']}): {v['help']}\n    "
            + "\n    ".join(node["html"][:200] for node in v["nodes"][:5])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
        assert not bad, f"axe-core on {page.url}:\n" + "\n".join(bad)

    return check


@pytest.fixture
def fits():
    """`fits(page)` fails when the page itself scrolls sideways."""

    def check(page: Page) -> None:
        root = "document.documentElement"
        too_wide = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        width = page.viewport_size["width"]
        assert too_wide <= 0, f"{page.url} is {too_wide} px wider than {width} px"

    return check


@pytest.fixture
def deliver(live_server):
    """`deliver()` does now what a worker does in the background: mails, jobs, Moodle."""

    def work() -> None:
        from accounts.tasks import answer_requests
        from orders.moodle.sync import sync_moodle
        from ovsgtoets.kernel import jobs, outbox
        from ovsgtoets.kernel.models import Job, JobState

        answer_requests()
        for job in Job.objects.filter(state=JobState.QUEUED):
            jobs.run(job.pk)
        sync_moodle()
        outbox.deliver_mail()

    return work


@pytest.fixture
def mailbox(settings):
    """`mailbox("an@demo.example")` is the list of mails that were sent there, oldest first."""

    def mails(address: str) -> list[EmailMessage]:
        files = sorted(Path(settings.MAIL_FOLDER).glob(f"*-{address.lower()}.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return mails


@pytest.fixture
def link_in():
    """`link_in(mail)`: the first address of the portal in the text of the mail."""

    def find(mail: EmailMessage) -> str:
        text = mail.get_body(preferencelist=("plain",)).get_content()
        return re.search(rf"{re.escape(django_settings.SITE_URL)}/\S+", text)[0].rstrip(".,)")

    return find
