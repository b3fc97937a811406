"""Forms of "Beheer gebruikers": a person with role and classes, a class, the school."""

from django import forms

from accounts.roles import CLASS_ROLES, Role
from ovsgtoets.kernel.forms import day_input
from schools.domain.classes import MAX_CLASSES
from schools.forms.fields import email_field, name_field, number_of_classes_field
from schools.models import SchoolClass


class RoleForm(forms.Form):
    """What somebody does in the school, and before which classes."""

    use_required_attribute = False
    role = forms.ChoiceField(
        label="Rol",
        choices=[("", "Kies een rol"), *Role.choices],
        error_messages={
            "required": "Kies een rol.",
            "invalid_choice": "Deze rol bestaat niet. Kies er een uit de lijst.",
        },
        widget=forms.Select(attrs={"data-role": " ".join(sorted(CLASS_ROLES))}),
    )
    classes = forms.ModelMultipleChoiceField(
        label="Klassen",
        help_text="Alleen voor een leerkracht of een duo-leerkracht.",
        queryset=SchoolClass.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Kies de klas van deze leerkracht.",
            "invalid_choice": "Deze klas bestaat niet in je school.",
            "invalid_pk_value": "Deze klas bestaat niet in je school.",
        },
    )

    ends_on = forms.DateField(
        label="Werkt hier tot en met",
        required=False,
        help_text="Voor wie tijdelijk iemand vervangt. Daarna stopt de toegang vanzelf.",
        widget=day_input(autocomplete="off"),
        error_messages={"invalid": "Dit is geen datum. Schrijf dag, maand en jaar: 30/06/2027."},
    )

    def __init__(self, *args, classes, **options) -> None:
        super().__init__(*args, **options)
        field = self.fields["classes"]
        field.queryset = classes
        field.required = not self.is_bound or self.data.get("role") in CLASS_ROLES
        if not classes:
            del self.fields["classes"]

    def clean(self) -> dict:
        if self.cleaned_data.get("role") not in CLASS_ROLES or "classes" not in self.fields:
            self.cleaned_data["classes"] = []
        return self.cleaned_data


class PersonForm(RoleForm):
    """Somebody of the school: who they are and what they do."""

    first_name = name_field("Voornaam", autocomplete="off", missing="Vul de voornaam in.")
    last_name = name_field("Naam", autocomplete="off", missing="Vul de naam in.")
    email = email_field(label="e-mail", autocomplete="off")
    field_order = ["first_name", "last_name", "email", "role", "classes", "ends_on"]


class ClassForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(
        label="Klas",
        max_length=20,
        help_text="Bijvoorbeeld 6A.",
        widget=forms.TextInput(attrs={"size": 12, "autocomplete": "off"}),
        error_messages={
            "required": "Vul de naam van de klas in.",
            "max_length": "De naam van een klas is hoogstens 20 tekens lang.",
        },
    )


class SchoolForm(forms.Form):
    """What the schoolbeheerder may change of the school."""

    use_required_attribute = False
    email = email_field(label="E-mailadres van de school", autocomplete="email")
    number_of_classes = number_of_classes_field(most=MAX_CLASSES)

    def __init__(self, *args, with_classes: bool, **options) -> None:
        super().__init__(*args, **options)
        if not with_classes:
            del self.fields["number_of_classes"]
