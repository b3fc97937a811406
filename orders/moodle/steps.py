"""The step "Materiaal in Moodle" on the start page."""

from django.urls import reverse

from accounts.acting import Acting
from accounts.rights import Right
from orders.moodle.page import READY, WAITING, Status, years_of
from ovsgtoets.kernel.steps import Step

BEFORE_THE_ORDER = Status("waiting", "na de bestelling")


def steps_of(acting: Acting, edition) -> list[Step]:
    """One step for who may use Moodle; two queries."""
    if edition is None or not acting.may(Right.USE_MOODLE):
        return []
    current, _ = years_of(acting)
    status = current[0].status if current else BEFORE_THE_ORDER
    return [
        Step(
            position=30,
            title="Materiaal in Moodle",
            detail=_detail(status),
            state="warning" if status.kind == "error" else status.kind,
            word=status.word,
            url=reverse("orders:moodle"),
            link="Open Moodle",
        )
    ]


def _detail(status: Status) -> str:
    sentences = {
        BEFORE_THE_ORDER: "Je krijgt toegang zodra je school de toetsen besteld heeft.",
        READY: "Je kan bij het materiaal en de digitale toetsen.",
        WAITING: "Je toegang wordt nu klaargezet. Dat duurt meestal enkele seconden.",
    }
    return sentences.get(status, f"{status.reason} De helpdesk weet het.")
