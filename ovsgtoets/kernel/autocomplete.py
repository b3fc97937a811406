"""The admin's field that looks a row up while somebody types, for forms that nobody typed."""

from django.contrib.admin.widgets import AutocompleteSelect

from ovsgtoets.kernel.row_numbers import row_number


class _OfNumbers(AutocompleteSelect):
    """Django's own asks the database for whatever was sent, and breaks on what is no number."""

    def optgroups(self, name, value, attr=None):
        numbers = [one for one in value if row_number(str(one)) is not None]
        return super().optgroups(name, numbers, attr)


class LooksUp:
    """For an admin class with `autocomplete_fields`: a wrong choice is refused beside the field."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = _OfNumbers(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
