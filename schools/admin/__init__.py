"""What the helpdesk sees and does: schools with their codes and the import, their boards, editions,
and, to look at only, classes and participation."""

from schools.admin import boards, classes, editions, schools

__all__ = ["boards", "classes", "editions", "schools"]
