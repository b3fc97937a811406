"""When background work runs: by the clock, and at once when something happens."""

from celery.schedules import crontab

BEAT = {
    "deliver mail": {"task": "kernel.deliver_mail", "schedule": 30},
    "sweep jobs": {"task": "kernel.sweep_jobs", "schedule": 60},
    "answer requests": {"task": "accounts.answer_requests", "schedule": 30},
    "tidy sessions": {"task": "accounts.tidy", "schedule": crontab(hour=3, minute=10)},
    "sync Moodle": {"task": "orders.sync_moodle", "schedule": 60},
    # Once a night; an hour later again when Moodle or the worker was away.
    "compare Moodle": {
        "task": "orders.compare_moodle",
        "schedule": crontab(hour="2-5", minute=40),
    },
    "remove left files": {
        "task": "kernel.remove_left_files",
        "schedule": crontab(hour=3, minute=20),
    },
    "forget old mails": {
        "task": "kernel.forget_old_mails",
        "schedule": crontab(hour=3, minute=25),
    },
    "forget names": {"task": "schools.forget_names", "schedule": crontab(hour=3, minute=30)},
    "refresh class figures": {"task": "results.refresh_class_figures", "schedule": 60},
    "refresh reference": {"task": "results.refresh_reference", "schedule": 15 * 60},
}
for entry in BEAT.values():  # no heap of old sweeps after a long silence
    if isinstance(entry["schedule"], int):
        entry["options"] = {"expires": entry["schedule"]}
# Who wants to hear of what; a nudge only saves waiting for the sweep above.
NUDGES = {
    "mail_queued": ["kernel.deliver_mail"],
    "job_queued": ["kernel.run_job"],
    "job_parts": ["kernel.help_with_job"],
    "mail_asked": ["accounts.answer_requests"],
    "staff_changed": ["orders.sync_moodle"],
    "order_confirmed": ["orders.sync_moodle"],
    "moodle_again": ["orders.sync_moodle"],
    "compare_moodle": ["orders.compare_moodle"],
}
