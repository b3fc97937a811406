from celery import shared_task

from ovsgtoets.kernel import jobs, mail_retention, outbox
from ovsgtoets.kernel.spreadsheets.upload import remove_left_files


@shared_task(name="kernel.deliver_mail")
def deliver_mail() -> None:
    outbox.deliver_mail()


@shared_task(name="kernel.run_job")
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(name="kernel.help_with_job")
def help_with_job(job_id: int) -> None:
    jobs.help_with(job_id)


@shared_task(name="kernel.sweep_jobs")
def sweep_jobs() -> None:
    jobs.sweep()


@shared_task(name="kernel.remove_left_files")
def remove_files() -> None:
    remove_left_files()


@shared_task(name="kernel.forget_old_mails")
def forget_old_mails() -> None:
    mail_retention.forget_old_mails()
