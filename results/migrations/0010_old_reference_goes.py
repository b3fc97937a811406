"""The old averages are computed anew within the hour: nothing of them is kept."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("results", "0009_groups_findings_release")]

    operations = [migrations.DeleteModel("ReferenceFigure")]
