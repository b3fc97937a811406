"""Registration: the code, step 1 (school and teachers), step 2 (password), done.

Between the pages the session holds only which code was shown; what was typed is in the draft.
"""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.guards import PublicView
from ovsgtoets.kernel.errors import Refused
from schools.domain.classes import MAX_CLASSES
from schools.domain.registration import CodeClosed, register_school, save_draft, why_closed
from schools.domain.registration_codes import open_code
from schools.forms.registration import CodeForm, PasswordForm, SchoolDataForm
from schools.models import RegistrationCode, RegistrationDraft
from schools.queries import classes_of_school, running_edition

CODE_KEY = "registration_code"
DONE_KEY = "registration_done"
NOT_RIGHT = (
    "Met dit e-mailadres en deze code kunnen we je niet aanmelden. Gebruik het adres en de code"
    " uit de laatste mail. Een code werkt één keer en vervalt na een tijd."
)
TOO_OFTEN = "Je probeerde het te vaak. Wacht vijf minuten en probeer het dan opnieuw."
NO_EDITION = (
    "De nieuwe editie staat nog niet klaar. Probeer het later opnieuw, of mail de helpdesk."
)


class Registration(PublicView):
    """Signing in with e-mail address and code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        email, code = form.cleaned_data["email"], form.cleaned_data["code"]
        if not ratelimit.consume(request, action="registration_code", key=email.lower()):
            form.add_error(None, TOO_OFTEN)
            return self.page(request, form, status=429)
        found = open_code(email=email, code=code)
        if not found:
            form.add_error(None, NOT_RIGHT)
            return self.page(request, form, status=422)
        request.session.cycle_key()
        request.session[CODE_KEY] = found.pk
        request.session.pop(DONE_KEY, None)
        return redirect("schools:registration_school")

    def page(self, request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
        return render(request, "schools/registration.html", {"form": form}, status=status)


class RegistrationStep(PublicView):
    """A page for who showed a code that still works; `self.code` and `self.school` are known."""

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        code = (
            RegistrationCode.objects.select_related("school")
            .filter(pk=request.session.get(CODE_KEY))
            .first()
        )
        if code is None:
            return redirect("schools:registration")
        if not code.is_usable:
            return _closed(request, why_closed(code))
        if (edition := running_edition()) is None:
            messages.warning(request, NO_EDITION)
            return redirect("schools:registration")
        self.code, self.school, self.edition = code, code.school, edition
        return None

    def draft(self) -> dict[str, str]:
        draft = RegistrationDraft.objects.filter(school=self.school).first()
        return draft.data if draft else self.first_draft()

    def first_draft(self) -> dict[str, str]:
        """What stands in step 1 for a school that starts."""
        number = str(max(1, classes_of_school(self.school, self.edition).count()))
        return {"email": self.code.sent_to, "number_of_classes": number, "confirmed": number}


class RegistrationSchool(RegistrationStep):
    """Step 1: the school's data, the number of classes, the teachers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        draft = self.draft()
        return self.page(request, SchoolDataForm(initial=draft, number=_confirmed(draft)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SchoolDataForm(request.POST, number=_confirmed(request.POST))
        form.full_clean()
        if "confirm_classes" in request.POST:
            return self.confirm_classes(request, form)
        self.keep(form, confirmed=len(form.classes))
        if not form.is_valid():
            return self.page(request, form, status=422)
        return redirect("schools:registration_password")

    def confirm_classes(self, request: HttpRequest, form: SchoolDataForm) -> HttpResponse:
        """As many rows as there are classes now; nothing else is checked yet."""
        number = _number(form["number_of_classes"].value())
        if number is None:
            self.keep(form, confirmed=len(form.classes))
            return self.page(request, _only_number_errors(form), status=422)
        self.keep(form, confirmed=number)
        return redirect(f"{request.path}#leerkrachten")

    def keep(self, form: SchoolDataForm, *, confirmed: int) -> None:
        """Rows of classes that are gone for now stay in the draft, for when they come back."""
        typed = {**self.draft(), **form.typed(), "confirmed": str(confirmed)}
        save_draft(school=self.school, typed=typed)

    def page(self, request: HttpRequest, form: SchoolDataForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "school": self.school, "edition": self.edition}
        return render(request, "schools/registration_school.html", context, status=status)


class RegistrationPassword(RegistrationStep):
    """Step 2: the password; afterwards everything is made at once."""

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        if refusal := super().refuse(request):
            return refusal
        draft = self.draft()
        self.data = SchoolDataForm(draft, number=_confirmed(draft))
        if self.data.is_valid():
            return None
        messages.warning(request, "Vul eerst stap 1 helemaal in en kies Verder.")
        return redirect("schools:registration_school")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, PasswordForm(admin=self.data.admin_entry()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordForm(request.POST, admin=self.data.admin_entry())
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            registered = register_school(
                code=self.code,
                edition=self.edition,
                admin=self.data.admin_entry(),
                password=form.cleaned_data["password"],
                teachers=self.data.teacher_entries(),
            )
        except CodeClosed as refusal:
            return _closed(request, refusal.sentence)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("schools:registration_school")
        request.session[DONE_KEY] = {
            "school": str(registered.school),
            "email": registered.email,
            "mailed_to": registered.mailed_to,
        }
        return redirect("schools:registration_done")

    def page(self, request: HttpRequest, form: PasswordForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "school": self.school, "email": self.data.admin_entry().email}
        return render(request, "schools/registration_password.html", context, status=status)


class RegistrationDone(PublicView):
    """The guide's confirmation page, for who just registered."""

    def get(self, request: HttpRequest) -> HttpResponse:
        done = request.session.get(DONE_KEY)
        if not done:
            return redirect("schools:registration")
        return render(request, "schools/registration_done.html", done)


def _closed(request: HttpRequest, sentence: str) -> HttpResponse:
    """For a code that no longer works: whoever finished here sees the confirmation again."""
    if DONE_KEY in request.session:
        return redirect("schools:registration_done")
    request.session.pop(CODE_KEY, None)
    messages.warning(request, sentence)
    return redirect("schools:registration")


def _number(text: object) -> int | None:
    """A number of classes that can be; None for everything else."""
    text = str(text or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        return None
    return int(text) if 1 <= int(text) <= MAX_CLASSES else None


def _confirmed(data) -> int:
    """For how many classes the page has rows."""
    return _number(data.get("confirmed")) or 1


def _only_number_errors(form: SchoolDataForm) -> SchoolDataForm:
    """While only the number is confirmed, the other fields are not judged yet."""
    for name in set(form.errors) - {"number_of_classes"}:
        del form.errors[name]
    return form
