"""Who sends the invoices, from the environment; a made-up seller on one's own machine."""

from environ import Env

MADE_UP = {
    "name": "OVSG-toets (voorbeeld)",
    "enterprise_number": "0000000196",
    "street_line": "Voorbeeldstraat 1",
    "postal_code": "1000",
    "municipality": "Brussel",
    "iban": "BE68539007547034",
}


def invoice_seller(env: Env, *, production: bool) -> dict[str, str]:
    """INVOICE_SELLER_NAME and so on, by name; what production lacks stays empty, and refuses a run."""
    return {
        name: env.str(f"INVOICE_SELLER_{name.upper()}", "" if production else MADE_UP.get(name, ""))
        for name in (*MADE_UP, "bic", "email")
    }
