"""Every address of the admin, also one that is made tomorrow: for the helpdesk, and for nobody else.

Django's own pages ask for a permission; pages of ours in it only ask who is staff, unless they say
more. The makers of the test are staff with one permission.
"""

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse

from results.makers import MAKERS
from results.models import Item
from tests.addresses import make_things
from tests.conftest import make_person

# For whoever is staff: it shows what they may see, and nothing without permission.
FOR_STAFF = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "app_list",
    "jsi18n",
    "catchall",
}
# Of the makers: `tests/integration/results/test_makers.py` tells who gets in.
OF_MAKERS = ("results_part_anal", "results_makers", "results_partanalysis")
ARGUMENTS = {
    "year": 2027,
    "kind": "xlsx",
    "ending": "xlsx",
    "app_label": "schools",
    "url": "bestaat-niet",
}
NUMBERS = ("pk", "object_id", "part_id", "item_id")


def doors() -> dict[str, str]:
    """Name → address of everything in the admin that has a name; where there is a row, of that."""
    found, waiting = {}, list(site.urls[0])
    while waiting:
        one = waiting.pop()
        if not isinstance(one, URLPattern):
            waiting += one.url_patterns
        elif one.name:
            known = ARGUMENTS | dict.fromkeys(NUMBERS, number_for(one.name))
            given = {name: known[name] for name in one.pattern.regex.groupindex}
            found[one.name] = reverse(f"admin:{one.name}", kwargs=given)
    return found


def number_for(name: str) -> int:
    """Of the first row of the model that the page is about."""
    model = next(
        (m for m in site._registry if name.startswith(f"{m._meta.label_lower}_".replace(".", "_"))),
        Item,
    )
    row = model._default_manager.first()
    return row.pk if row else 1


@pytest.fixture
def looker(cast):
    """Of the helpdesk, to look at everything and change nothing."""
    looker = make_person("kijk@demo.example", "Kim", "Kijk", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return looker


@pytest.fixture
def maker(cast):
    maker = make_person("maker@demo.example", "Mo", "Maker", is_staff=True)
    maker.groups.add(Group.objects.get(name=MAKERS))
    return maker


def answers_to(person) -> dict[str, frozenset[int]]:
    client = Client()
    if person:
        client.force_login(person)
    return {
        name: frozenset({outcome(client.get(door)), outcome(client.post(door, {"confirmed": "1"}))})
        for name, door in doors().items()
    }


def outcome(answer) -> int:
    """Django's own pages send you home from what does not exist, whoever asks."""
    is_home = answer.status_code == 302 and answer.url == reverse("admin:index")
    return 404 if is_home else answer.status_code


def test_a_stranger_and_a_school_find_every_door_shut(cast):
    sent_elsewhere = answers_to(None)
    assert sent_elsewhere.pop("logout") == {404}  # home, and from there to signing in
    assert set(sent_elsewhere.values()) == {frozenset({302})}
    assert set(answers_to(cast.admin).values()) == {frozenset({403})}


def test_who_may_one_thing_finds_every_other_door_shut(cast, price_list, maker):
    make_things(cast)
    opened = {
        name: got
        for name, got in answers_to(maker).items()
        if name not in FOR_STAFF and not name.startswith(OF_MAKERS) and got - {403, 405}
    }
    # Where there is no row of its kind, a page may say so before it asks who it is.
    assert set(opened.values()) <= {frozenset({404})}


def test_who_may_only_look_is_offered_nothing_that_changes_something(looker):
    request = RequestFactory().get("/")
    request.user = looker

    offered = {name for one in site._registry.values() for name in one.get_actions(request)}

    assert offered == {"export"}, "a file of feedback, to read"


def test_no_row_is_looked_up_by_the_number_of_its_kind(cast, as_person):
    """Django's way to a row's page on the site: none has one, and some kinds have no table."""
    client = as_person(cast.helpdesk)
    kinds = ContentType.objects.all()
    assert kinds
    assert {client.get(f"/beheer/r/{kind.pk}/1/").status_code for kind in kinds} == {404}
