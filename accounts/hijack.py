"""Who of the helpdesk may look at the portal as somebody else."""


def helpdesk_may_look_as(*, hijacker, hijacked) -> bool:
    """Staff may look as people of schools, never as other staff or a locked account."""
    return (
        hijacker.is_active
        and hijacker.is_staff
        and hijacked.is_active
        and not hijacked.is_staff
        and not hijacked.is_superuser
    )
