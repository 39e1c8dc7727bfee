import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0003_import_places_and_effects"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="动作")),
                ("before", models.CharField(max_length=20, verbose_name="原状态")),
                ("after", models.CharField(max_length=20, verbose_name="新状态")),
                ("acting_as", models.CharField(max_length=160, verbose_name="身份")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("content_sha256", models.CharField(blank=True, max_length=64, verbose_name="内容校验值")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "账号办理记录",
                "verbose_name_plural": "账号办理记录",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="accountmove",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moves",
                to=settings.AUTH_USER_MODEL,
                verbose_name="账号",
            ),
        ),
        migrations.AddField(
            model_name="accountmove",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="操作人",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountmove",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f5dd1cf3f6283df3504aa1ac79ab8b4db69434e1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c6fb8",
                    table="organizations_accountmove",
                    when="BEFORE",
                ),
            ),
        ),
    ]
