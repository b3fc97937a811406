"""Where the files of jobs lie: a folder per job, so that nothing stays when the job goes."""

from django.core.files.storage import default_storage


def path_of(job, filename: str) -> str:
    return f"jobs/{job.pk}/{filename}"


def remove_all(job) -> None:
    """Removes the job's folder with its file, and what a killed worker left in it."""
    folder = f"jobs/{job.pk}"
    if not default_storage.exists(folder):
        return
    _, files = default_storage.listdir(folder)
    for name in files:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)
