from django.db import migrations, models

COUNTED = """
INSERT INTO organizations_announcementreading (announcement_id, sent_to, opened_by)
SELECT announcement_id, count(*), count(opened_at) FROM organizations_announcementreceipt GROUP BY 1
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0019_possible_gaps"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnouncementReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("announcement_id", models.BigIntegerField(verbose_name="通知公告")),
                ("sent_to", models.BigIntegerField(verbose_name="收件组织数")),
                ("opened_by", models.BigIntegerField(verbose_name="已阅组织数")),
            ],
            options={
                "verbose_name": "通知公告阅读情况",
                "verbose_name_plural": "通知公告阅读情况",
                "indexes": [
                    models.Index(
                        fields=["announcement_id"], include=("sent_to", "opened_by"), name="announcement_reading_of"
                    )
                ],
            },
        ),
        # What was read so far; from now on triggers count.
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]
