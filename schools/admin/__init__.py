"""What the helpdesk sees and does: schools with their codes and the import, editions, and, to look
at only, classes and participation."""

from schools.admin import classes, editions, schools

__all__ = ["classes", "editions", "schools"]
