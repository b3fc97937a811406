"""Bringing in lists of pupils through the pages, the way a browser does."""

from schools.models import Pupil, PupilImport
from tests.forms_in import forms_in

LIST = "/leerlingen/"
PASTE = "/leerlingen/plakken/"


def names(school_class):
    return [(p.last_name, p.first_name, p.gender) for p in school_class.pupils.all()]


def pupil(school_class, last_name="Peeters", first_name="Jan", gender="M", **more):
    return Pupil.objects.create(
        school_class=school_class, last_name=last_name, first_name=first_name, gender=gender, **more
    )


def preview(client, text, **more):
    return client.post(PASTE, {"text": text, **more})


def add(client, text, **more):
    """What the button under the preview sends."""
    return press(client, preview(client, text), **more)


def press(client, page, **more):
    """Sends the form of the preview as it stands, with the button "Lees in"."""
    form = next(form for form in forms_in(page.content.decode()) if "seen" in form.values)
    sent = {name: values[0] for name, values in form.values.items() if values and name != "file"}
    sent["text"] = sent["text"].lstrip("\n")
    return client.post(PASTE, {**sent, "add": "1", **more})


def undo(client):
    done = PupilImport.objects.filter(undone_at=None).first()
    return client.post(f"/leerlingen/lijsten/{done.pk}/ongedaan/", follow=True)
