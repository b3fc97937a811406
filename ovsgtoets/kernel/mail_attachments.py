"""Files that go with a mail and are made when it is sent, not when it is written.

The row of the mail says which kind of file, and of what; an app registers how it is made with
`@attachment_kind`. Nothing is stored: a mail that is tried again makes its file again, so making
one twice must give the same file.
"""

from collections.abc import Callable, Sequence
from typing import Any

from post_office.models import Email

Make = Callable[..., tuple[str, bytes]]

_KINDS: dict[str, Make] = {}


def attachment_kind(name: str) -> Callable[[Make], Make]:
    """Registers the decorated function `make(**arguments) -> (filename, content)`."""

    def register(make: Make) -> Make:
        _KINDS[name] = make
        return make

    return register


def file_asked_by(email: Email) -> dict[str, Any] | None:
    """The kind and the arguments of the file that goes with this mail."""
    return (email.context or {}).get("attach")


def attach_now(emails: Sequence[Email]) -> None:
    """Makes the file that the rows of these mails, all the same, ask for, if any, and attaches it
    to what is sent."""
    if wanted := file_asked_by(emails[0]):
        filename, content = _KINDS[wanted["kind"]](**wanted["of"])
        for email in emails:
            email.email_message().attach(filename, content)
