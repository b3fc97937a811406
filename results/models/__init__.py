from results.models.battery import Domain, Enterer, Item, LearningArea, Mode, TestPart
from results.models.exemption import Exemption
from results.models.feedback import Feedback
from results.models.reference import ReferenceFigure
from results.models.score import Score, ScoreCode

__all__ = [
    "Domain",
    "Enterer",
    "Exemption",
    "Feedback",
    "Item",
    "LearningArea",
    "Mode",
    "ReferenceFigure",
    "Score",
    "ScoreCode",
    "TestPart",
]
