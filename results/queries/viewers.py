"""Who may see which results: the one place with the rule.

1. **By name** (`classes_with_named_pupils`): the own classes, or all, as the table of rights says.
   Of these a person sees everything, and always as it stands.
2. **Figures of others** (the other classes, a site, the school) are for who has the right in the
   table, *after the school released them* (`domain/release.py`). They are the released version.
   Who may see all pupils by name (schoolbeheerder, zorgcoördinator, LO) waits for nothing: they
   see the points already.
3. A **leerlingengroep** is for who may see each of its pupils by name.
4. A **finding** is for who may see what it is about, and in the words that they may read: who
   sees no names, only where its picture was shown without them (`Finding.shared_sentence`).
5. A **pedagogisch adviseur** sees the released figures of a school, without names, as long as the
   school's last order of that edition says so.
"""

from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.acting import Acting
from accounts.models import Membership, User
from accounts.rights import Right
from results.models import Finding, GroupedPupil, PupilGroup, Release
from results.queries.school_results import Viewer
from schools.models import ClassAssignment, Edition, Participation, Pupil, School, SchoolClass
from schools.models.school_class import SchoolClassQuerySet
from schools.queries import classes_of_school, classes_with_named_pupils, own_classes

NOT_RELEASED = 0  # no class has figures of this version
ADVISERS = "pedagogisch adviseurs"  # the helpdesk's group


def release_of(school: School, edition: Edition) -> Release | None:
    """The version that colleagues see; None before the school released."""
    return Release.objects.for_school(school).filter(edition=edition).first()


def sees_all_names(acting: Acting) -> bool:
    return acting.may(Right.VIEW_PUPILS_ALL_CLASSES)


def sees_school(acting: Acting, edition: Edition) -> bool:
    """Whether this person may see figures of the school and its sites today."""
    if not acting.may(Right.VIEW_SCHOOL_RESULTS):
        return False
    return not waits_for_release(acting, edition) or release_of(acting.school, edition) is not None


def waits_for_release(acting: Acting, edition: Edition) -> bool:
    """Whether figures of others are for this person only what the school released: not for who
    may see every pupil by name, be it because all classes are their own."""
    if sees_all_names(acting):
        return False
    others = classes_of_school(acting.school, edition).exclude(
        pk__in=classes_with_named_pupils(acting, edition).values("pk")
    )
    return others.exists()


def viewer_of(acting: Acting, edition: Edition) -> Viewer:
    """What this person may see of the school's figures today."""
    named = classes_with_named_pupils(acting, edition).values_list("pk", flat=True)
    version = None
    if waits_for_release(acting, edition):
        released = release_of(acting.school, edition)
        version = released.version if released else NOT_RELEASED
    return Viewer(
        known=frozenset(named),
        groups=frozenset(groups_in_sight(acting, edition).values_list("pk", flat=True)),
        version=version,
    )


def team_viewer(
    school: School, edition: Edition, *, readers: Iterable[frozenset[int]] = ()
) -> Viewer:
    """Who sees no names at all: the released version, and as it stands before there is one. For
    what is laid on the table of the team, whoever makes it. `readers`: the classes that each who
    gets to read it knows by name, beside which nothing in it may give few pupils away."""
    released = release_of(school, edition)
    version = released.version if released else None
    return Viewer(known=frozenset(), version=version, readers=tuple(readers))


def known_by_teachers(school: School, edition: Edition) -> dict[int, frozenset[int]]:
    """(Duo-)leerkracht → the own classes, of which they know the pupils by name. One query."""
    rows = ClassAssignment.objects.filter(
        membership__in=Membership.objects.active(),
        school_class__in=classes_of_school(school, edition),
    ).values_list("membership__user", "school_class")
    found: dict[int, set[int]] = {}
    for user, school_class in rows:
        found.setdefault(user, set()).add(school_class)
    return {user: frozenset(classes) for user, classes in found.items()}


def adviser_viewer(school: School, edition: Edition, user: User) -> Viewer | None:
    """What a pedagogisch adviseur may see today, where the school consented; None before release.
    Who also stands before a class of this school knows that one."""
    released = release_of(school, edition)
    if released is None:
        return None
    own = known_by_teachers(school, edition).get(user.pk)
    return Viewer(frozenset(), version=released.version, readers=(own,) if own else ())


def classes_in_sight(
    acting: Acting, edition: Edition, *, with_school: bool | None = None
) -> SchoolClassQuerySet:
    """The classes whose results this person may see today. `with_school`: what `sees_school` says,
    where that was asked already."""
    if with_school is None:
        with_school = sees_school(acting, edition)
    if with_school and acting.may(Right.VIEW_ALL_CLASSES):
        return classes_of_school(acting.school, edition)
    return own_classes(acting, edition)


def may_view(acting: Acting, school_class: SchoolClass) -> bool:
    """Whether this person may see the results of the class today."""
    return classes_in_sight(acting, school_class.edition).filter(pk=school_class.pk).exists()


def may_see_names(acting: Acting, school_class: SchoolClass) -> bool:
    """Whether this person may see the results of the class's pupils by name."""
    named = classes_with_named_pupils(acting, school_class.edition)
    return named.filter(pk=school_class.pk).exists()


def pupils_by_name(acting: Acting, edition: Edition) -> QuerySet[Pupil]:
    """The pupils whose results this person may see by name."""
    named = classes_with_named_pupils(acting, edition)
    return Pupil.objects.filter(school_class__in=named.values("pk"))


def groups_in_sight(acting: Acting, edition: Edition) -> QuerySet[PupilGroup]:
    """The leerlingengroepen of which this person may see every pupil by name."""
    if not acting.may(Right.VIEW_PUPILS_OWN_CLASS, Right.VIEW_PUPILS_ALL_CLASSES):
        return PupilGroup.objects.none()
    named = classes_with_named_pupils(acting, edition).values("pk")
    hidden = GroupedPupil.objects.filter(group=OuterRef("pk")).exclude(
        pupil__school_class__in=named
    )
    groups = PupilGroup.objects.for_school(acting.school).filter(edition=edition)
    return groups.filter(~Exists(hidden))


def findings_in_sight(
    acting: Acting, edition: Edition, *, with_school: bool | None = None
) -> QuerySet[Finding]:
    """The findings of an edition about something that this person may see today, in words that
    they may read (`reads_in_full`)."""
    if with_school is None:
        with_school = sees_school(acting, edition)
    named = classes_with_named_pupils(acting, edition).values("pk")
    may_read = ~Q(shared_sentence="") | Q(pinned_by=acting.user)
    classes = classes_in_sight(acting, edition, with_school=with_school)
    about = Q(school_class__in=named) | Q(may_read, school_class__in=classes.values("pk"))
    about |= Q(group__in=groups_in_sight(acting, edition).values("pk"))
    about |= Q(pupil__in=pupils_by_name(acting, edition).values("pk"))
    if with_school:
        of_school = Q(school_class=None, group=None, pupil=None)
        about |= of_school if not waits_for_release(acting, edition) else of_school & may_read
    return Finding.objects.for_school(acting.school).filter(about, edition=edition)


def reads_in_full(acting: Acting, edition: Edition) -> Callable[[Finding], bool]:
    """Of a finding in their sight: whether this person reads it as it was pinned, or in the words
    for who sees no names."""
    named = set(classes_with_named_pupils(acting, edition).values_list("pk", flat=True))
    waits = waits_for_release(acting, edition)

    def reads(finding: Finding) -> bool:
        if finding.group_id or finding.pupil_id or finding.pinned_by_id == acting.user.pk:
            return True
        return finding.school_class_id in named if finding.school_class_id else not waits

    return reads


def is_adviser(user) -> bool:
    return user.is_authenticated and user.groups.filter(name=ADVISERS).exists()


def schools_for_advisers() -> QuerySet[Participation]:
    """What schools gave pedagogisch adviseurs consent for, by name."""
    consented = Participation.objects.filter(advisers_may_see=True)
    return consented.select_related("school", "edition").order_by("school__name", "school_id")
