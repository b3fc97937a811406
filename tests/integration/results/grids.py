"""The grid of one class and part: as its program in the browser uses it, through JSON (`Screen`), and
as the page is without it (`Grid`)."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.urls import reverse

from results.models import Score


@dataclass
class Screen:
    """One person's open grid. It remembers versions and the cursor as the browser does."""

    client: object
    school_class: object
    part: object
    items: list
    pupils: list
    cursor: str = ""
    versions: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)

    def url(self, name: str = "cells", *more) -> str:
        return reverse(f"results:points_{name}", args=[self.school_class.pk, self.part.pk, *more])

    def place(self, where: str) -> tuple[int, int]:
        row, column = where[1:].split("c")
        return self.pupils[int(row)].pk, self.items[int(column)].pk

    def look(self) -> dict:
        """Asks what is new."""
        return self._take(self.client.get(self.url(), {"since": self.cursor}))

    def type(self, **typed) -> dict:
        """`r0c1="2,5"` …, on the versions that this screen has seen."""
        cells = []
        for where, text in typed.items():
            place = self.place(where)
            cells.append([*place, text, self.versions.get(place, 0)])
        return self.send(cells)

    def send(self, cells: list) -> dict:
        return self._take(self.post({"cells": cells, "cursor": self.cursor}))

    def post(self, data, **extra):
        return self.client.post(self.url(), data, content_type="application/json", **extra)

    def _take(self, response) -> dict:
        answer = response.json() | {"status": response.status_code}
        for pupil, item, text, version, _ in answer.get("changes", []):
            self.versions[pupil, item], self.texts[pupil, item] = version, text
        for pupil, item, version in answer.get("saved", []):
            self.versions[pupil, item] = version
        self.cursor = answer.get("cursor", self.cursor)
        return answer

    def stands(self, where: str):
        """What the database has."""
        pupil, item = self.place(where)
        score = Score.objects.filter(pupil=pupil, item=item).first()
        return score and (score.code or score.points)


class Grid:
    """The grid of one class and part, as a browser without JavaScript sends it."""

    def __init__(self, school_class, part, items, pupils):
        self.school_class, self.part, self.items, self.pupils = school_class, part, items, pupils

    @property
    def url(self):
        return reverse("results:points_grid", args=[self.school_class.pk, self.part.pk])

    def name(self, row, column):
        return f"{self.pupils[row].pk}-{self.items[column].pk}"

    def open(self, client):
        """The form's fields as the page shows them."""
        response = client.get(self.url)
        assert response.status_code == 200
        return fields_of(response)

    def save(self, client, **typed):
        """Opens, types `r0c1="2,5"` …, and saves."""
        return self.post(client, self.open(client), **typed)

    def post(self, client, fields, **typed):
        for where, text in typed.items():
            row, column = where[1:].split("c")
            fields[self.name(int(row), int(column))] = text
        return client.post(self.url, fields)

    def mark(self, row, column):
        score = Score.objects.filter(pupil=self.pupils[row], item=self.items[column]).first()
        return score and (score.code or score.points)


def fields_of(response):
    fields = {}

    class Inputs(HTMLParser):
        def handle_starttag(self, tag, attrs):
            attrs = dict(attrs)
            if tag == "input" and "name" in attrs and attrs.get("type") != "radio":
                fields[attrs["name"]] = attrs.get("value", "")

    text = response.content.decode()
    start = text.index("data-grid")
    Inputs().feed("<form " + text[start : text.index("</form>", start)])
    fields.pop("csrfmiddlewaretoken", None)
    return fields
