from django.db import migrations, models

EVERYBODY = "INSERT INTO organizations_possiblegap (organization_id) SELECT id FROM organizations_organization"


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0018_import_compared"),
    ]

    operations = [
        migrations.CreateModel(
            name="PossibleGap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organization_id", models.BigIntegerField(verbose_name="社会组织")),
            ],
            options={
                "verbose_name": "待核对的空缺",
                "verbose_name_plural": "待核对的空缺",
                "indexes": [models.Index(fields=["organization_id"], name="possible_gap_organization")],
            },
        ),
        # The first weeding looks at each; from then on triggers write down who is to be looked at.
        migrations.RunSQL(EVERYBODY, migrations.RunSQL.noop),
    ]
