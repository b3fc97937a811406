"""The cells of the grid for its program: what is new since a moment, and saving a batch.

Everything that needs knowledge (what was refused and why, what looks odd) is said here in
sentences; the program in the browser shows them.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator

from ovsgtoets.kernel.compression import gzip_quickly
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_moment
from results.domain.scores import Saved, Stored, save_scores
from results.forms.cells import read_batch
from results.models import TestPart
from results.queries.cells import Change, Cursor, Place, changes_since, read_cursor
from results.queries.exemptions import UNTYPED, exempt_cells
from results.queries.standing import Standing, standing_of
from results.views.entering import EntryView
from results.views.marks import marks_of
from schools.models import SchoolClass

OTHER_PERSON = (
    "In deze browser is intussen iemand anders aangemeld. Wat je typte, is niet onder die naam "
    "bewaard: het wacht tot jij weer aangemeld bent."
)


@method_decorator(gzip_quickly, name="dispatch")
class Cells(EntryView):
    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        """As for every page, but a program gets a word it understands instead of a page."""
        if not request.user.is_authenticated:
            return JsonResponse({"sign_in": reverse("accounts:signed_in_again")}, status=401)
        try:
            answer = super().refuse(request)
        except PermissionDenied:
            return _no_right()
        if answer is not None:
            return JsonResponse({"sign_in": reverse("accounts:signed_in_again")}, status=401)
        return None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            answer = _no_right()
        except Http404:
            answer = _refused("Deze klas of toets bestaat niet meer.", 404)
        add_never_cache_headers(answer)
        return answer

    def get(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        since = read_cursor(request.GET.get("since", ""))
        return JsonResponse(_news(request, school_class, part, since))

    def post(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        try:
            batch = read_batch(request.body)
            if batch.user not in (None, request.user.pk):
                return JsonResponse({"user": request.user.pk, "refusal": OTHER_PERSON}, status=409)
            saved = save_scores(
                school_class=school_class, part=part, cells=batch.cells, by=request.user
            )
        except Refused as refusal:
            return _refused(refusal.sentence, 422)
        news = _news(request, school_class, part, batch.cursor, saved)
        return JsonResponse(_outcome(saved) | news)


def _no_right() -> HttpResponse:
    sentence = (
        "Je geeft de punten van dit onderdeel niet meer in. Vraag het aan de schoolbeheerder."
    )
    return _refused(sentence, 403)


def _refused(sentence: str, status: int) -> HttpResponse:
    return JsonResponse({"refusal": sentence}, status=status)


def _news(
    request: HttpRequest,
    school_class: SchoolClass,
    part: TestPart,
    since: Cursor,
    saved: Saved | None = None,
) -> dict:
    """What changed since the cursor, whether may be typed, and (when something changed) what
    looks odd in it."""
    changes, cursor = changes_since(since, school_class=school_class, part=part)
    exempt = exempt_cells(school_class, part)
    news = {
        "changes": [_change(change) for change in changes if not _is_own(change, saved)],
        "cursor": str(cursor),
        "csrf": get_token(request),
        "user": request.user.pk,
        "state": state_of(standing_of(school_class, part, me=request.user)),
        # Decided since the page was made, perhaps: [pupil, item, what the cell counts as].
        "exempt": [[*place, str(UNTYPED)] for place in sorted(exempt)],
    }
    if changes:
        news["marks"] = marks_of(school_class, part, exempt)
    return news


def _is_own(change: Change, saved: Saved | None) -> bool:
    """Whether this request itself wrote it."""
    return saved is not None and saved.versions.get(change.place) == change.version


def _change(change: Change) -> list:
    return [*change.place, str(change.mark), change.version, change.initials]


def _outcome(saved: Saved) -> dict:
    stands = saved.versions | saved.equal
    return {
        "saved": [[*place, version] for place, version in sorted(stands.items())],
        "refused": [[*place, sentence] for place, sentence in sorted(saved.refused.items())],
        "conflicts": [
            _conflict(place, theirs) for place, theirs in sorted(saved.conflicts.items())
        ],
    }


def _conflict(place: Place, theirs: Stored) -> list:
    """What stands there now, and who wrote or emptied it, and when."""
    return [
        *place,
        str(theirs.mark),
        theirs.version,
        theirs.by or "",
        theirs.initials,
        long_moment(theirs.at),
    ]


def state_of(standing: Standing) -> dict:
    """Whether may be typed, and who else is typing."""
    return {
        "open": standing.is_open,
        "handed_in": _handed_in(standing),
        "may_reopen": standing.is_handed_in and not standing.why_not,  # else the helpdesk does
        "refusal": standing.refusal,
        "others": standing.others,
    }


def _handed_in(standing: Standing) -> dict | None:
    if not standing.is_handed_in:
        return None
    return {"by": standing.handed_in_by, "at": long_moment(standing.handed_in_at)}
