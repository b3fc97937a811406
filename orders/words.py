"""Numbers of what is ordered, in words: one is one. Pure."""


def some(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def copies_in_words(number: int) -> str:
    """`40 exemplaren`"""
    return some(number, "exemplaar", "exemplaren")


def teachers_in_words(number: int) -> str:
    return some(number, "leerkracht", "leerkrachten")
