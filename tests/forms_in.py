"""The forms of a page, read from its HTML: what a browser would send, and of which kind each field is."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class FoundForm:
    """`values`: what an untouched form sends; `typed`: the fields in which people type freely;
    `buttons`: what one of its buttons sends besides."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    buttons: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: str | None) -> None:
        self.values.setdefault(name, [])
        if value is not None:
            self.values[name].append(value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FoundForm] = []
        self.form: FoundForm | None = None
        self.select = self.textarea = ""
        self.text = ""

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        name = attributes.get("name", "")
        if tag == "form":
            action, method = attributes.get("action", ""), attributes.get("method", "get")
            self.form = FoundForm(action, method.lower())
            self.forms.append(self.form)
        elif self.form is None or (tag != "option" and not name):
            return
        elif tag == "input":
            self._input(name, attributes)
        elif tag == "button" and attributes.get("type", "submit") == "submit":
            self.form.buttons[name] = attributes.get("value", "")
        elif tag == "select":
            self.select = name
            self.form.put(name, None)
        elif tag == "option" and self.select and "selected" in attributes:
            self.form.put(self.select, attributes.get("value", ""))
        elif tag == "textarea":
            self.textarea, self.text = name, ""

    def _input(self, name: str, attributes: dict) -> None:
        kind = attributes.get("type", "text")
        if kind in ("checkbox", "radio"):
            ticked = "checked" in attributes
            self.form.put(name, attributes.get("value", "on") if ticked else None)
            return
        self.form.put(name, attributes.get("value", ""))
        if kind in ("text", "email", "tel", "number") and "hidden" not in attributes:
            self.form.typed.add(name)

    def handle_data(self, data):
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.textarea:
            self.form.put(self.textarea, self.text)
            self.form.typed.add(self.textarea)
            self.textarea = ""


def forms_in(html: str) -> list[FoundForm]:
    """Every form of the page, in its order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
