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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("", "待核对"),
                            ("account", "没有账号"),
                            ("secretary", "没有秘书账号"),
                            ("leader", "主要负责人空缺"),
                            ("branch_secretary", "支部书记空缺"),
                            ("post_of_account", "第一责任人账号没有对应的现任任职"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="空缺",
                    ),
                ),
            ],
            options={
                "verbose_name": "待核对的空缺",
                "verbose_name_plural": "待核对的空缺",
                "indexes": [models.Index(fields=["kind", "organization_id"], name="possible_gap_kind")],
            },
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                condition=models.Q(("needs_check", True)), fields=["organization"], name="membership_to_check"
            ),
        ),
        # The first weeding looks at each; from then on triggers write down who is to be looked at.
        migrations.RunSQL(EVERYBODY, migrations.RunSQL.noop),
    ]
