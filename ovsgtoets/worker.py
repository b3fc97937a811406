"""How web, worker and beat reach each other: by a Redis, or by files where there is none."""

from pathlib import Path
from typing import Any

# Who publishes to a Redis that is down or silent hears so within a second, and goes on.
REDIS_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "max_retries": 0,
    "visibility_timeout": 3600,
}


def celery_settings(redis_url: str, var_dir: Path) -> dict[str, Any]:
    """Celery's settings by name. Without a Redis, makes the folders for the messages."""
    return {
        **(_redis(redis_url) if redis_url else _files(var_dir / "broker")),
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_TASK_ACKS_LATE": True,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_TASK_PUBLISH_RETRY": False,  # a row is swept up later; nobody waits
        "CELERY_TASK_TIME_LIMIT": 30 * 60,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "CELERY_BROKER_CONNECTION_MAX_RETRIES": None,  # a worker waits as long as it takes
        "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,
        "CELERY_BEAT_SCHEDULE_FILENAME": str(var_dir / "beat-schedule"),
    }


def _redis(url: str) -> dict[str, Any]:
    return {"CELERY_BROKER_URL": url, "CELERY_BROKER_TRANSPORT_OPTIONS": REDIS_OPTIONS}


def _files(folder: Path) -> dict[str, Any]:
    messages, control = folder / "messages", folder / "control"
    for place in (messages, control):
        place.mkdir(parents=True, exist_ok=True)
    return {
        "CELERY_BROKER_URL": "filesystem://localhost//",
        "CELERY_BROKER_TRANSPORT": "ovsgtoets.local.broker:Transport",
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(control),
        },
        "CELERY_WORKER_ENABLE_REMOTE_CONTROL": False,
    }
