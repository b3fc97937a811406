"""How an account stands with its eID, in the guide's words for the schoolbeheerder."""

from django.db.models import TextChoices


class EidStatus(TextChoices):
    NOT_LINKED = "not_linked", "Deze account is nog niet gekoppeld aan een eID."
    LINKED = "linked", "Deze account is gekoppeld aan een eID."
    PROBLEM = (
        "problem",
        "Er is een probleem met de eID-koppeling van deze account. Controleer of de voornaam en "
        "achternaam van deze account exact overeenkomen met de gegevens op de gekoppelde "
        "identiteitskaart.",
    )
