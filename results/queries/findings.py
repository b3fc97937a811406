"""Questions about findings: what a page shows of them, the years before, and who may own an action."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from accounts.acting import Acting
from accounts.models import Membership, User
from accounts.rights import Right, roles_with
from accounts.roles import CLASS_ROLES
from results.models import Action, ActionState, Finding
from results.queries.editions import edition_before
from results.queries.viewers import findings_in_sight, reads_in_full, release_of
from schools.models import Edition, SchoolClass
from schools.queries import classes_of_school


def findings_of(
    acting: Acting, edition: Edition, *, with_school: bool | None = None
) -> list[Finding]:
    """What this person may see of the edition's findings, with what their line needs; newest first.
    Each has in `said` the words that this person may read."""
    found = list(_with_lines(findings_in_sight(acting, edition, with_school=with_school)))
    return in_their_words(acting, edition, found) if found else found


def in_their_words(acting: Acting, edition: Edition, found: list[Finding]) -> list[Finding]:
    in_full = reads_in_full(acting, edition)
    for finding in found:
        finding.said = finding.sentence if in_full(finding) else finding.shared_sentence
    return found


def findings_before(acting: Acting, edition: Edition) -> list[Finding]:
    """Those of the school's edition before, to look back upon; it may have skipped years."""
    before = edition_before(acting.school, edition)
    return findings_of(acting, before) if before else []


def own_actions(acting: Acting, edition: Edition) -> QuerySet[Action]:
    """The actions of this person that are still to be done, of findings that they may see: of this
    edition and of the school's edition before, whose results the team reads in autumn."""
    before = edition_before(acting.school, edition)
    in_sight = Q(finding__in=findings_in_sight(acting, edition).values("pk"))
    if before:
        in_sight |= Q(finding__in=findings_in_sight(acting, before).values("pk"))
    return Action.objects.filter(
        in_sight, owner=acting.user, state__in=[ActionState.TODO, ActionState.BUSY]
    )


def _with_lines(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    return findings.select_related(
        "edition", "site", "school_class", "group", "pupil__school_class", "area", "pinned_by"
    ).prefetch_related("actions__owner")


@dataclass(frozen=True)
class Place:
    """Where a finding was pinned: how it is called, and its address."""

    name: str
    address: str


def place_of(finding: Finding) -> Place:
    """A finding about a pupil has the name today, from the pupil."""
    name, page, of = _of_whom(finding)
    address = reverse(page, args=[of.pk]) if of else reverse(page)
    query = f"?editie={finding.edition.year}" if of is None else ""
    if finding.area_id:
        name = f"{finding.area.name}, {name}"
        query += f"{'&' if query else '?'}leergebied={finding.area_id}"
    return Place(name, f"{address}{query}#{finding.picture}")


def _of_whom(finding: Finding):
    if finding.school_class_id:
        return f"klas {finding.school_class}", "results:class", finding.school_class
    if finding.group_id:
        return finding.group.name, "results:group", finding.group
    if finding.pupil_id:
        return finding.pupil.full_name or str(finding.pupil), "results:pupil", finding.pupil
    if finding.site_id:
        return finding.site.name, "results:site", finding.site
    return "onze school", "results:results", None


def possible_owners(finding: Finding) -> QuerySet[User]:
    """The colleagues who may read the finding today, and came to work here already."""
    by_role = Q(role__in=roles_with(Right.VIEW_PUPILS_ALL_CLASSES))
    by_role |= Q(user__in=_before_each(_classes_of(finding)))
    if finding.shared_sentence and release_of(finding.school, finding.edition):
        right = Right.VIEW_ALL_CLASSES if finding.school_class_id else Right.VIEW_SCHOOL_RESULTS
        by_role |= Q(role__in=roles_with(right))
    here = Membership.objects.active().filter(school=finding.school, accepted_at__isnull=False)
    return User.objects.filter(pk__in=here.filter(by_role).values("user")).order_by(
        "first_name", "last_name", "pk"
    )


def _before_each(classes: list[SchoolClass]) -> QuerySet:
    """Keys of who stands before every one of the classes."""
    teaching = Membership.objects.active().filter(role__in=CLASS_ROLES)
    of_each = teaching.filter(assignments__school_class__in=classes).values("user")
    return (
        of_each.annotate(number=Count("assignments__school_class", distinct=True))
        .filter(number=len(classes))
        .values("user")
    )


def _classes_of(finding: Finding) -> list[SchoolClass]:
    """Whose pupils it is about: of the school or a site, every class of the year, as for who waits
    for the release."""
    if finding.school_class_id:
        return [finding.school_class]
    if finding.pupil_id:
        return [finding.pupil.school_class]
    if finding.group_id:
        return list(SchoolClass.objects.filter(pupils__groups=finding.group_id).distinct())
    return list(classes_of_school(finding.school, finding.edition))
