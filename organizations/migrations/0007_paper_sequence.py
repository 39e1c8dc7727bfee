import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0006_substitutions"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperSequence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.CharField(max_length=20, verbose_name="文种")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="最后编号")),
            ],
            options={
                "verbose_name": "文书编号",
                "verbose_name_plural": "文书编号",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="authority",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="authority",
            name="update_update",
        ),
        migrations.AddField(
            model_name="authority",
            name="document_sign",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="文号中的机关代字，如“郑民函”。",
                max_length=20,
                verbose_name="发文代字",
            ),
        ),
        migrations.AddField(
            model_name="authorityevent",
            name="document_sign",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="文号中的机关代字，如“郑民函”。",
                max_length=20,
                verbose_name="发文代字",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authority",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organizations_authorityevent" ("aliases", "code", "district_id", "document_sign", "email", "id", "kind", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT new_values."aliases", new_values."code", new_values."district_id", new_values."document_sign", new_values."email", new_values."id", new_values."kind", new_values."name", new_values."parent_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="41682c0eb3c8316dd3ae1114135db823ab939ed8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8cff3",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="organizations_authority",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authority",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organizations_authorityevent" ("aliases", "code", "district_id", "document_sign", "email", "id", "kind", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT new_values."aliases", new_values."code", new_values."district_id", new_values."document_sign", new_values."email", new_values."id", new_values."kind", new_values."name", new_values."parent_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="24a3f17763c2c592bead8ab4f784f52d646040fc",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_10867",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="organizations_authority",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="papersequence",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.authority"
            ),
        ),
        migrations.AddConstraint(
            model_name="papersequence",
            constraint=models.UniqueConstraint(fields=("series", "authority", "year"), name="paper_sequence_once"),
        ),
    ]
