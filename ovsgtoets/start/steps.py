"""Gathers the steps of all apps for the start page."""

import orders.steps
import results.steps
import schools.steps
from accounts.acting import Acting
from schools.queries import running_edition


def next_steps(acting: Acting) -> dict:
    """Template context of the start page: `edition`, `steps` in the order of the year, and
    `now`, the first of them that waits for this person (None when nothing does)."""
    edition = running_edition()
    steps = sorted(
        (
            step
            for app in (schools.steps, orders.steps, results.steps)
            for step in app.steps_of(acting, edition)
        ),
        key=lambda step: step.position,
    )
    waiting = [step for step in steps if step.mine and step.state in ("warning", "todo", "busy")]
    return {"edition": edition, "steps": steps, "now": waiting[0] if waiting else None}
