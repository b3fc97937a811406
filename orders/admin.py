"""What the helpdesk sees of orders and of Moodle."""

from orders.moodle import admin as moodle  # noqa: F401 — registers its pages
