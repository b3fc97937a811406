"""What the figures were measured on, and whether the machine was quiet."""

import os
import platform

from django.db import connection

QUIET = 0.5  # the load average of the last minute up to which figures may be trusted


def cores() -> int:
    """How many this process may use: a container may have fewer than the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def describe(load_at_start: float) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [postgres] = cursor.fetchone()
    lines = [
        f"{cores()} cores, Python {platform.python_version()}, PostgreSQL {postgres.split()[0]}, "
        f"{platform.system()} {platform.machine()}, load at the start {load_at_start:.2f}"
    ]
    if load_at_start > QUIET:
        lines.append(
            f"THE MACHINE WAS BUSY (load above {QUIET}): do not trust these figures, "
            "and measure again when nothing else runs."
        )
    return "\n".join(lines)
