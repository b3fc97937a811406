"""The six roles that a person can have in a school."""

from django.db.models import TextChoices


class Role(TextChoices):
    SCHOOL_ADMIN = "school_admin", "Schoolbeheerder"
    SECRETARY = "secretary", "Secretariaatsmedewerker"
    TEACHER = "teacher", "Leerkracht"
    PE_TEACHER = "pe_teacher", "Leerkracht LO"
    CARE_COORDINATOR = "care_coordinator", "Beleidsmedewerker/zorgcoördinator"
    DUO_TEACHER = "duo_teacher", "Duo-leerkracht"


# These two stand before a class of their own; the others belong to the whole school.
CLASS_ROLES = frozenset({Role.TEACHER, Role.DUO_TEACHER})
# Whom the guide's mails and pages address as "leerkracht".
TEACHING_ROLES = CLASS_ROLES | {Role.PE_TEACHER}
