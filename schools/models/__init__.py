from schools.models.board import SchoolBoard
from schools.models.edition import Edition
from schools.models.participation import Participation
from schools.models.pupil import Gender, Pupil
from schools.models.pupil_import import PupilImport, PupilImportChange
from schools.models.registration import RegistrationCode, RegistrationDraft
from schools.models.school import School, SchoolKind, Site, Umbrella
from schools.models.school_class import ClassAssignment, SchoolClass

__all__ = [
    "ClassAssignment",
    "Edition",
    "Gender",
    "Participation",
    "Pupil",
    "PupilImport",
    "PupilImportChange",
    "RegistrationCode",
    "RegistrationDraft",
    "School",
    "SchoolBoard",
    "SchoolClass",
    "SchoolKind",
    "Site",
    "Umbrella",
]
