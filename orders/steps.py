"""The step "Bestelling toetsen" on the start page, and Moodle's after it."""

from django.urls import reverse

from accounts.acting import Acting
from accounts.rights import Right
from orders.domain.deadline import Season, season_of
from orders.models import Order, OrderStatus
from orders.moodle.steps import steps_of as moodle_steps_of
from orders.queries import newest_price_list, order_of, revisions_of
from orders.words import copies_in_words
from ovsgtoets.kernel.formats import euro, long_date
from ovsgtoets.kernel.steps import Step
from schools.models import Edition


def steps_of(acting: Acting, edition: Edition | None) -> list[Step]:
    """Ordering for who may order, and access to Moodle for who may use it."""
    return [*_ordering(acting, edition), *moodle_steps_of(acting, edition)]


def _ordering(acting: Acting, edition: Edition | None) -> list[Step]:
    if edition is None or not acting.may(Right.ORDER_TESTS):
        return []
    state, word, detail, link = _where_it_stands(order_of(acting.school, edition), edition)
    return [
        Step(
            position=20,
            title=f"Bestelling toetsen {edition.year}",
            detail=detail,
            state=state,
            word=word,
            url=reverse("orders:order"),
            link=link,
        )
    ]


def _where_it_stands(order: Order | None, edition: Edition) -> tuple[str, str, str, str]:
    """State, word, detail and the words of the link."""
    until = f"tot en met {long_date(edition.orders_close_on)}"
    confirmed = revisions_of(order).first() if order else None
    if confirmed:
        what = f"{copies_in_words(confirmed.copies)}, {euro(confirmed.total)}"
        season = season_of(edition)
        if order.status == OrderStatus.CHANGING and season is Season.OPEN:
            detail = f"Bevestig je wijzigingen {until}. Intussen geldt: {what}."
            return "warning", "opnieuw te bevestigen", detail, "Bevestig de bestelling"
        detail = f"{what}. Wijzigen kan {until}." if season is Season.OPEN else f"{what}."
        return "done", "klaar", detail, "Bekijk de bestelling"
    return _not_ordered(order, edition, until)


def _not_ordered(order: Order | None, edition: Edition, until: str) -> tuple[str, str, str, str]:
    season = season_of(edition)
    if season is Season.BEFORE:
        detail = f"Bestellen kan van {long_date(edition.orders_open_on)} {until}."
        return "waiting", "nog niet open", detail, "Bekijk de bestelling"
    if season is Season.AFTER:
        detail = f"Bestellen kon {until}. Contacteer de helpdesk."
        return "warning", "niet besteld", detail, "Bekijk de bestelling"
    if newest_price_list(edition) is None:
        detail = f"De prijzen zijn nog niet bekend. Bestellen kan {until}."
        return "waiting", "nog niet open", detail, "Bekijk de bestelling"
    if order:
        return "busy", "bezig", f"Bevestig ze {until}.", "Bevestig de bestelling"
    return "todo", "te doen", f"Bestel {until}.", "Bestel de toetsen"
