"""Authorities with names of their days, aliases, desks and ends; the aliases move into a table of their own."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import organizations.folding

MOVE_ALIASES = """
INSERT INTO organizations_authorityalias (authority_id, name)
SELECT id, unnest(aliases) FROM organizations_authority
"""
# The triggers of the code write a history that has no such column.
MOVE_ALIASES_BACK = """
ALTER TABLE organizations_authority DISABLE TRIGGER USER;
UPDATE organizations_authority SET aliases = known.names
FROM (
  SELECT authority_id, array_agg(name ORDER BY id) AS names FROM organizations_authorityalias GROUP BY authority_id
) AS known
WHERE known.authority_id = organizations_authority.id;
ALTER TABLE organizations_authority ENABLE TRIGGER USER
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("organizations", "0002_reference_data"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorityAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="别名")),
            ],
            options={
                "verbose_name": "机关别名",
                "verbose_name_plural": "机关别名",
                "ordering": ["authority", "name"],
            },
        ),
        migrations.CreateModel(
            name="AuthorityAliasEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="别名")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuthorityMove",
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
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("said", models.TextField(blank=True, verbose_name="内容")),
            ],
            options={
                "verbose_name": "机关单位变更记录",
                "verbose_name_plural": "机关单位变更记录",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuthorityName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("since", models.DateField(blank=True, null=True, verbose_name="启用日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="停用日期")),
            ],
            options={
                "verbose_name": "机关名称",
                "verbose_name_plural": "机关名称",
                "ordering": ["authority", models.OrderBy(models.F("since"), nulls_first=True), "pk"],
            },
        ),
        migrations.CreateModel(
            name="AuthorityNameEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("since", models.DateField(blank=True, null=True, verbose_name="启用日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="停用日期")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="authority",
            name="address",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="通信地址"),
        ),
        migrations.AddField(
            model_name="authority",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="撤销日期"),
        ),
        migrations.AddField(
            model_name="authority",
            name="desk",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="受理社会组织材料的科室或者窗口。",
                max_length=60,
                verbose_name="经办科室",
            ),
        ),
        migrations.AddField(
            model_name="authority",
            name="desk_hours",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="如“工作日9:00—12:00，13:30—17:00”。",
                max_length=80,
                verbose_name="受理时间",
            ),
        ),
        migrations.AddField(
            model_name="authority",
            name="desk_phone",
            field=models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="经办科室电话"),
        ),
        migrations.AddField(
            model_name="authority",
            name="seal_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="与名称相同的不填。",
                max_length=80,
                verbose_name="印章名称",
            ),
        ),
        migrations.AddField(
            model_name="authority",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="predecessors",
                to="organizations.authority",
                verbose_name="承接单位",
            ),
        ),
        migrations.AddField(
            model_name="authorityevent",
            name="address",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="通信地址"),
        ),
        migrations.AddField(
            model_name="authorityevent",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="撤销日期"),
        ),
        migrations.AddField(
            model_name="authorityevent",
            name="desk",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="受理社会组织材料的科室或者窗口。",
                max_length=60,
                verbose_name="经办科室",
            ),
        ),
        migrations.AddField(
            model_name="authorityevent",
            name="desk_hours",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="如“工作日9:00—12:00，13:30—17:00”。",
                max_length=80,
                verbose_name="受理时间",
            ),
        ),
        migrations.AddField(
            model_name="authorityevent",
            name="desk_phone",
            field=models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="经办科室电话"),
        ),
        migrations.AddField(
            model_name="authorityevent",
            name="seal_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="与名称相同的不填。",
                max_length=80,
                verbose_name="印章名称",
            ),
        ),
        migrations.AddField(
            model_name="authorityevent",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.authority",
                verbose_name="承接单位",
            ),
        ),
        migrations.AlterField(
            model_name="authority",
            name="document_sign",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="文号中的机关代字，如“郑民函”。",
                max_length=20,
                verbose_name="机关代字",
            ),
        ),
        migrations.AlterField(
            model_name="authority",
            name="name",
            field=models.CharField(
                error_messages={"unique": "已有同名的机关单位。"}, max_length=80, unique=True, verbose_name="名称"
            ),
        ),
        migrations.AlterField(
            model_name="authorityevent",
            name="document_sign",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="文号中的机关代字，如“郑民函”。",
                max_length=20,
                verbose_name="机关代字",
            ),
        ),
        migrations.AlterField(
            model_name="authorityevent",
            name="name",
            field=models.CharField(
                error_messages={"unique": "已有同名的机关单位。"}, max_length=80, verbose_name="名称"
            ),
        ),
        migrations.AddConstraint(
            model_name="authority",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "district_bureau"), _negated=True), ("district__isnull", False), _connector="OR"
                ),
                name="district_bureau_has_district",
                violation_error_message="县（市、区）登记管理机关须写明所在县（市、区）。",
            ),
        ),
        migrations.AddConstraint(
            model_name="authority",
            constraint=models.CheckConstraint(
                condition=models.Q(("successor__isnull", True), ("closed_on__isnull", False), _connector="OR"),
                name="authority_with_successor_is_closed",
                violation_error_message="有承接单位的机关单位须写明撤销日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="authority",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor__isnull", True), models.Q(("successor", models.F("id")), _negated=True), _connector="OR"
                ),
                name="authority_is_not_its_own_successor",
                violation_error_message="承接单位不能是本单位。",
            ),
        ),
        migrations.AddConstraint(
            model_name="authority",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True),
                    ("kind__in", ("city_bureau", "district_bureau")),
                    models.Q(("document_sign", ""), _negated=True),
                ),
                fields=("document_sign",),
                name="document_sign_once",
                violation_error_message="该机关代字已由其他登记管理机关使用。",
            ),
        ),
        migrations.AddField(
            model_name="authorityalias",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="aliases",
                to="organizations.authority",
                verbose_name="机关单位",
            ),
        ),
        migrations.AddField(
            model_name="authorityaliasevent",
            name="authority",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.authority",
                verbose_name="机关单位",
            ),
        ),
        migrations.AddField(
            model_name="authorityaliasevent",
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
            model_name="authorityaliasevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="organizations.authorityalias",
            ),
        ),
        migrations.AddField(
            model_name="authoritymove",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moves",
                to="organizations.authority",
                verbose_name="机关单位",
            ),
        ),
        migrations.AddField(
            model_name="authoritymove",
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
            model_name="authoritymove",
            name="paper",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
                verbose_name="依据文件",
            ),
        ),
        migrations.AddField(
            model_name="authorityname",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="names",
                to="organizations.authority",
                verbose_name="机关单位",
            ),
        ),
        migrations.AddField(
            model_name="authorityname",
            name="paper",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
                verbose_name="更名文件",
            ),
        ),
        migrations.AddField(
            model_name="authoritynameevent",
            name="authority",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.authority",
                verbose_name="机关单位",
            ),
        ),
        migrations.AddField(
            model_name="authoritynameevent",
            name="paper",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="files.storedfile",
                verbose_name="更名文件",
            ),
        ),
        migrations.AddField(
            model_name="authoritynameevent",
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
            model_name="authoritynameevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="organizations.authorityname",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorityalias",
            constraint=models.UniqueConstraint(
                organizations.folding.Folded(models.F("name")),
                name="authority_alias_once",
                violation_error_message="该别名已用于一个机关单位，一个别名只能指向一个单位。",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorityname",
            constraint=models.UniqueConstraint(
                fields=("authority", "since"),
                name="authority_name_begins_once",
                violation_error_message="当日已有一次更名。",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorityname",
            constraint=models.UniqueConstraint(
                condition=models.Q(("since__isnull", True)),
                fields=("authority",),
                name="authority_has_one_first_name",
                violation_error_message="一个机关单位只有一个最初的名称。",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorityname",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("authority",),
                name="authority_has_one_last_name",
                violation_error_message="一个机关单位同时只有一个名称。",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorityname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since__isnull", True), ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="authority_name_ends_after_start",
                violation_error_message="名称的停用日期不能早于启用日期。",
            ),
        ),
        migrations.RunSQL(MOVE_ALIASES, MOVE_ALIASES_BACK),
        migrations.RemoveField(
            model_name="authority",
            name="aliases",
        ),
        migrations.RemoveField(
            model_name="authorityevent",
            name="aliases",
        ),
    ]
