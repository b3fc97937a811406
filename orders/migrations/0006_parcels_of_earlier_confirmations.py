"""The parcels of what was confirmed before there were parcels, in the edition that was last ordered
for: what belongs to earlier ones arrived long ago."""

from django.db import migrations
from django.utils.timezone import localdate

PARCEL = ("site_name", "street", "house_number", "postal_code", "municipality")


def make_parcels(apps, schema_editor) -> None:
    """One per address of what was last confirmed, as `domain/delivery.py` does at a confirmation:
    equal addresses are one parcel. An order that has a parcel is left as it is."""
    revisions = apps.get_model("orders", "OrderRevision").objects
    newest = revisions.order_by("-order__edition__year").values("order__edition")[:1]
    without = revisions.filter(order__edition__in=newest, order__deliveries=None)
    last = without.order_by("order_id", "-number").distinct("order_id")
    for revision in last:
        _make_of(apps.get_model("orders", "Delivery"), revision)


def _make_of(Delivery, revision) -> None:
    parcels = {}
    for row in revision.rows.order_by("pk"):
        address = tuple(getattr(row, name) for name in PARCEL)
        copies, teachers = parcels.get(address, (0, 0))
        parcels[address] = (copies + row.copies, teachers + row.teachers)
    for address, (copies, teachers) in parcels.items():
        Delivery.objects.create(
            order_id=revision.order_id,
            copies=copies,
            teachers=teachers,
            since=localdate(revision.confirmed_at),
            **dict(zip(PARCEL, address, strict=True)),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_report_price_as_shown"),
        ("schools", "0002_pupil_facts_and_imports"),
    ]

    operations = [migrations.RunPython(make_parcels, migrations.RunPython.noop)]
