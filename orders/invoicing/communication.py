"""The structured communication (OGM) that a payment carries, and by which it is recognised."""

from stdnum.be import ogm_vcs

LAST_SEQUENCE = 999_999


def structured_communication(*, year: int, sequence: int) -> str:
    """2027 and 1 → `+++202/7000/00122+++`: year and sequence in ten digits, and their check."""
    if not 1000 <= year <= 9999 or not 1 <= sequence <= LAST_SEQUENCE:
        raise ValueError("The year has four digits and the sequence at most six.")
    digits = f"{year}{sequence:06d}"
    return f"+++{ogm_vcs.format(digits + ogm_vcs.calc_check_digits(digits))}+++"
