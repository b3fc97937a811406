"""Codes and tokens in mails: their reader needs them, whoever opens the stored row does not."""

from post_office.models import Email

BLOT = "••••••"


def without_secrets(text: str, row: Email) -> str:
    """`text` of the mail with its codes and tokens blotted out."""
    for secret in (row.context or {}).get("secrets", []):
        text = text.replace(secret, BLOT)
    return text


def blot_out(row: Email) -> None:
    """Removes the codes and tokens from the stored mail, for good."""
    secrets = (row.context or {}).get("secrets")
    if not secrets:
        return
    kept = {name: asked for name, asked in row.context.items() if name != "secrets"}
    Email.objects.filter(pk=row.pk).update(
        message=without_secrets(row.message, row),
        html_message=without_secrets(row.html_message, row),
        context=kept or None,
    )
