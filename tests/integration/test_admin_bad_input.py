"""The helpdesk's admin, opened everywhere and given what nobody means: never a 500."""

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from schools.domain.registration_codes import send_registration_code
from schools.models import School
from tests.addresses import make_things
from tests.conftest import make_school

ODD = ["a\0b", "🙂‮'\"%_\\", str(2**63), "9" * 5000, "-1", "x,y;z", ""]
WORST = ODD[:4]  # what no form can hold, no column can store, or no number can be
FORMSETS = ["sites", "memberships", "items", "rows", "domains"]
FORM_COUNTS = ["TOTAL", "INITIAL"]
HEADER = b"schoolnummer;intern_vplnummer;naam;straat;huisnummer;postcode;gemeente;e_mail;ses_percentage\n"


@pytest.fixture
def helpdesk(cast, price_list):
    make_things(cast)
    send_registration_code(school=make_school(146003, "De Wilg"), by=cast.helpdesk)
    client = Client(raise_request_exception=False)
    client.force_login(cast.helpdesk)
    return client


def ask(client: Client, method: str, *args, **options):
    """The answer, everything undone; a 500 fails with what caused it."""
    with transaction.atomic():
        answer = getattr(client, method)(*args, **options)
        error = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
        assert answer.status_code < 500, f"{method} {str(args)[:300]}: {error!r:.300}"
        connection.check_constraints()
        transaction.set_rollback(True)
    return answer


def pages(app: str):
    """The registered models of the app with the first part of their addresses' names."""
    for model in admin.site._registry:
        if model._meta.app_label == app:
            yield model, f"admin:{model._meta.app_label}_{model._meta.model_name}"


# Per app, so that one core does not ask thousands of questions while the others wait.
each_app = pytest.mark.parametrize("app", sorted({m._meta.app_label for m in admin.site._registry}))


@each_app
def test_every_page_opens(helpdesk, app):
    for model, name in pages(app):
        may = admin.site._registry[model]
        assert ask(helpdesk, "get", reverse(f"{name}_changelist")).status_code == 200, name
        added = ask(helpdesk, "get", reverse(f"{name}_add")).status_code
        assert added in (200, 403), name
        for row in model._default_manager.all()[:1]:
            for page in ("change", "history", "delete"):
                answer = ask(helpdesk, "get", reverse(f"{name}_{page}", args=[row.pk]))
                assert answer.status_code in (200, 403), (name, page, may)


@each_app
def test_lists_with_odd_questions(helpdesk, app):
    """What the list refuses as a whole (a page, a filter) is asked alone: it would hide the rest."""
    for model, name in pages(app):
        own = admin.site._registry[model]
        filters = [one[0] if isinstance(one, tuple) else one for one in own.list_filter]
        names = [getattr(one, "parameter_name", one) for one in filters]
        address = reverse(f"{name}_changelist")
        for odd in ODD:
            ask(helpdesk, "get", address, dict.fromkeys(("q", "o", "all", "e", "_facets"), odd))
        for odd in WORST:
            for parameter in ("p", "_popup", "_to_field", "pk"):
                ask(helpdesk, "get", address, {parameter: odd})
            for parameter in names:
                for lookup in ("", "__exact", "__id__exact", "__in"):
                    ask(helpdesk, "get", address, {f"{parameter}{lookup}": odd})


@each_app
def test_actions_without_a_selection_or_with_an_odd_one(helpdesk, app):
    for model, name in pages(app):
        actions = [*admin.site._registry[model].actions, "delete_selected", "nothing"]
        for action in actions:
            for chosen in ([], *([odd] for odd in ODD)):
                for confirmed in ({}, {"confirmed": "1", "post": "yes"}):
                    data = {"action": action, "_selected_action": chosen, "index": "0", **confirmed}
                    ask(helpdesk, "post", reverse(f"{name}_changelist"), data)


@each_app
def test_forms_with_odd_values(helpdesk, app):
    for model, name in pages(app):
        fields = [field.name for field in model._meta.get_fields() if field.concrete]
        rows = model._default_manager.all()[:1]
        addresses = [
            reverse(f"{name}_add"),
            *(reverse(f"{name}_change", args=[r.pk]) for r in rows),
        ]
        for address in addresses:
            ask(helpdesk, "post", address, {})
            for odd in ODD:
                ask(helpdesk, "post", address, dict.fromkeys(fields, odd))
            for odd in WORST:
                ask(helpdesk, "get", address, dict.fromkeys([*fields, "_changelist_filters"], odd))
            for total in ("", "x", "-1", "3"):
                formsets = {f"{one}-{key}_FORMS": total for one in FORMSETS for key in FORM_COUNTS}
                inner = {f"{one}-0-{name}": "a\0b" for one in FORMSETS for name in ("id", "school")}
                ask(helpdesk, "post", address, dict.fromkeys(fields, "1") | formsets | inner)


@each_app
def test_numbers_that_do_not_exist(helpdesk, app):
    for _, name in pages(app):
        for page in ("change", "history", "delete"):
            for number in ["0", str(2**31), str(2**63), "9" * 30, "a", "a_00b", "🙂"]:
                try:
                    address = reverse(f"{name}_{page}", args=[number])
                except NoReverseMatch:
                    continue
                answer = ask(helpdesk, "get", address)
                assert answer.status_code in (302, 403, 404), address


@pytest.mark.parametrize("odd", ODD)
def test_the_search(helpdesk, odd):
    assert ask(helpdesk, "get", "/beheer/zoeken/", {"q": odd}).status_code == 200
    ask(helpdesk, "get", "/beheer/login/", {"next": odd})
    ask(helpdesk, "get", "/beheer/autocomplete/", dict.fromkeys(("term", "app_label", "model_name", "field_name", "page"), odd))  # fmt: skip
    real = {"app_label": "accounts", "model_name": "membership", "field_name": "school"}
    for name in ("term", "page"):
        ask(helpdesk, "get", "/beheer/autocomplete/", real | {name: odd})
    ask(helpdesk, "get", f"/beheer/r/{odd.replace(chr(0), '')[:20] or 0}/1/")


LISTS = {
    "nothing": b"",
    "spaces": b" \r\n\r\n",
    "binary": bytes(range(256)) * 50,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    "UTF-16": (HEADER.decode() + "146009;1;De Els;Weg;1;9000;Gent;a@b.be;1").encode("utf-16"),
    "only a header": HEADER,
    "no end of a quote": HEADER + b'146009;1;"De Els;Weg;1;9000;Gent;;\n',
    "a huge cell": HEADER + b"146009;1;" + b"a" * 200_000 + b";Weg;1;9000;Gent;;\n",
    "a long cell": HEADER + b"146009;1;" + b"a" * 100_000 + b";Weg;1;9000;Gent;;\n",
    "a long address without @": HEADER + b"146009;1;De Els;Weg;1;9000;Gent;" + b"a" * 120_000 + b";\n",
    "a long street": HEADER.replace(b"straat;huisnummer", b"adres;x") + b"146009;1;De Els;" + b"1 " * 60_000 + b";;9000;Gent;;\n",
    "nulls": HEADER + b"146009;1;De\0 Els;Weg;1;9000;Gent;;\n",
    "a number with zeros before it": HEADER + b"146009;000000000999999999999;De Els;Weg;1;9000;Gent;;\n",
    "an endless number": HEADER + b"146009;" + b"0" * 5000 + b"1;De Els;Weg;1;9000;Gent;;\n",
    "a school number with zeros": HEADER + b"000146009999999;1;De Els;Weg;1;9000;Gent;;\n",
    "a percentage that rounds up": HEADER + b"146009;1;De Els;Weg;1;9000;Gent;;999,999\n",
    "an odd percentage": HEADER + b"146009;1;De Els;Weg;1;9000;Gent;;1e-999999\n",
    "not a number": HEADER + b"146009;1;De Els;Weg;1;9000;Gent;;NaN\n",
    "no number at all": HEADER + b"146009;1;De Els;Weg;1;9000;Gent;;sNaN\n",
    "more cells than columns": HEADER + b"146009;1;De Els;Weg;1;9000;Gent;;1;2;3;4;5\n",
    "a column twice": b"naam;" + HEADER + b"x;146009;1;De Els;Weg;1;9000;Gent;;\n",
    "one line of separators": b";" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("what", LISTS)
def test_importing_a_list_that_is_none(helpdesk, what, settings):
    """Refused with a sentence, or shown with the rows that can't be used; then stored or not."""
    before = School.objects.count()
    file = SimpleUploadedFile("scholen.csv", LISTS[what])
    address = reverse("admin:schools_school_import")

    answer = ask_for_good(helpdesk, address, {"file": file})

    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert 'class="error' in answer.content.decode() or "errorlist" in answer.content.decode()
        assert School.objects.count() == before
        return
    review = reverse("admin:schools_school_import_review")
    assert helpdesk.get(review).status_code == 200
    assert ask_for_good(helpdesk, review, {"apply": "1"}).status_code == 302


def ask_for_good(client: Client, address: str, data: dict):
    answer = client.post(address, data)
    error = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
    assert answer.status_code < 500, f"{error!r:.300}"
    return answer


@pytest.mark.parametrize("data", [{}, {"file": "text"}, {"file": "a\0b"}], ids=str)
def test_importing_without_a_file(helpdesk, data):
    answer = ask(helpdesk, "post", reverse("admin:schools_school_import"), data)

    assert answer.status_code == 422
    assert "Kies een bestand." in answer.content.decode()
