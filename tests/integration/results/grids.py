"""The grid of one class and part as its program in the browser uses it: through JSON."""

from dataclasses import dataclass, field

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
