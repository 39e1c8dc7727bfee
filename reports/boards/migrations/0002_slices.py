"""Indexes by which a slice of the tallies is found among the papers of its period: without them each refresh reads the whole period."""

from django.db import migrations

AUTHORITY = "COALESCE(counts_for_id, registration_authority_id)"
REPORT = f"CREATE INDEX report_tallied ON compliance_quarterlyreport (period_id, ({AUTHORITY})) WHERE is_current"
DUTY = f"CREATE INDEX duty_tallied ON compliance_duty (kind, year, part, ({AUTHORITY})) WHERE is_current"


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0001_initial"),
        ("compliance", "0006_letters"),
    ]

    operations = [
        migrations.RunSQL(REPORT, "DROP INDEX report_tallied"),
        migrations.RunSQL(DUTY, "DROP INDEX duty_tallied"),
    ]
