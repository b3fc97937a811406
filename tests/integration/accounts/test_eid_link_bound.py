"""A link belongs to who asked for it, in the session in which it was asked, and to one account."""

import threading

import pytest
from django.db import connection
from post_office.models import Email

from accounts.domain.eid import ALREADY, TAKEN, link_eid
from accounts.models import EidLink
from accounts.sessions import sessions_of
from ovsgtoets.kernel.errors import Refused
from tests.conftest import PASSWORD
from tests.integration.accounts.eid_stories import (
    CALLBACK,
    KOPPELEN,
    ONTKOPPELEN,
    identity,
    leave_to_link,
    leave_to_sign_in,
    link,
    linked,
    remembered,
    who,
)


# --- two purposes, one person ---
def test_purpose_a_sign_in_never_links(client, cast, provider):
    """Nobody was signed in when it began; signing in meanwhile doesn't turn it into a link."""
    back = provider.sign_in(leave_to_sign_in(client))
    client.post("/aanmelden/", {"login": "cis@demo.example", "password": PASSWORD})
    assert client.get(CALLBACK, back).status_code == 409
    assert not EidLink.objects.exists()


def test_purpose_a_link_never_signs_in(as_person, cast, provider):
    """The eID of Bo, held before the screen of Cis: Cis stays Cis."""
    linked(cast.secretary, provider, "sub-of-bo")
    client = as_person(cast.teacher)
    answer = link(client, provider, sub="sub-of-bo", given_name="Bo", family_name="Maes")
    assert answer.status_code == 409
    assert who(client) == str(cast.teacher.pk)


def test_purpose_and_person_are_bound_so_that_nobody_else_gets_the_link(client, cast, provider):
    """Cis began, Bo sits there now: the eID goes to neither."""
    client.force_login(cast.teacher)
    back = provider.sign_in(leave_to_link(client))
    journeys = client.session["eid_journeys"]
    client.post("/uitloggen/")
    client.force_login(cast.secretary)
    session = client.session
    session["eid_journeys"] = journeys
    session.save()
    assert client.get(CALLBACK, back).status_code == 409
    assert not EidLink.objects.exists()
    assert who(client) == str(cast.secretary.pk)


def test_a_link_that_ends_after_signing_out_links_nothing(client, cast, provider):
    client.force_login(cast.teacher)
    back = provider.sign_in(leave_to_link(client))
    client.post("/uitloggen/")
    assert client.get(CALLBACK, back).status_code == 400
    assert not EidLink.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_signing_out_while_the_provider_thinks_does_not_bring_the_session_back(
    client, cast, provider
):
    client.force_login(cast.teacher)
    back = provider.sign_in(leave_to_link(client))
    ordinary, key = provider.token, client.session.session_key

    def token(form):
        client.session.delete(key)
        connection.close()
        return ordinary(form)

    provider.token = token
    assert client.get(CALLBACK, back).status_code == 409
    assert not EidLink.objects.exists()
    assert who(client) is None


# --- what is left behind ---
def test_session_key_is_cycled_after_linking_and_after_unlinking(as_person, cast, provider):
    client = as_person(cast.teacher)
    back = provider.sign_in(leave_to_link(client))
    keys = [client.session.session_key]
    client.get(CALLBACK, back)
    keys.append(client.session.session_key)
    client.post(ONTKOPPELEN)
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert who(client) == str(cast.teacher.pk)


def test_the_session_stays_in_the_list_of_devices_under_its_new_key(client, cast, provider):
    client.post("/aanmelden/", {"login": "cis@demo.example", "password": PASSWORD})
    link(client, provider)
    client.post(ONTKOPPELEN)
    [device] = sessions_of(cast.teacher, this=client.session.session_key)
    assert device.is_this


# --- one eID, one account ---
def test_an_eid_of_another_account_is_refused_politely(as_person, cast, provider):
    linked(cast.secretary, provider)
    client = as_person(cast.teacher)
    back = provider.sign_in(leave_to_link(client))
    before, key = remembered(client), client.session.session_key
    answer = client.get(CALLBACK, back)
    assert answer.status_code == 409
    assert TAKEN in answer.content.decode()
    assert "Maes" not in answer.content.decode()
    assert (remembered(client), client.session.session_key) == (before, key)


def test_a_second_eid_for_one_account_is_refused(cast, provider):
    link_eid(user=cast.teacher, identity=identity(provider), by=cast.teacher)
    with pytest.raises(Refused, match="al aan een andere eID"):
        link_eid(user=cast.teacher, identity=identity(provider, "other"), by=cast.teacher)
    assert ALREADY.startswith("Je account")
    assert EidLink.objects.get().subject == "sub-of-cis"


def test_who_is_linked_already_is_not_sent_away_again(as_person, cast, provider):
    linked(cast.teacher, provider)
    client = as_person(cast.teacher)
    assert client.get(KOPPELEN).url == "/mijn-account/"
    assert client.post(KOPPELEN, {"current": PASSWORD}).url == "/mijn-account/"


@pytest.mark.django_db(transaction=True)
def test_a_race_for_one_eid_ends_in_the_constraint_told_politely(cast, provider):
    outcomes = []
    start = threading.Barrier(2)

    def try_it(person):
        start.wait()
        try:
            link_eid(user=person, identity=identity(provider), by=person)
            outcomes.append("linked")
        except Refused as refused:
            outcomes.append(refused.sentence)
        finally:
            connection.close()

    both = [threading.Thread(target=try_it, args=(p,)) for p in (cast.teacher, cast.secretary)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(outcomes) == sorted(["linked", TAKEN])
    assert EidLink.objects.count() == 1
    assert Email.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_links_once_and_mails_once(cast, provider):
    start = threading.Barrier(2)

    def try_it():
        start.wait()
        link_eid(user=cast.teacher, identity=identity(provider), by=cast.teacher)
        connection.close()

    both = [threading.Thread(target=try_it) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert (EidLink.objects.count(), Email.objects.count()) == (1, 1)
