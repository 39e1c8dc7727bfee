"""An officer's saved filters of events go where the views of every list are kept."""

from urllib.parse import parse_qsl, urlencode

from django.db import migrations


def hand_on(apps, schema_editor):
    SavedView = apps.get_model("saved_views", "SavedView")
    SavedView.objects.bulk_create(
        (
            SavedView(
                user_id=kept.user_id,
                list_key="filings",
                name=kept.name,
                query=urlencode([(name, value) for name, value in parse_qsl(kept.query) if name != "after"]),
            )
            for kept in apps.get_model("events", "SavedFilter").objects.order_by("pk")
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0004_wording_of_days"), ("saved_views", "0001_initial")]

    operations = [
        migrations.RunPython(hand_on, migrations.RunPython.noop),
        # The table itself stays for one release: the one before this may still be serving, or be gone back to.
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="SavedFilter")]),
    ]
