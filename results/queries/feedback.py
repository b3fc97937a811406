"""Questions about feedback: of which classes and parts somebody gives it, and what was given."""

from dataclasses import dataclass
from datetime import date

from accounts.acting import Acting
from accounts.rights import Right
from ovsgtoets.kernel.clock import today
from results.models import Feedback, TestPart
from results.queries.entry import is_closed, opens_on
from schools.models import Edition, SchoolClass
from schools.queries import own_classes_with


@dataclass(frozen=True)
class FeedbackState:
    """A part of a class, and its feedback if there is."""

    school_class: SchoolClass
    part: TestPart
    feedback: Feedback | None

    @property
    def opens_on(self) -> date:
        return opens_on(self.part, self.part.edition)

    @property
    def is_later(self) -> bool:
        return today() < self.opens_on and not self.feedback

    @property
    def is_open(self) -> bool:
        """Whether it may be given or changed today."""
        return self.opens_on <= today() and not is_closed(self.part.edition)


def feedback_to_give(acting: Acting, edition: Edition) -> list[FeedbackState]:
    """Every part of every own class, with the feedback that was given. Three queries."""
    classes = list(own_classes_with(acting, edition, Right.GIVE_FEEDBACK))
    parts = list(
        TestPart.objects.filter(edition=edition)
        .select_related("edition")
        .order_by("opens_on", "position")
    )
    given = {
        (feedback.school_class_id, feedback.part_id): feedback
        for feedback in Feedback.objects.filter(
            school_class__in=classes, part__in=parts
        ).select_related("given_by")
    }
    return [
        FeedbackState(school_class, part, given.get((school_class.pk, part.pk)))
        for school_class in classes
        for part in parts
    ]
