from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0011_reference_versions_and_class_figures"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="release",
            name="figures",
        ),
    ]
