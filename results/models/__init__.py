from results.models.battery import Domain, Enterer, Item, LearningArea, Mode, TestPart
from results.models.exemption import Exemption
from results.models.feedback import Feedback
from results.models.hand_in import HandIn
from results.models.item_share import ItemShare
from results.models.reference import ReferenceFigure
from results.models.reminder import Reminder
from results.models.score import Score, ScoreCode

__all__ = [
    "Domain",
    "Enterer",
    "Exemption",
    "Feedback",
    "HandIn",
    "Item",
    "ItemShare",
    "LearningArea",
    "Mode",
    "ReferenceFigure",
    "Reminder",
    "Score",
    "ScoreCode",
    "TestPart",
]
