"""Feedback ingeven: a list of the own classes' parts, and a page per part."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.errors import Refused
from results.domain.feedback import give_feedback, why_no_feedback
from results.forms.feedback import RATINGS, FeedbackForm
from results.models import Feedback, TestPart
from results.queries.entry import is_closed, takes_part
from results.queries.feedback import feedback_to_give
from schools.models import SchoolClass
from schools.queries import own_classes_with, running_edition


class FeedbackList(SchoolView):
    rights = (Right.GIVE_FEEDBACK,)

    def get(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        context = {"edition": edition}
        if edition:
            by_class: dict[SchoolClass, list] = {}
            for state in feedback_to_give(request.acting, edition):
                by_class.setdefault(state.school_class, []).append(state)
            context |= {
                "ordered": takes_part(request.school, edition),
                "classes": [
                    (one, [s for s in states if not s.is_later], [s for s in states if s.is_later])
                    for one, states in by_class.items()
                ],
                "ratings": RATINGS,
                "closed": is_closed(edition),
            }
        return render(request, "results/feedback.html", context)


class FeedbackEdit(SchoolView):
    """The feedback of one own class on one part; sending it again replaces it. Where it can't be
    given now, the page says why and shows what was given."""

    rights = (Right.GIVE_FEEDBACK,)

    def get(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self._find(request, class_id, part_id)
        given = Feedback.objects.filter(school_class=school_class, part=part).first()
        if reason := why_no_feedback(school_class, part):
            context = {"reason": reason, "given": given, "part": part, "school_class": school_class}
            context["rating"] = f"{given.rating}: {RATINGS[given.rating]}" if given else ""
            return render(request, "results/feedback_read.html", context)
        initial = {"rating": given.rating, "text": given.text} if given else None
        return self._show(request, school_class, part, FeedbackForm(initial=initial))

    def post(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self._find(request, class_id, part_id)
        form = FeedbackForm(request.POST)
        if form.is_valid():
            try:
                give_feedback(
                    school_class=school_class, part=part, **form.cleaned_data, by=request.user
                )
            except Refused as refusal:
                refusal.show_on(form)
            else:
                messages.success(request, f"Feedback op {part} van klas {school_class} bewaard.")
                return redirect("results:feedback")
        return self._show(request, school_class, part, form, status=422)

    def _find(
        self, request: HttpRequest, class_id: int, part_id: int
    ) -> tuple[SchoolClass, TestPart]:
        edition = running_edition()
        classes = own_classes_with(request.acting, edition, Right.GIVE_FEEDBACK)
        if edition is None:
            raise Http404
        return (
            get_object_or_404(classes.select_related("school"), pk=class_id),
            get_object_or_404(
                TestPart.objects.select_related("edition"), pk=part_id, edition=edition
            ),
        )

    def _show(self, request, school_class, part, form, status: int = 200) -> HttpResponse:
        context = {
            "school_class": school_class,
            "part": part,
            "form": form,
        }
        return render(request, "results/feedback_edit.html", context, status=status)
