"""Feedback ingeven: what the class teacher tells the makers of the test."""

from datetime import date

import pytest
from django.urls import reverse

from results.models import Feedback

pytestmark = pytest.mark.django_db


def page_of(school_class, part):
    return reverse("results:feedback_edit", args=[school_class.pk, part.pk])


def test_the_teacher_gives_feedback_and_changes_it(cast, battery, ordered, as_person):
    client = as_person(cast.teacher)
    page = client.get("/feedback/").content.decode()
    assert page.count("te doen") == 3
    url = page_of(cast.class_a, battery.reading)

    answer = client.post(url, {"rating": "2", "text": "Vraag 3 is <b>onduidelijk</b>."})
    assert answer.status_code == 302
    page = client.get("/feedback/").content.decode()
    assert "Feedback op Nederlands lezen van klas 6A bewaard." in page
    assert "2: zwak" in page
    assert "Vraag 3 is &lt;b&gt;onduidelijk&lt;/b&gt;." in page
    assert "Cis Claes, " in page

    form = client.get(url).content.decode()
    assert "Vraag 3 is" in form
    client.post(url, {"rating": "4", "text": ""})
    feedback = Feedback.objects.get()
    assert (feedback.rating, feedback.text, feedback.given_by) == (4, "", cast.teacher)
    assert feedback.school_class == cast.class_a


@pytest.mark.parametrize(
    "data",
    [{}, {"rating": "6"}, {"rating": "x"}, {"rating": "0"}, {"rating": "\x00"},
     {"rating": "3", "text": "a" * 4001}, {"rating": "3", "text": "\x00"}],
)  # fmt: skip
def test_bad_input_is_refused_and_kept(cast, battery, ordered, as_person, data):
    answer = as_person(cast.teacher).post(
        page_of(cast.class_a, battery.reading), {"text": "blijft staan", **data}
    )
    assert answer.status_code == 422
    assert not Feedback.objects.exists()
    if "text" not in data:
        assert "blijft staan" in answer.content.decode()


@pytest.mark.parametrize("who", ["admin", "secretary", "pe_teacher", "care", "duo", "outsider"])
def test_nobody_else_gives_feedback(cast, battery, ordered, as_person, who):
    client = as_person(getattr(cast, who))
    assert client.get("/feedback/").status_code == 403
    url = page_of(cast.class_a, battery.reading)
    assert client.get(url).status_code == 403
    assert client.post(url, {"rating": "3"}).status_code == 403
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("who", ["teacher_b", "other_teacher"])
def test_a_class_of_somebody_else_is_not_found(cast, battery, ordered, as_person, who):
    client = as_person(getattr(cast, who))
    Feedback.objects.create(
        school_class=cast.class_a, part=battery.reading, rating=1, text="van 6A alleen"
    )
    url = page_of(cast.class_a, battery.reading)
    assert client.get(url).status_code == 404
    assert client.post(url, {"rating": "3"}).status_code == 404
    assert "van 6A alleen" not in client.get("/feedback/").content.decode()


def test_a_part_that_is_not_open_yet_waits(cast, battery, ordered, as_person):
    battery.reading.opens_on = date(2027, 6, 1)
    battery.reading.save()
    client = as_person(cast.teacher)
    assert "vanaf 1 juni 2027" in client.get("/feedback/").content.decode()
    answer = client.post(
        page_of(cast.class_a, battery.reading), {"rating": "3", "text": "te vroeg"}
    )
    assert answer.status_code == 422
    assert "kan vanaf 1 juni 2027" in answer.content.decode()
    assert "te vroeg" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_after_the_last_day_it_can_be_read_and_not_changed(cast, battery, ordered, as_person, on):
    url, client = page_of(cast.class_a, battery.reading), as_person(cast.teacher)
    client.post(url, {"rating": "2", "text": "Vraag 3 is <b>onduidelijk</b>."})
    on(date(2027, 6, 26))
    page = client.get(url).content.decode()
    assert "Feedback geven kon tot en met 25 juni 2027." in page
    assert "2: zwak" in page
    assert "Vraag 3 is &lt;b&gt;onduidelijk&lt;/b&gt;." in page
    assert '<form method="post" novalidate>' not in page
    assert "Bewaar" not in page
    assert f'href="{url}"' in client.get("/feedback/").content.decode()
    never = client.get(page_of(cast.class_a, battery.gym)).content.decode()
    assert "Er is geen feedback gegeven." in never
    answer = client.post(url, {"rating": "5", "text": "te laat"})
    assert (answer.status_code, "Feedback geven kon tot" in answer.content.decode()) == (422, True)
    assert "te laat" in answer.content.decode()
    assert Feedback.objects.get().rating == 2


def test_a_school_that_has_not_ordered_gives_none(cast, battery, as_person):
    client = as_person(cast.teacher)
    assert "nog niet besteld" in client.get("/feedback/").content.decode()
    answer = client.post(page_of(cast.class_a, battery.reading), {"rating": "3"})
    assert answer.status_code == 422
    assert not Feedback.objects.exists()


def test_without_an_edition_there_is_nothing_to_say(cast, battery, as_person, on):
    on(date(2030, 1, 1))
    client = as_person(cast.teacher)
    assert "staat nog niet klaar" in client.get("/feedback/").content.decode()
    assert client.get(page_of(cast.class_a, battery.reading)).status_code == 404
