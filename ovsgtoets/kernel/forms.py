"""How every form of the portal is drawn: one column, label above, sentence beside the field."""

from django.forms.renderers import TemplatesSetting


class PortalFormRenderer(TemplatesSetting):
    """Forms render through `templates/forms/`: the whole form, and one field with its error."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
