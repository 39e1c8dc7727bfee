"""Lists of several sheets, questions that a list raises, and what was done with it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# What an import kept of its one list, in the form of one of several.
KEEP_LISTS = """
UPDATE organizations_importbatch SET lists = jsonb_build_array(jsonb_build_object(
  'sheet', '', 'number', 0, 'head', header, 'columns', (
    SELECT coalesce(jsonb_agg(jsonb_build_array(value, key, key, '') ORDER BY value), '[]') FROM jsonb_each(places)
  )
))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0004_authority_reference_data"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorityProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="名录中的名称")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="涉及行数")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待答复"), ("alias", "认作别名"), ("new", "新设单位"), ("left", "不予承认")],
                        default="open",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("suggestion", models.JSONField(blank=True, default=dict, verbose_name="处理意见")),
            ],
            options={
                "verbose_name": "名录中的未知单位",
                "verbose_name_plural": "名录中的未知单位",
                "ordering": ["batch", "name"],
            },
        ),
        migrations.CreateModel(
            name="AuthorityProposalEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="名录中的名称")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="涉及行数")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待答复"), ("alias", "认作别名"), ("new", "新设单位"), ("left", "不予承认")],
                        default="open",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("suggestion", models.JSONField(blank=True, default=dict, verbose_name="处理意见")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuthorityProposalMove",
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
                "verbose_name": "未知单位办理记录",
                "verbose_name_plural": "未知单位办理记录",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ImportMove",
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
                "verbose_name": "名录导入办理记录",
                "verbose_name_plural": "名录导入办理记录",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.AlterModelOptions(
            name="importrow",
            options={"ordering": ["batch", "sheet", "row"], "verbose_name": "导入行", "verbose_name_plural": "导入行"},
        ),
        migrations.RemoveConstraint(
            model_name="importrow",
            name="import_row_once",
        ),
        migrations.RemoveIndex(
            model_name="importrow",
            name="import_row_verdict",
        ),
        migrations.AddField(
            model_name="importbatch",
            name="lists",
            field=models.JSONField(default=list, verbose_name="各表的表头和列"),
        ),
        migrations.RunSQL(KEEP_LISTS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="importbatch",
            name="header",
        ),
        migrations.RemoveField(
            model_name="importbatch",
            name="places",
        ),
        migrations.AddField(
            model_name="importbatch",
            name="registers_directly",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="名录没有业务主管单位一列时，由导入人答复。",
                verbose_name="没有业务主管单位的新增组织均为直接登记",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="unread",
            field=models.JSONField(default=list, verbose_name="未读取的工作表"),
        ),
        migrations.AddField(
            model_name="importrow",
            name="implied",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()), default=dict, verbose_name="推得的值"
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="sheet",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="工作表序号"),
        ),
        migrations.AddField(
            model_name="importrow",
            name="undone",
            field=models.BooleanField(db_default=False, default=False, verbose_name="已撤回"),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("previewed", "待确认"),
                    ("applied", "已导入"),
                    ("partly_undone", "部分撤回"),
                    ("undone", "已撤回"),
                    ("discarded", "已放弃"),
                ],
                default="previewed",
                max_length=20,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("new", "新增"),
                    ("changed", "变更"),
                    ("unchanged", "无变化"),
                    ("error", "错误"),
                    ("waiting", "待答复"),
                ],
                max_length=10,
                verbose_name="结论",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "verdict", "sheet", "row"], name="import_row_verdict"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("batch", "sheet", "row"), name="import_row_once"),
        ),
        migrations.AddField(
            model_name="authorityproposal",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.authority",
                verbose_name="答复的机关单位",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposal",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposals",
                to="organizations.importbatch",
                verbose_name="名录导入",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposal",
            name="suggested_authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.authority",
                verbose_name="建议认作的机关单位",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposal",
            name="suggested_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="意见提出人",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposalevent",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.authority",
                verbose_name="答复的机关单位",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposalevent",
            name="batch",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.importbatch",
                verbose_name="名录导入",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposalevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposalevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="organizations.authorityproposal",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposalevent",
            name="suggested_authority",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.authority",
                verbose_name="建议认作的机关单位",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposalevent",
            name="suggested_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="意见提出人",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposalmove",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="操作人",
            ),
        ),
        migrations.AddField(
            model_name="authorityproposalmove",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moves",
                to="organizations.authorityproposal",
                verbose_name="名录中的未知单位",
            ),
        ),
        migrations.AddField(
            model_name="importmove",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moves",
                to="organizations.importbatch",
                verbose_name="名录导入",
            ),
        ),
        migrations.AddField(
            model_name="importmove",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="操作人",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorityproposal",
            constraint=models.UniqueConstraint(fields=("batch", "name"), name="authority_proposal_once_per_name"),
        ),
        migrations.AddConstraint(
            model_name="authorityproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("authority__isnull", True), ("state__in", ("open", "left"))),
                    models.Q(("authority__isnull", False), ("state__in", ("alias", "new"))),
                    _connector="OR",
                ),
                name="authority_proposal_answer_names_the_authority",
                violation_error_message="答复为别名或新设单位的，须写明是哪一个机关单位；否则不能写明。",
            ),
        ),
    ]
