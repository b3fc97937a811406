"""What a school may add to its order: two ticks and two order numbers. Pure."""

from dataclasses import dataclass, fields

ADVISERS = "Wij zijn akkoord om de pedagogisch adviseurs inzage te geven in de puntenmodule."
REPORT = "Wij wensen een schoolfeedbackrapport te bestellen"


@dataclass(frozen=True)
class Choices:
    """What a school may add to its order. The first two are for schools of the OVSG net only."""

    advisers_may_see: bool = False
    feedback_report: bool = False
    tests_order_number: str = ""
    report_order_number: str = ""


CHOICES = tuple(field.name for field in fields(Choices))


def choices_of(order) -> Choices:
    """Those of an order as it stands, or of a confirmed version of it."""
    return Choices(**{name: getattr(order, name) for name in CHOICES})


def put_on(order, choices: Choices) -> None:
    """Puts the choices on an order; whoever calls saves it."""
    for name in CHOICES:
        setattr(order, name, getattr(choices, name))
