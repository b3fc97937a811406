"""Why signing in or linking with an eID ended early: one class per outcome, with its page.

None of them changes the session in which it happened.
"""

from accounts.limits import TOO_MANY


class EidFailure(Exception):
    """`title` and `sentence` stand on the page, which gets `status`."""

    status = 400
    title = "Aanmelden met eID is niet gelukt"
    sentence = "Probeer het opnieuw."
    # Whether somebody at this computer may still be signed in there with another eID.
    other_eid = False
    steps: tuple[str, ...] = ()


class Cancelled(EidFailure):
    status = 200
    title = "Je hebt het geannuleerd"
    sentence = "Er is niets veranderd."


class UnknownReturn(EidFailure):
    """No such journey was begun in this browser, or it ended already, or took too long."""

    title = "Deze pagina werkt niet meer"
    sentence = (
        "Aanmelden met eID werkt één keer per poging en hoogstens een kwartier. Begin opnieuw."
    )


class OtherPerson(EidFailure):
    """The browser is signed in as somebody other than who began."""

    status = 409
    title = "Er is intussen iemand anders aangemeld"
    sentence = "Op dit toestel is al iemand aangemeld. Log eerst uit en begin dan opnieuw."


class ProviderFailed(EidFailure):
    """The provider is out of reach, or its answer can't be trusted."""

    status = 502
    title = "Aanmelden met eID lukt nu niet"
    sentence = (
        "Toegangsbeheer Vlaanderen geeft op dit moment geen bruikbaar antwoord. Meld je aan met je "
        "e-mailadres en wachtwoord, of probeer het later opnieuw."
    )

    def __init__(self, reason: str = "", *, is_down: bool = False) -> None:
        super().__init__(reason)
        self.is_down = is_down


class MeansNotAllowed(EidFailure):
    status = 403
    title = "Deze manier van aanmelden kan hier niet"
    sentence = (
        "Kies bij toegangsbeheer Vlaanderen voor eID, itsme®, een beveiligingscode of een token."
    )
    other_eid = True


class NotLinked(EidFailure):
    """Nobody linked this eID; an equal name or address never does."""

    status = 403
    title = "Deze eID is nog niet gekoppeld"
    sentence = "Je kan je eID pas gebruiken nadat je hem één keer aan je account gekoppeld hebt."
    steps = (
        "Meld je aan met je e-mailadres en wachtwoord.",
        "Ga naar Mijn account.",
        "Kies bij eID voor Koppelen.",
    )
    other_eid = True


class NamesDiffer(EidFailure):
    status = 403
    title = "Er is een probleem met de eID-koppeling van je account"
    sentence = (
        "De voornaam en achternaam van je account komen niet exact overeen met die op je eID. Vraag "
        "je schoolbeheerder om ze aan te passen. Intussen kan je je aanmelden met je e-mailadres en "
        "wachtwoord."
    )
    other_eid = True


class AccountLocked(EidFailure):
    status = 403
    title = "Je account is afgesloten"
    sentence = "Vraag je schoolbeheerder of de helpdesk waarom."


class LinkRefused(EidFailure):
    """A rule or the database forbids the link; the sentence is the rule's own."""

    status = 409
    title = "Koppelen is niet gelukt"
    other_eid = True

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TooManyTries(EidFailure):
    status = 429
    title = "Even geduld"
    sentence = TOO_MANY
