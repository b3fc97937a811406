"""The real settings with a faster clock: what beat does every half minute, it does every second.

For the processes of a test (DJANGO_SETTINGS_MODULE); everything else is as it is.
"""

from ovsgtoets.settings import *  # noqa: F403
from ovsgtoets.settings import CELERY_BEAT_SCHEDULE

for entry in CELERY_BEAT_SCHEDULE.values():
    if isinstance(entry["schedule"], int):
        entry["schedule"] /= 30
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
