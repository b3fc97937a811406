"""How every form of the portal is drawn: one column, label above, sentence beside the field; and
how the text in it is read."""

from collections.abc import Callable

from django import forms
from django.forms.renderers import TemplatesSetting

from ovsgtoets.kernel.typed_text import one_line, without_unseen

ONE_LINE = (forms.TextInput, forms.EmailInput, forms.URLInput, forms.TelInput, forms.SearchInput)


class PortalFormRenderer(TemplatesSetting):
    """Forms render through `templates/forms/`: the whole form, and one field with its error."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def day_input(**attrs: str) -> forms.DateInput:
    """A field for a day, with the browser's calendar, which reads and writes 2027-04-01."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


def read_only_what_is_seen() -> None:
    """From now on a field of one line holds one line, and no text has signs that nobody sees.

    Said of Django's widgets, once for all forms: those of the admin and of libraries as well. What
    is stored is then what stood on the screen. Passwords are left as they are typed.
    """
    for widget in ONE_LINE:
        widget.value_from_datadict = _reading(one_line)
    forms.Textarea.value_from_datadict = _reading(without_unseen)


def _reading(clean: Callable[[str], str]) -> Callable:
    def value_from_datadict(widget, data, files, name):
        value = data.get(name)
        return clean(value) if isinstance(value, str) else value

    return value_from_datadict
