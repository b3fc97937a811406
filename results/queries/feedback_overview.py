"""What teachers said about the parts of an edition, for the makers of the test."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from results.models import Feedback, TestPart
from schools.models import Edition

RATINGS = (1, 2, 3, 4, 5)
MOST_WORDS = 200  # characters to look for


@dataclass(frozen=True)
class PartFeedback:
    """`counts`: how many classes gave 1, 2, 3, 4 and 5; `texts`: how many wrote something."""

    part: TestPart
    counts: tuple[int, ...]
    texts: int

    @property
    def classes(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        if not self.classes:
            return None
        return sum(r * n for r, n in zip(RATINGS, self.counts, strict=True)) / self.classes


@dataclass(frozen=True)
class FeedbackFilter:
    part: int | None = None
    rating: int | None = None
    words: str = ""

    def apply(self, feedback: QuerySet[Feedback]) -> QuerySet[Feedback]:
        if self.part:
            feedback = feedback.filter(part=self.part)
        if self.rating:
            feedback = feedback.filter(rating=self.rating)
        return feedback.filter(text__icontains=self.words) if self.words else feedback


def feedback_per_part(edition: Edition) -> list[PartFeedback]:
    """Every part of the edition, also without feedback. Three queries."""
    given = Feedback.objects.filter(part__edition=edition)
    numbers = {
        (part, rating): number
        for part, rating, number in given.values_list("part", "rating").annotate(n=Count("pk"))
    }
    texts = dict(given.exclude(text="").values_list("part").annotate(n=Count("pk")))
    return [
        PartFeedback(
            part, tuple(numbers.get((part.pk, rating), 0) for rating in RATINGS),
            texts.get(part.pk, 0),
        )
        for part in TestPart.objects.filter(edition=edition)
    ]  # fmt: skip


def feedback_given(edition: Edition, wanted: FeedbackFilter) -> QuerySet[Feedback]:
    """The feedback that the filter lets through, per part, the latest first."""
    given = wanted.apply(Feedback.objects.filter(part__edition=edition))
    return given.select_related("part", "school_class__school").order_by(
        "part__position", "part_id", "-given_at", "pk"
    )


def feedback_in_words(edition: Edition, wanted: FeedbackFilter) -> QuerySet[Feedback]:
    """The same, only where somebody wrote something."""
    return feedback_given(edition, wanted).exclude(text="")


def filter_of(asked, parts: Iterable[PartFeedback]) -> FeedbackFilter:
    """From what an address asks (`onderdeel`, `cijfer`, `zoek`); what means nothing is left out."""
    keys = {str(one.part.pk): one.part.pk for one in parts}
    ratings = {str(rating): rating for rating in RATINGS}
    words = " ".join(asked.get("zoek", "").replace("\0", " ").split())[:MOST_WORDS]
    return FeedbackFilter(keys.get(asked.get("onderdeel")), ratings.get(asked.get("cijfer")), words)
