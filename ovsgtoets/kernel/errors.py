"""How a domain function says no."""

# To who confirms what a preview showed, when it is not what would happen now.
OTHER_NOW = "Intussen veranderde er iets. Kijk na wat er nu staat, en bevestig dat."


class Refused(Exception):
    """A rule forbids what was asked. The sentence is Dutch and meant for the person on screen.

    `field` names the form field that the sentence belongs beside; None means the whole form.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def show_on(self, form) -> None:
        """Puts the sentence on `form`, beside its field where the form has that field."""
        form.add_error(self.field if self.field in form.fields else None, self.sentence)
