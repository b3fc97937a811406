from orders.models.invoice import Invoice, InvoiceCounter, InvoiceLine, InvoiceRun, RunKind
from orders.models.moodle import (
    AccessState,
    MoodleAccess,
    MoodleCall,
    MoodleComparison,
    MoodleHealth,
    MoodleTurn,
    PushState,
)
from orders.models.order import DeliveryRow, Order, OrderStatus
from orders.models.price_list import PriceList
from orders.models.revision import OrderRevision, RevisionRow

__all__ = [
    "AccessState",
    "DeliveryRow",
    "Invoice",
    "InvoiceCounter",
    "InvoiceLine",
    "InvoiceRun",
    "MoodleAccess",
    "MoodleCall",
    "MoodleComparison",
    "MoodleHealth",
    "MoodleTurn",
    "Order",
    "OrderRevision",
    "OrderStatus",
    "PriceList",
    "PushState",
    "RevisionRow",
    "RunKind",
]
