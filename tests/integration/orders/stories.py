"""What the stories about ordering are told with."""

import re
from dataclasses import dataclass
from decimal import Decimal
from html.parser import HTMLParser

from post_office.models import Email

ADDRESS = {
    "site_name": "De Linde",
    "street": "Dorpsstraat",
    "house_number": "1",
    "postal_code": "9000",
    "municipality": "Gent",
    "teachers": 1,
    "copies": 40,
}
TICKS = {"agreed_direction": "on", "agreed_privacy": "on"}


def address(**other) -> dict:
    return {**ADDRESS, **other}


def plain(answer) -> str:
    """The text of a page or a mail as a reader has it: no tags, ordinary single spaces."""
    html = answer if isinstance(answer, str) else answer.content.decode()
    html = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", html)
    return re.sub(r"[\s\u00a0]+", " ", text.replace("&nbsp;", " ").replace("&#x27;", "'"))


class _Fields(HTMLParser):
    """The fields of the order page's form, as a browser would post them; ticks are for the test."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.values = False, {}

    def handle_starttag(self, tag, attrs) -> None:
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == "bestelformulier"
        is_tick = attrs.get("type") == "checkbox"
        if tag == "input" and self.inside and not is_tick and "name" in attrs:
            self.values[attrs["name"]] = attrs.get("value", "")

    def handle_endtag(self, tag) -> None:
        self.inside = self.inside and tag != "form"


def shown(answer) -> dict:
    """What the order page posts back of what it showed and what was typed."""
    fields = _Fields()
    fields.feed(answer.content.decode())
    fields.values.pop("csrfmiddlewaretoken", None)
    return fields.values


def lines_of(answer) -> list[str]:
    """The differences that a page shows, as lines of text."""
    return [str(change).replace("\u00a0", " ") for change in answer.context["changes"]]


def confirm_from(client, answer=None, **other):
    """Ticks the two obligatory ticks on the page `answer` and clicks Bevestig de bestelling."""
    answer = answer or client.get("/bestelling/")
    return client.post("/bestelling/bevestigen/", {**shown(answer), **TICKS, **other})


def mailed() -> list[str]:
    """Who got a mail, one line per mail."""
    return sorted(mail.to[0] for mail in Email.objects.all())


@dataclass
class Story:
    cast: object

    def started(self, school=None, *rows: dict, by=None):
        """A draft with these rows (the guide's 40 copies and 1 teacher if none are given)."""
        from orders.models import Order

        school = school or self.cast.school
        order = Order.objects.create(school=school, edition=self.cast.edition)
        for values in rows or (address(),):
            order.rows.create(**values)
        return order

    def confirmed(self, school=None, *rows: dict, by=None, **other):
        """An order confirmed by the secretary (or `by`)."""
        order = self.started(school, *rows)
        self.confirm(order, by=by, **other)
        order.refresh_from_db()
        return order

    def confirm(self, order, *, by=None, **other):
        from orders.domain.confirm import confirm_order
        from orders.models import Order

        seen = Order.objects.get(pk=order.pk).version
        return confirm_order(
            **{
                "order": order,
                "agreed_direction": True,
                "agreed_privacy": True,
                "seen_version": seen,
                "by": by or self.cast.secretary,
                **other,
            }
        )


TOTAL = Decimal("201.50")
