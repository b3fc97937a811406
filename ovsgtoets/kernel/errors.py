"""How a domain function says no."""


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
