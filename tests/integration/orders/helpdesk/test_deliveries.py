"""How far a parcel is: set by the helpdesk, by the courier's list, and by the school that gets it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from orders.domain.confirm_for_school import confirm_for_school
from orders.domain.delivery import MOVES, move_delivery
from orders.domain.drafts import reopen_order
from orders.models import Delivery, DeliveryStatus, Order
from ovsgtoets.kernel.errors import Refused
from tests.integration.orders.stories import address, plain

pytestmark = pytest.mark.django_db
LIST = "/beheer/orders/delivery/"
COURIER = f"{LIST}koerier/"
ORDERED, PACKED, SENT, RECEIVED = DeliveryStatus
MOLEN = address(site_name="Molen", street="Molenweg", copies=12)


@pytest.fixture
def order(story) -> Order:
    return story.confirmed(None, address(), MOLEN)


@pytest.fixture
def parcel(order) -> Delivery:
    return order.deliveries.get(site_name="De Linde")


def put(delivery: Delivery, status: DeliveryStatus, by) -> Delivery:
    """The parcel on that status, by the way that leads there."""
    for to in {ORDERED: [], PACKED: [PACKED], SENT: [SENT], RECEIVED: [SENT, RECEIVED]}[status]:
        move_delivery(delivery=delivery, to=to, by=by)
    delivery.refresh_from_db()
    return delivery


def said(order: Order) -> list[tuple]:
    names = ("site_name", "status", "copies", "sent_copies", "is_in_order")
    return list(order.deliveries.order_by("pk").values_list(*names))


# --- which steps there are ---
@pytest.mark.parametrize("before", DeliveryStatus)
@pytest.mark.parametrize("to", DeliveryStatus)
def test_every_pair_is_allowed_or_refused_as_the_table_says(cast, parcel, before, to):
    put(parcel, before, cast.helpdesk)

    if to == before:
        assert move_delivery(delivery=parcel, to=to, by=cast.helpdesk) is False
    elif to in MOVES[before]:
        assert move_delivery(delivery=parcel, to=to, by=cast.helpdesk) is True
    else:
        with pytest.raises(
            Refused, match=f"De Linde is {before.label}: dat kan niet meteen {to.label}"
        ):
            move_delivery(delivery=parcel, to=to, by=cast.helpdesk)
        to = before
    parcel.refresh_from_db()
    assert parcel.status == to
    assert (parcel.sent_copies == 40) is (to in (SENT, RECEIVED))


def test_a_day_and_a_code_are_kept_and_may_be_mended(cast, parcel):
    move_delivery(
        delivery=parcel, to=SENT, on=date(2027, 3, 1), track_code=" 3S1 ", by=cast.helpdesk
    )
    move_delivery(delivery=parcel, to=SENT, track_code="3S2", by=cast.helpdesk)
    parcel.refresh_from_db()
    assert (parcel.since, parcel.track_code) == (date(2027, 3, 1), "3S2")

    with pytest.raises(Refused, match="pas verzonden op 1 maart 2027"):
        move_delivery(delivery=parcel, to=RECEIVED, on=date(2027, 2, 28), by=cast.helpdesk)
    with pytest.raises(Refused, match="voorbij"):
        move_delivery(delivery=parcel, to=RECEIVED, on=date(2027, 3, 3), by=cast.helpdesk)
    move_delivery(delivery=parcel, to=PACKED, by=cast.helpdesk)
    parcel.refresh_from_db()
    assert (parcel.track_code, parcel.sent_copies) == ("", None)
    with pytest.raises(Refused, match="Een trackcode hoort bij wat verzonden is"):
        move_delivery(delivery=parcel, to=PACKED, track_code="X", by=cast.helpdesk)
    events = Delivery.pgh_event_model.objects.filter(pgh_obj=parcel).exclude(pgh_label="insert")
    assert {event.pgh_context.metadata["user"] for event in events} == {cast.helpdesk.pk}


def test_the_database_wants_the_numbers_of_what_was_sent(parcel):
    for wrong in ({"status": "sent"}, {"sent_copies": 1}, {"track_code": "X"}, {"status": "weg"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.filter(pk=parcel.pk).update(**wrong)


# --- following the order ---
def test_a_later_version_keeps_the_status_and_takes_the_new_numbers(cast, order, parcel, story):
    put(parcel, SENT, cast.helpdesk)
    reopen_order(order=order, by=cast.secretary)
    order.rows.filter(site_name="De Linde").update(copies=45)
    order.rows.filter(site_name="Molen").update(street="Kerkstraat")
    order.rows.create(**address(site_name="Turnzaal", copies=3))

    story.confirm(order)

    assert said(order) == [
        ("De Linde", "sent", 45, 40, True),
        ("Molen", "ordered", 12, None, True),
        ("Turnzaal", "ordered", 3, None, True),
    ]
    assert order.deliveries.get(site_name="Molen").street == "Kerkstraat"
    parcel.refresh_from_db()
    assert parcel.is_short


def test_a_parcel_that_left_stays_when_its_address_goes_and_comes_back_with_it(cast, order, parcel):
    put(parcel, SENT, cast.helpdesk)
    rows = list(order.rows.values("pk", "site_name", "street", "house_number", "postal_code", "municipality", "teachers", "copies"))  # fmt: skip

    def confirm(rows):
        order.refresh_from_db()
        confirm_for_school(order=order, reason="Verhuisd", seen_version=order.version, rows=rows, by=cast.helpdesk)  # fmt: skip

    confirm([row for row in rows if row["site_name"] == "Molen"])
    assert said(order)[0] == ("De Linde", "sent", 40, 40, False)
    with pytest.raises(Refused, match="staat niet meer in de bestelling"):
        move_delivery(delivery=parcel, to=PACKED, by=cast.helpdesk)
    confirm([{**row, "pk": None} for row in rows])
    assert said(order)[0] == ("De Linde", "sent", 40, 40, True)


def test_two_rows_with_one_name_and_address_are_one_parcel(cast, story):
    order = story.confirmed(None, address(copies=30), address(copies=10, teachers=0))
    assert said(order) == [("De Linde", "ordered", 40, None, True)]


# --- the helpdesk ---
def act(client, action: str, *deliveries, **other):
    data = {"action": action, "_selected_action": [one.pk for one in deliveries], **other}
    return client.post(LIST, data)


def test_the_helpdesk_moves_many_at_once_after_looking(cast, order, parcel, as_person):
    client = as_person(cast.helpdesk)
    molen = order.deliveries.get(site_name="Molen")
    put(molen, RECEIVED, cast.helpdesk)

    page = plain(act(client, "send", parcel, molen))
    assert "1 levering komt op verzonden ." in page
    assert "De Linde (146001): Molen is ontvangen" in page
    wrong = act(client, "send", parcel, confirmed="1", on="2027-03-03")
    assert (wrong.status_code, "Kies vandaag of een dag die voorbij is." in plain(wrong)) == (
        422,
        True,
    )
    assert act(client, "send", parcel, confirmed="1", on="gisteren").status_code == 422
    parcel.refresh_from_db()
    assert parcel.status == ORDERED

    data = {"confirmed": "1", "on": "2027-03-01", "track_code": "3SABC"}
    page = plain(client.get(act(client, "send", parcel, **data).url))
    assert "1 levering staat nu op verzonden." in page
    assert "De Linde Dorpsstraat 1, 9000 Gent pakket" in page
    assert "verzonden sinds 1 maart 2027, trackcode 3SABC" in page
    assert names_at(client, "status__exact=sent") == ["De Linde"]
    assert names_at(client, "aantallen=anders") == []
    assert names_at(client, f"q={molen.pk}") == ["Molen"]
    for _ in range(2):  # one step back, not two
        act(client, "unreceive", molen, confirmed="1", on="2027-03-02")
        molen.refresh_from_db()
        assert molen.status == SENT
    assert as_person(cast.secretary).get(LIST).status_code == 403


def names_at(client, question: str) -> list[str]:
    answer = client.get(f"{LIST}?{question}")
    return [one.site_name for one in answer.context["cl"].result_list]


def test_many_parcels_cost_no_more_queries(cast, order, as_person, django_assert_max_num_queries):
    client = as_person(cast.helpdesk)
    client.get(LIST)
    with django_assert_max_num_queries(14) as few:
        client.get(LIST)
    some = {"street": "S", "house_number": "1", "postal_code": "9000", "municipality": "Gent"}
    Delivery.objects.bulk_create(
        Delivery(
            order=order, site_name=f"W{n}", copies=1, teachers=0, since=date(2027, 3, 2), **some
        )
        for n in range(60)
    )
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert "W59" in plain(client.get(LIST))


# --- the courier's list ---
def test_the_couriers_list_is_looked_at_and_then_applied_once(cast, order, parcel, as_person):
    client = as_person(cast.helpdesk)
    molen = put(order.deliveries.get(site_name="Molen"), RECEIVED, cast.helpdesk)
    text = f"pakket;datum;trackcode\n{parcel.pk};01/03/2027;=3S1\n{molen.pk};;\n999999999;;\n"
    file = SimpleUploadedFile("koerier.csv", text.encode())

    looked = client.post(COURIER, {"file": file, "on": "2027-03-02"})
    page = plain(looked)
    assert "1 levering komt op verzonden, 2 rijen doen niets" in page
    assert f"{parcel.pk} De Linde (146001) De Linde 1 maart 2027 =3S1" in page
    assert f"Rij 3: pakket {molen.pk} is al ontvangen" in page
    assert "Rij 4: pakket 999999999 kennen we niet" in page
    parcel.refresh_from_db()
    assert parcel.status == ORDERED
    data = {"text": looked.context["text"], "on": "2027-03-02", "confirmed": "1"}
    said_after = [plain(client.get(client.post(COURIER, data).url)) for _ in range(2)]

    assert "1 levering staat nu op verzonden." in said_after[0]
    assert "0 leveringen staan nu op verzonden." in said_after[1]
    parcel.refresh_from_db()
    molen.refresh_from_db()
    assert (parcel.status, parcel.since, parcel.track_code) == (SENT, date(2027, 3, 1), "=3S1")
    assert molen.status == RECEIVED


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Kies een bestand."),
        ({"file": SimpleUploadedFile("x.csv", b"")}, "Dit bestand is leeg."),
        ({"file": SimpleUploadedFile("x.csv", b"a;b\n1;2\n")}, "geen kolom pakket"),
        ({"text": "pakket\n1\n", "on": "2027-03-03"}, "Kies vandaag of een dag die voorbij is."),
        ({"text": "pakket\n1\n", "on": "x\x00"}, "Vul een geldige dag in."),
    ],
)
def test_what_is_no_list_is_refused(cast, order, as_person, data, sentence):
    answer = as_person(cast.helpdesk).post(COURIER, {"on": "2027-03-02", **data})
    assert (answer.status_code, sentence in plain(answer)) == (422, True)
    assert as_person(cast.admin).get(COURIER).status_code == 403


# --- the school ---
def test_the_school_sees_its_parcels_and_says_that_they_came(cast, order, parcel, as_person):
    client = as_person(cast.secretary)
    received = f"/bestelling/levering/{parcel.pk}/ontvangen/"
    page = plain(client.get("/bestelling/"))
    assert "Levering De Linde Dorpsstraat 1, 9000 Gent besteld Molen" in page
    early = client.post(received)
    assert (early.status_code, parcel.status) == (422, ORDERED)
    assert "De Linde is besteld: dat kan niet meteen ontvangen worden." in plain(early)

    move_delivery(delivery=parcel, to=SENT, on=date(2027, 3, 1), track_code="3S1", by=cast.helpdesk)
    page = plain(client.get("/bestelling/"))
    assert "De Linde Dorpsstraat 1, 9000 Gent verzonden op 1 maart 2027, trackcode 3S1" in page
    assert "Molen Molenweg 1, 9000 Gent besteld" in page
    assert received in client.get("/bestelling/").content.decode()
    for _ in range(2):
        assert client.post(received).status_code == 302
    page = plain(client.get("/bestelling/"))
    assert "Levering De Linde ontvangen." in page
    assert "ontvangen op 2 maart 2027" in page
    assert received not in client.get("/bestelling/").content.decode()

    assert as_person(cast.outsider).post(received).status_code == 404
    assert as_person(cast.teacher).post(received).status_code == 403


def test_the_school_reads_that_other_numbers_left(cast, order, parcel, story, as_person):
    put(parcel, SENT, cast.helpdesk)
    reopen_order(order=order, by=cast.secretary)
    order.rows.filter(site_name="De Linde").update(copies=45)
    story.confirm(order)

    page = plain(as_person(cast.secretary).get("/bestelling/"))

    assert "In dit pakket zitten 40 exemplaren en 1 instructiebundel." in page
    assert "gewijzigd naar 45 en 1" in page
    helpdesk = as_person(cast.helpdesk)
    assert names_at(helpdesk, "aantallen=anders") == ["De Linde"]
    assert "verzonden: 40 en 1" in plain(helpdesk.get(LIST))
