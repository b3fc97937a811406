"""The pages of background work: how far it is, stopping it, and its file. For its owner alone, and only while
the owner may have what is in it; anybody else gets 404."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.guards import SignedInView
from ovsgtoets.kernel.jobs import asked_on, cancel, may_have
from ovsgtoets.kernel.models import Job, JobState


class JobProgress(SignedInView):
    """How far the work is. The page asks again every second; without JavaScript it reloads."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = own_job(request, pk)
        context = {"job": job, "was": request.GET.get("was"), "back": asked_on(job)}
        template = "jobs/_job.html" if request.htmx else "jobs/progress.html"
        return render(request, template, context)


class JobCancel(SignedInView):
    """Stops the work; of what had ended already, the page then says how."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = own_job(request, pk)
        cancel(job)
        return redirect("jobs:progress", pk=job.pk)


class JobFile(SignedInView):
    """The file, to download."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = own_job(request, pk)
        if job.state != JobState.DONE:
            raise Http404
        try:
            content = job.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return FileResponse(content, as_attachment=True, filename=job.filename)


def own_job(request: HttpRequest, pk: int) -> Job:
    jobs = Job.objects.filter(owner=request.user).select_related("owner", "school")
    job = get_object_or_404(jobs, pk=pk)
    if not may_have(job):
        raise Http404
    return job
