"""The pages of background work: how far it is, stopping it, and its file."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.guards import SignedInView, two_steps_first
from accounts.two_steps import are_missing_in
from ovsgtoets.kernel.jobs import asked_on, cancel, deed_of, may_have
from ovsgtoets.kernel.models import Job, JobState


class JobView(SignedInView):
    """For the owner alone, and only while they may have what is in it; anybody else gets 404. The
    job's school says whether a password is enough, wherever they act."""

    job: Job

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        if refused := super().refuse(request):
            return refused
        self.job = own_job(request, self.kwargs["pk"])
        strict = self.job.school and are_missing_in(request, self.job.school)
        return two_steps_first(request) if strict else None


class JobProgress(JobView):
    """How far the work is. The page asks again every second; without JavaScript it reloads."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {
            "job": self.job,
            "deed": deed_of(self.job),
            "was": request.GET.get("was"),
            "back": asked_on(self.job),
        }
        template = "jobs/_job.html" if request.htmx else "jobs/progress.html"
        return render(request, template, context)


class JobCancel(JobView):
    """Stops the work; of what had ended already, the page then says how."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        cancel(self.job)
        return redirect("jobs:progress", pk=pk)


class JobFile(JobView):
    """The file, to download."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.job.state != JobState.DONE:
            raise Http404
        try:
            content = self.job.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return FileResponse(content, as_attachment=True, filename=self.job.filename)


def own_job(request: HttpRequest, pk: int) -> Job:
    jobs = Job.objects.filter(owner=request.user).select_related("owner", "school")
    job = get_object_or_404(jobs, pk=pk)
    if not may_have(job):
        raise Http404
    return job
