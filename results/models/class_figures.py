"""What the pupils of a class have, as it was last computed; and what tells that it no longer is so.

The bytes are `analysis/packing.py`'s. A class without a row, or whose row is not of the last
change, is computed from its cells wherever it is asked for (`queries/crowds.py`): the rows make
pages fast, never wrong.
"""

from django.db import models
from django.db.models import Q

from schools.models import SchoolClass


class ClassChange(models.Model):
    """The number of the last write of a cell or an exemption of the class's pupils: triggers on
    those tables keep it, whoever writes."""

    school_class = models.OneToOneField(
        SchoolClass, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"klas {self.school_class_id}: {self.number}"


class ClassFiguresQuerySet(models.QuerySet):
    def for_school(self, school) -> "ClassFiguresQuerySet":
        return self.filter(school_class__school=school)


class ClassFigures(models.Model):
    """`version` 0 is as it stands, and follows; the others are as they were released.

    `moment`: since when it is so. `number` and `layout`: of what it was computed.
    """

    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField(default=0)
    moment = models.DateTimeField()
    number = models.BigIntegerField()
    layout = models.CharField(max_length=32)
    sums = models.BinaryField()
    marks = models.BinaryField()

    objects = ClassFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = "cijfers van een klas"
        verbose_name_plural = "cijfers van klassen"
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "version"], name="class_figures_version_once"
            ),
            models.CheckConstraint(condition=Q(version__gte=0), name="class_figures_version"),
        ]

    def __str__(self) -> str:
        return f"klas {self.school_class_id}, versie {self.version}"


# A change is numbered for every class that it touches. `touched` (and at an update `before`) are
# the rows of the statement.
NUMBERED = """
    INSERT INTO results_classchange (school_class_id, number)
    SELECT pupil.school_class_id, nextval('results_score_change')
    FROM schools_pupil pupil WHERE pupil.id IN ({pupils})
    GROUP BY pupil.school_class_id ORDER BY pupil.school_class_id
    ON CONFLICT (school_class_id) DO UPDATE SET number = excluded.number;
    RETURN NULL;
"""
