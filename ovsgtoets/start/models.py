"""What the helpdesk's admin shows under another name than its library does."""

from post_office.models import STATUS, Email

STATE_WORDS = {
    STATUS.sent: "verstuurd",
    STATUS.failed: "niet verstuurd",
    STATUS.queued: "staat klaar",
    STATUS.requeued: "wordt opnieuw geprobeerd",
}


class Mail(Email):
    """A stored mail, as the outbox sends it."""

    class Meta:
        proxy = True
        verbose_name = "mail"
        verbose_name_plural = "mails"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject

    @property
    def recipients(self) -> str:
        return ", ".join(self.to)

    @property
    def state_word(self) -> str:
        return STATE_WORDS.get(self.status, "")
