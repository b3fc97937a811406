"""The formats of `kernel.formats` for templates; built in, so no template loads them."""

from django import template

from ovsgtoets.kernel import formats

register = template.Library()

for function in (
    formats.amount,
    formats.euro,
    formats.number,
    formats.percent,
    formats.points,
    formats.long_date,
    formats.long_moment,
):
    register.filter(function.__name__, function)


@register.filter
def decimal(value, places: int = 1) -> str:
    """`{{ value|decimal:2 }}` → `1,23`."""
    return "" if value is None else formats.number(value, int(places))
