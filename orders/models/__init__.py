from orders.models.delivery import Delivery, DeliveryStatus
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
from orders.models.printing import PrintedRevision, PrintExport
from orders.models.reminder import OrderingSchool, OrderReminder
from orders.models.revision import AdvisersWithdrawal, OrderRevision, RevisionRow

__all__ = [
    "AccessState",
    "AdvisersWithdrawal",
    "Delivery",
    "DeliveryRow",
    "DeliveryStatus",
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
    "OrderReminder",
    "OrderRevision",
    "OrderStatus",
    "OrderingSchool",
    "PriceList",
    "PrintExport",
    "PrintedRevision",
    "PushState",
    "RevisionRow",
    "RunKind",
]
