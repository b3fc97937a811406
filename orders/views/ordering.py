"""What the pages of ordering share: the right, the edition that runs, the order if there is one."""

from functools import cached_property

from django.http import Http404

from accounts.guards import SchoolView
from accounts.rights import Right
from orders.models import Order
from orders.queries import order_of
from schools.models import Edition
from schools.queries import running_edition


class OrderingView(SchoolView):
    """A page for who may order; another edition's or another school's things are not found."""

    rights = (Right.ORDER_TESTS,)

    @cached_property
    def edition(self) -> Edition:
        edition = running_edition()
        if edition is None:
            raise Http404
        return edition

    @cached_property
    def order(self) -> Order:
        order = order_of(self.request.school, self.edition)
        if order is None:
            raise Http404
        return order
