"""A new school registers: its code, the pages of the steps, and what is typed there."""

START, STEP_1, STEP_2, DONE = (
    "/registratie/",
    "/registratie/stap-1/",
    "/registratie/stap-2/",
    "/registratie/klaar/",
)
NEW_PASSWORD = "paarse fietsen in de regen"


def sign_in(client, email="nieuw@demo.example", code="DEMO-REGISTRATIE-1"):
    return client.post(START, {"email": email, "code": code})


def typed(**changes):
    return {
        "confirmed": "2",
        "number_of_classes": "2",
        "first_name": "Nora",
        "last_name": "Bos",
        "email": "nora@demo.example",
        "class_0_first_name": "Tom",
        "class_0_last_name": "Daems",
        "class_0_email": "tom@demo.example",
        "class_1_first_name": "Ria",
        "class_1_last_name": "Cools",
        "class_1_email": "ria@demo.example",
        **changes,
    }


def set_password(client, password=NEW_PASSWORD, again=None):
    return client.post(STEP_2, {"password": password, "password_again": again or password})
