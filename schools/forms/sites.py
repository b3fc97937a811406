"""The form of "Koppel vestigingsplaatsen"."""

from collections.abc import Sequence

from django import forms

from schools.models import School, SchoolClass, Site


class SiteChoice(forms.ModelChoiceField):
    def label_from_instance(self, site: Site) -> str:
        return f"{site.name}, {site.address_line}"


class SitesForm(forms.Form):
    """A choice of the school's sites for each class; a class may wait."""

    use_required_attribute = False

    def __init__(self, *args, school: School, classes: Sequence[SchoolClass], **options) -> None:
        super().__init__(*args, **options)
        self.classes = {f"class_{school_class.pk}": school_class for school_class in classes}
        sites = Site.objects.for_school(school)
        for name, school_class in self.classes.items():
            self.fields[name] = SiteChoice(
                sites,
                label=f"Klas {school_class}",
                required=not self.is_bound,  # each should be chosen, but a class may wait
                initial=school_class.site_id,
                empty_label="Nog niet gekozen",
                error_messages={
                    "invalid_choice": "Deze vestigingsplaats is niet van je school. Kies er een uit de lijst."
                },
            )

    def links(self) -> dict[SchoolClass, Site | None]:
        """Which class is at which site, as chosen."""
        return {
            school_class: self.cleaned_data[name] for name, school_class in self.classes.items()
        }
