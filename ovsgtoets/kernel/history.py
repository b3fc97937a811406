"""Who did it, and for which school: what every change leaves in the history beside itself."""

import pghistory


def acting_as(by, *, school=None) -> pghistory.context:
    """Within this, each change that the history sees is `by`'s; nobody's (an import by command,
    say) when it is None. `school` is noted where what changes doesn't say itself whose it is."""
    facts = {"user": by and by.pk, "school": school and school.pk}
    return pghistory.context(**{name: fact for name, fact in facts.items() if fact is not None})
