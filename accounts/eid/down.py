"""Whether the provider answered lately: the sign-in page warns when it did not."""

from django.core.cache import cache

KEY = "eid-provider-is-down"
REMEMBERED_FOR = 5 * 60


def is_down() -> bool:
    return bool(cache.get(KEY))


def remember_down() -> None:
    cache.set(KEY, True, REMEMBERED_FOR)


def remember_up() -> None:
    cache.delete(KEY)
