"""Whom the portal mails."""

from post_office.models import Email


def mails_to(address):
    return [mail for mail in Email.objects.all() if address in mail.to]
