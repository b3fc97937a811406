from results.models.adviser_look import AdviserLook
from results.models.battery import Domain, Enterer, Item, LearningArea, Mode, TestPart
from results.models.class_figures import ClassChange, ClassFigures
from results.models.exemption import Exemption
from results.models.feedback import Feedback
from results.models.finding import Action, ActionState, Finding, Picture
from results.models.hand_in import HandIn, Reopening
from results.models.part_analysis import PartAnalysis
from results.models.pupil_group import GroupedPupil, PupilGroup
from results.models.reference import Reference, ReferenceFigure, ReferenceItem
from results.models.release import Release
from results.models.reminder import Reminder
from results.models.score import Score, ScoreCode

__all__ = [
    "Action",
    "ActionState",
    "AdviserLook",
    "ClassChange",
    "ClassFigures",
    "Domain",
    "Enterer",
    "Exemption",
    "Feedback",
    "Finding",
    "GroupedPupil",
    "HandIn",
    "Item",
    "LearningArea",
    "Mode",
    "PartAnalysis",
    "Picture",
    "PupilGroup",
    "Reference",
    "ReferenceFigure",
    "ReferenceItem",
    "Release",
    "Reminder",
    "Reopening",
    "Score",
    "ScoreCode",
    "TestPart",
]
