"""An officer's saved filters of events go where the views of every list are kept."""

from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import migrations, models


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

    # The table stays for one release, bound to nothing: the release before may still serve, or be gone back to.
    operations = [
        migrations.AlterField(
            "savedfilter",
            "user",
            models.ForeignKey(
                settings.AUTH_USER_MODEL, models.CASCADE, related_name="event_filters", db_constraint=False
            ),
        ),
        migrations.RunPython(hand_on, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="SavedFilter")]),
    ]
