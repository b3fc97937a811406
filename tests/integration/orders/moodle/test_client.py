"""What goes over the line, and how every way of failing is told apart."""

import socket

import pytest

from orders.moodle.api import PassingError, RecordError, SetupError
from orders.moodle.client import RestMoodle, php_fields
from tests.moodle_server import TOKEN, FakeMoodle


@pytest.fixture
def server():
    server = FakeMoodle().start()
    yield server
    server.stop()


@pytest.fixture
def client(server):
    client = RestMoodle(f"{server.url}/", TOKEN)
    yield client
    client.close()


def account(name: str, **fields) -> dict:
    return {
        "username": name, "idnumber": name, "auth": "oauth2", "firstname": "An",
        "lastname": "Peeters", "email": f"{name}@demo.example", **fields,
    }  # fmt: skip


def test_fields_are_written_as_php_reads_arrays():
    fields = {"users": [{"id": 2, "suspended": True, "lang": None}, {"id": 3}], "values": ["a"]}
    assert dict(php_fields(fields)) == {
        "users[0][id]": "2",
        "users[0][suspended]": "1",
        "users[1][id]": "3",
        "values[0]": "a",
    }


def test_an_account_is_made_found_changed_and_enrolled(server, client):
    course = server.add_course("ovsg-2027")
    [made] = client.create_users([account("ovsg-1", firstname="Zoë & Ça")])
    [found] = client.get_users_by_field("idnumber", ["ovsg-1", "ovsg-2"])
    assert (found["id"], found["firstname"]) == (made["id"], "Zoë & Ça")
    assert client.update_users([{"id": made["id"], "suspended": True}]) == {}
    assert server.users[made["id"]]["suspended"] is True
    [number] = client.get_courses_by_field("idnumber", "ovsg-2027")
    enrolment = {"roleid": 4, "userid": made["id"], "courseid": number["id"], "suspend": False}
    assert client.enrol_users([enrolment]) is None, "the literal null is an answer"
    assert server.enrolments[made["id"], course] == {"roles": {4}, "suspend": False}
    assert client.get_courses_by_field("idnumber", "ovsg-2031") == []
    assert client.site_info()["release"] == "4.5.6"


def test_an_update_tells_who_was_not_changed(server, client):
    server.add_user(email="Bezet@demo.example")
    [made] = client.create_users([account("ovsg-1")])
    assert client.update_users([{"id": made["id"], "email": "bezet@demo.example"}]) == {
        made["id"]: "useremailduplicate"
    }


def test_one_bad_record_refuses_the_batch(server, client):
    server.add_user(email="ovsg-2@DEMO.example")
    with pytest.raises(RecordError) as refused:
        client.create_users([account("ovsg-1"), account("ovsg-2")])
    assert refused.value.code == "invalidparameter"
    assert len(server.users) == 1


@pytest.mark.parametrize(
    ("errorcode", "kind"),
    [
        ("dmlwriteexception", PassingError),
        ("dbconnectionfailed", PassingError),
        ("sitemaintenance", PassingError),
        ("invalidtoken", SetupError),
        ("accessexception", SetupError),
        ("nopermissions", SetupError),
        ("wsusercannotassign", SetupError),
        ("requireloginerror", SetupError),
        ("invalidparameter", RecordError),
        ("invaliduser", RecordError),
        ("idnumbertaken", RecordError),
        ("somethingnew", RecordError),
    ],
)
def test_the_kind_of_an_error_follows_from_its_code_alone(server, client, errorcode, kind):
    server.errors["*"] = errorcode
    with pytest.raises(kind) as caught:
        client.site_info()
    assert caught.value.code == errorcode


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("down", PassingError),
        ("html", PassingError),
        ("redirect", SetupError),
        ("forbidden", SetupError),
    ],
)
def test_what_is_no_answer_of_moodle(server, client, mode, kind):
    server.mode = mode
    with pytest.raises(kind):
        client.site_info()


def test_another_token_is_a_matter_of_set_up(server):
    stranger = RestMoodle(server.url, "iets anders")
    with pytest.raises(SetupError, match="invalidtoken"):
        stranger.site_info()
    stranger.close()


@pytest.mark.parametrize("url", ["moodle.example", "http://", "ftp://moodle.example"])
def test_an_address_that_is_none_is_a_matter_of_set_up(url):
    client = RestMoodle(url, TOKEN)
    with pytest.raises(SetupError, match="address"):
        client.site_info()


def test_nobody_listening_passes():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        client = RestMoodle(f"http://127.0.0.1:{free.getsockname()[1]}", TOKEN)
        with pytest.raises(PassingError, match="network"):
            client.site_info()


def test_a_connection_that_breaks_passes(server, client):
    server.answers_lost.add("core_webservice_get_site_info")
    with pytest.raises(PassingError, match="network"):
        client.site_info()


@pytest.mark.parametrize("answer", [None, [], "tekst", 3, {"warnings": []}])
def test_an_answer_of_another_shape_passes(server, client, answer):
    server.core_user_create_users = lambda users: answer
    server.core_course_get_courses_by_field = lambda field, value: answer
    if answer != []:
        with pytest.raises(PassingError):
            client.create_users([account("ovsg-1")])
    with pytest.raises(PassingError):
        client.get_courses_by_field("idnumber", "x")


def test_a_call_that_php_would_cut_short_never_leaves(server, client):
    with pytest.raises(ValueError, match="fields"):
        client.create_users([account(f"ovsg-{n}") for n in range(150)])
    assert server.calls == []


def test_a_thousand_look_ups_go_in_parts(server, client):
    assert client.get_users_by_field("idnumber", [str(n) for n in range(1000)]) == []
    assert server.count("core_user_get_users_by_field") == 3
    assert max(server.field_counts) < 900


def test_the_token_stands_in_no_error(server, client):
    server.mode = "down"
    with pytest.raises(PassingError) as caught:
        client.site_info()
    assert TOKEN not in repr(caught.value)
