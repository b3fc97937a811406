"""What the helpdesk sees of prices, orders, parcels, invoices and Moodle."""

from orders.admin import (
    deliveries,
    invoice_runs,
    invoices,
    ordering_schools,
    orders,
    price_lists,
    print_exports,
)
from orders.moodle import admin as moodle

__all__ = [
    "deliveries",
    "invoice_runs",
    "invoices",
    "moodle",
    "ordering_schools",
    "orders",
    "price_lists",
    "print_exports",
]
