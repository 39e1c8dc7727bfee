from django.db import migrations, models

NOBODY = "DELETE FROM organizations_possiblegap"
EVERYBODY = """
INSERT INTO organizations_possiblegap (organization_id, registration_authority_id, competent_authority_id)
SELECT id, registration_authority_id, competent_authority_id FROM organizations_organization
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0020_announcement_readings"),
    ]

    operations = [
        migrations.RunSQL(NOBODY, migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name="possiblegap",
            name="possible_gap_kind",
        ),
        migrations.AddField(
            model_name="possiblegap",
            name="registration_authority",
            field=models.BigIntegerField(db_column="registration_authority_id", default=0, verbose_name="登记管理机关"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="possiblegap",
            name="competent_authority",
            field=models.BigIntegerField(db_column="competent_authority_id", null=True, verbose_name="业务主管单位"),
        ),
        migrations.AddIndex(
            model_name="possiblegap",
            index=models.Index(
                fields=["kind", "registration_authority"], include=["organization_id"], name="possible_gap_registrar"
            ),
        ),
        migrations.AddIndex(
            model_name="possiblegap",
            index=models.Index(
                fields=["kind", "competent_authority"], include=["organization_id"], name="possible_gap_competent"
            ),
        ),
        # The next weeding looks at each.
        migrations.RunSQL(EVERYBODY, migrations.RunSQL.noop),
    ]
