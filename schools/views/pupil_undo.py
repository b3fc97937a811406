"""Takes back what was done last on the list of pupils: typed, removed, or moved to another class."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ovsgtoets.kernel.errors import Refused
from schools.domain.pupils import move_back, remove_added, restore_pupil
from schools.models import Pupil
from schools.views.pupils import UNDO, PupilView


class PupilsUndo(PupilView):
    def post(self, request: HttpRequest) -> HttpResponse:
        done = request.session.pop(UNDO, {})
        try:
            if "added" in done:
                self._take_back(done["added"])
            elif "removed" in done:
                self._put_back(done["removed"])
            elif "moved" in done:
                self._move_back(done)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("schools:pupils")

    def _take_back(self, pk: int) -> None:
        if remove_added(pupil_id=pk, classes=self.classes, by=self.request.user):
            messages.success(self.request, "1 leerling weer verwijderd.")
        elif Pupil.objects.filter(pk=pk, school_class__in=self.classes).exists():
            messages.warning(self.request, "De leerling bleef staan: er zijn al punten.")

    def _put_back(self, pk: int) -> None:
        pupil = restore_pupil(pupil_id=pk, classes=self.classes, by=self.request.user)
        if pupil:
            messages.success(
                self.request, f"{pupil.full_name} staat weer in klas {pupil.school_class}."
            )

    def _move_back(self, done: dict) -> None:
        """Into a class that is still one's own."""
        own = next((one for one in self.classes if one.pk == done["from"]), None)
        pupil = own and move_back(
            pupil_id=done["moved"], school_class=own, seen=done["seen"], by=self.request.user
        )
        if pupil:
            messages.success(self.request, f"{pupil.full_name} staat weer in klas {own}.")
