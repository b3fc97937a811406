"""What the helpdesk sees of prices, orders, invoices and Moodle."""

from orders.admin import invoice_runs, invoices, orders, price_lists
from orders.moodle import admin as moodle

__all__ = ["invoice_runs", "invoices", "moodle", "orders", "price_lists"]
