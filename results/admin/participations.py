"""On the list of schools that take part: reminding their teachers of points that are missing."""

from django.contrib import admin, messages

from ovsgtoets.kernel.errors import Refused
from results.domain.reminders import remind_teachers
from schools.admin.classes import ParticipationAdmin
from schools.models import Participation

admin.site.unregister(Participation)  # the page of schools, with what only results can do


@admin.register(Participation)
class ParticipationWithReminder(ParticipationAdmin):
    actions = ["remind"]

    def has_remind_permission(self, request) -> bool:
        return request.user.has_perm("results.add_reminder")

    @admin.action(
        description="Herinner de leerkrachten aan lege cellen (hoogstens een mail per dag)",
        permissions=["remind"],
    )
    def remind(self, request, queryset) -> None:
        for participation in queryset.select_related("school", "edition"):
            school = participation.school
            try:
                reminded = remind_teachers(
                    school=school, edition=participation.edition, by=request.user
                )
            except Refused as refusal:
                messages.warning(request, f"{school}: {refusal.sentence}")
                continue
            now, already = len(reminded.now), len(reminded.already_today)
            messages.success(
                request, f"{school}: {now} herinnerd, {already} kreeg vandaag al een mail."
            )
