from datetime import date

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Kind, article, title, what counts, due days, earliest days, certified, accepted, papers and how many.
CATALOGUE = [
    (
        "annual_plan",
        "第二条",
        "年度工作要点",
        "将有关工作纳入年度工作要点并列入会议议程，与业务工作同部署、同落实、同检查。上年末通过的，计入本年度。",
        ["01-31"],
        ["11-01"],
        True,
        True,
        "年度工作要点",
        1,
    ),
    (
        "commitment",
        "第九条",
        "承诺书",
        "主要负责人在门户签署，或者打印签字盖章后上传照片。",
        ["02-28"],
        ["01-01"],
        True,
        True,
        "签字盖章的承诺书",
        1,
    ),
    (
        "outlets_confirmed",
        "第五条、第九条",
        "阵地确认",
        "逐项核对网站、公众号、刊物和场所的登记情况及责任人，有变化的先行更正。",
        ["03-31"],
        ["01-01"],
        False,
        False,
        "",
        0,
    ),
    (
        "study",
        "第一条、第五条",
        "学习教育",
        "组织会员和从业人员开展学习教育，上半年、下半年各不少于一次。",
        ["06-30", "12-31"],
        ["01-01", "07-01"],
        False,
        False,
        "签到表或者学习记录",
        1,
    ),
    (
        "posts_confirmed",
        "第三条、第八条",
        "任职和联系人确认",
        "核对主要负责人、支部书记和日常工作联系人的登记情况，有变化的先行申报变更。",
        ["06-30", "12-31"],
        ["05-01", "11-01"],
        False,
        False,
        "",
        0,
    ),
    (
        "contingency_plan",
        "第二条",
        "预案审查",
        "每年审查一次预案，必要时修订，明确责任人和联系方式。",
        ["12-31"],
        ["01-01"],
        True,
        False,
        "现行预案",
        1,
    ),
    (
        "ethics_training",
        "第六条",
        "职业道德教育",
        "每年至少开展一次职业道德教育。",
        ["12-31"],
        ["01-01"],
        False,
        False,
        "活动记录或者照片",
        1,
    ),
    (
        "self_discipline",
        "第七条",
        "诚信自律和信息公开",
        "按章程公开重大事项，写明公开了什么、在何处、何时公开。",
        ["12-31"],
        ["01-01"],
        True,
        False,
        "",
        0,
    ),
    (
        "year_end_exchange",
        "第八条",
        "年终交流",
        "年底结合年会开展工作交流。",
        ["12-31"],
        ["10-01"],
        False,
        False,
        "",
        0,
    ),
]


def load_catalogue(apps, schema_editor):
    names = (
        "kind",
        "article",
        "title",
        "what_counts",
        "due_days",
        "opens_on",
        "needs_certification",
        "needs_acceptance",
        "papers",
        "papers_count",
    )
    entry = apps.get_model("compliance", "DutyCatalogueEntry")
    entry.objects.bulk_create(
        entry(**dict(zip(names, row, strict=True)), effective_from=date(2019, 1, 1), reminder_days=[14, 7, 1])
        for row in CATALOGUE
    )


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0002_life"),
        ("files", "0001_initial"),
        ("organizations", "0009_access"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyAttachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="移除时间")),
                (
                    "section",
                    models.CharField(
                        choices=[("required", "须附材料"), ("other", "其他材料")],
                        max_length=20,
                        verbose_name="所属部分",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度事项附件",
                "verbose_name_plural": "年度事项附件",
                "ordering": ["duty", "section", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DutyAttachmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="移除时间")),
                (
                    "section",
                    models.CharField(
                        choices=[("required", "须附材料"), ("other", "其他材料")],
                        max_length=20,
                        verbose_name="所属部分",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DutyCatalogueEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("annual_plan", "年度工作要点"),
                            ("commitment", "承诺书"),
                            ("outlets_confirmed", "阵地确认"),
                            ("study", "学习教育"),
                            ("posts_confirmed", "任职和联系人确认"),
                            ("contingency_plan", "预案"),
                            ("ethics_training", "职业道德教育"),
                            ("self_discipline", "诚信自律"),
                            ("year_end_exchange", "年终交流"),
                        ],
                        max_length=20,
                        verbose_name="事项",
                    ),
                ),
                ("effective_from", models.DateField(verbose_name="生效日期")),
                ("is_asked", models.BooleanField(default=True, verbose_name="要求办理")),
                ("article", models.CharField(max_length=60, verbose_name="依据")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("what_counts", models.TextField(max_length=1000, verbose_name="办理要求")),
                ("due_days", models.JSONField(verbose_name="截止日")),
                ("opens_on", models.JSONField(verbose_name="最早办理日")),
                (
                    "preparer",
                    models.CharField(
                        choices=[("secretary", "秘书处"), ("leader", "第一责任人")],
                        default="secretary",
                        max_length=20,
                        verbose_name="填报人",
                    ),
                ),
                ("needs_certification", models.BooleanField(default=False, verbose_name="须第一责任人确认")),
                ("needs_acceptance", models.BooleanField(default=False, verbose_name="须登记管理机关审核")),
                ("reminder_days", models.JSONField(default=list, verbose_name="到期前提醒（日）")),
                ("papers", models.CharField(blank=True, max_length=120, verbose_name="须附材料")),
                ("papers_count", models.PositiveSmallIntegerField(default=0, verbose_name="须附份数")),
                ("organization_kinds", models.JSONField(blank=True, default=list, verbose_name="适用的社会组织类型")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="调整依据")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="登记时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "年度事项目录",
                "verbose_name_plural": "年度事项目录",
                "ordering": ["kind", "-effective_from", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DutyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("edit_version", models.PositiveIntegerField(db_default=0, default=0, verbose_name="编辑版本")),
                ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="最近编辑时间")),
                ("first_submitted_on", models.DateField(blank=True, null=True, verbose_name="首次提交日期")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                (
                    "content_sha256",
                    models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="内容校验值"),
                ),
                ("version", models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="版本")),
                ("is_current", models.BooleanField(db_default=True, default=True, verbose_name="现行版本")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("certifying", "待负责人确认"),
                            ("submitted", "已提交"),
                            ("returned", "已退回"),
                            ("accepted", "已接收"),
                            ("superseded", "已被更正"),
                            ("exempted", "已豁免"),
                            ("lapsed", "已终止"),
                        ],
                        db_default="draft",
                        default="draft",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="截止日期")),
                ("due_provisional", models.BooleanField(db_default=False, default=False, verbose_name="暂定")),
                ("due_steps", models.JSONField(blank=True, db_default=[], default=list, verbose_name="截止日期的由来")),
                ("opened_on", models.DateField(blank=True, editable=False, null=True, verbose_name="开启日期")),
                ("times_extended", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="延期次数")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="接收时间")),
                (
                    "return_ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("incomplete", "材料不全"),
                            ("contradictory", "前后矛盾"),
                            ("unreadable", "附件无法辨认"),
                            ("other", "其他"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="退回事由",
                    ),
                ),
                ("return_reason", models.TextField(blank=True, db_default="", default="", verbose_name="退回说明")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("annual_plan", "年度工作要点"),
                            ("commitment", "承诺书"),
                            ("outlets_confirmed", "阵地确认"),
                            ("study", "学习教育"),
                            ("posts_confirmed", "任职和联系人确认"),
                            ("contingency_plan", "预案"),
                            ("ethics_training", "职业道德教育"),
                            ("self_discipline", "诚信自律"),
                            ("year_end_exchange", "年终交流"),
                        ],
                        max_length=20,
                        verbose_name="事项",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("part", models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="期次")),
                ("parts", models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="全年次数")),
                ("nominal_on", models.DateField(verbose_name="规定日期")),
                ("earliest_on", models.DateField(verbose_name="最早办理日期")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="办理日期")),
                ("headcount", models.PositiveIntegerField(blank=True, null=True, verbose_name="参加人数")),
                (
                    "summary",
                    models.TextField(blank=True, db_default="", default="", max_length=2000, verbose_name="情况摘要"),
                ),
                (
                    "meeting",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=120, verbose_name="列入议程的会议"
                    ),
                ),
                ("meeting_on", models.DateField(blank=True, null=True, verbose_name="会议日期")),
                (
                    "planned_together",
                    models.BooleanField(db_default=False, default=False, verbose_name="与业务工作同部署"),
                ),
                (
                    "disclosed",
                    models.TextField(blank=True, db_default="", default="", max_length=1000, verbose_name="公开的事项"),
                ),
                (
                    "disclosed_where",
                    models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="公开的渠道"),
                ),
                ("disclosed_on", models.DateField(blank=True, null=True, verbose_name="公开日期")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DutyMove",
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
                "verbose_name": "年度事项流转记录",
                "verbose_name_plural": "年度事项流转记录",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DutySubmission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("content", models.JSONField(verbose_name="内容")),
                ("sha256", models.CharField(max_length=64, verbose_name="内容校验值")),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("certified_as", models.CharField(max_length=160, verbose_name="确认身份")),
            ],
            options={
                "verbose_name": "提交记录",
                "verbose_name_plural": "提交记录",
                "ordering": ["duty", "number"],
                "abstract": False,
            },
        ),
        migrations.RemoveField(
            model_name="dutyrecord",
            name="files",
        ),
        migrations.RemoveField(
            model_name="dutyrecord",
            name="organization",
        ),
        migrations.RemoveField(
            model_name="dutyrecord",
            name="recorded_by",
        ),
        migrations.RemoveField(
            model_name="dutyrecordevent",
            name="pgh_obj",
        ),
        migrations.RemoveField(
            model_name="dutyrecordevent",
            name="organization",
        ),
        migrations.RemoveField(
            model_name="dutyrecordevent",
            name="pgh_context",
        ),
        migrations.RemoveField(
            model_name="dutyrecordevent",
            name="recorded_by",
        ),
        migrations.AlterField(
            model_name="exemption",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="compliance.quarterlyreport",
                verbose_name="季度报告",
            ),
        ),
        migrations.AlterField(
            model_name="exemptionevent",
            name="report",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="compliance.quarterlyreport",
                verbose_name="季度报告",
            ),
        ),
        migrations.AlterField(
            model_name="extension",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="compliance.quarterlyreport",
                verbose_name="季度报告",
            ),
        ),
        migrations.AlterField(
            model_name="extensionevent",
            name="report",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="compliance.quarterlyreport",
                verbose_name="季度报告",
            ),
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edit_version", models.PositiveIntegerField(db_default=0, default=0, verbose_name="编辑版本")),
                ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="最近编辑时间")),
                ("first_submitted_on", models.DateField(blank=True, null=True, verbose_name="首次提交日期")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                (
                    "content_sha256",
                    models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="内容校验值"),
                ),
                ("version", models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="版本")),
                ("is_current", models.BooleanField(db_default=True, default=True, verbose_name="现行版本")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("certifying", "待负责人确认"),
                            ("submitted", "已提交"),
                            ("returned", "已退回"),
                            ("accepted", "已接收"),
                            ("superseded", "已被更正"),
                            ("exempted", "已豁免"),
                            ("lapsed", "已终止"),
                        ],
                        db_default="draft",
                        default="draft",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="截止日期")),
                ("due_provisional", models.BooleanField(db_default=False, default=False, verbose_name="暂定")),
                ("due_steps", models.JSONField(blank=True, db_default=[], default=list, verbose_name="截止日期的由来")),
                ("opened_on", models.DateField(blank=True, editable=False, null=True, verbose_name="开启日期")),
                ("times_extended", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="延期次数")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="接收时间")),
                (
                    "return_ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("incomplete", "材料不全"),
                            ("contradictory", "前后矛盾"),
                            ("unreadable", "附件无法辨认"),
                            ("other", "其他"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="退回事由",
                    ),
                ),
                ("return_reason", models.TextField(blank=True, db_default="", default="", verbose_name="退回说明")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("annual_plan", "年度工作要点"),
                            ("commitment", "承诺书"),
                            ("outlets_confirmed", "阵地确认"),
                            ("study", "学习教育"),
                            ("posts_confirmed", "任职和联系人确认"),
                            ("contingency_plan", "预案"),
                            ("ethics_training", "职业道德教育"),
                            ("self_discipline", "诚信自律"),
                            ("year_end_exchange", "年终交流"),
                        ],
                        max_length=20,
                        verbose_name="事项",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("part", models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="期次")),
                ("parts", models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="全年次数")),
                ("nominal_on", models.DateField(verbose_name="规定日期")),
                ("earliest_on", models.DateField(verbose_name="最早办理日期")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="办理日期")),
                ("headcount", models.PositiveIntegerField(blank=True, null=True, verbose_name="参加人数")),
                (
                    "summary",
                    models.TextField(blank=True, db_default="", default="", max_length=2000, verbose_name="情况摘要"),
                ),
                (
                    "meeting",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=120, verbose_name="列入议程的会议"
                    ),
                ),
                ("meeting_on", models.DateField(blank=True, null=True, verbose_name="会议日期")),
                (
                    "planned_together",
                    models.BooleanField(db_default=False, default=False, verbose_name="与业务工作同部署"),
                ),
                (
                    "disclosed",
                    models.TextField(blank=True, db_default="", default="", max_length=1000, verbose_name="公开的事项"),
                ),
                (
                    "disclosed_where",
                    models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="公开的渠道"),
                ),
                ("disclosed_on", models.DateField(blank=True, null=True, verbose_name="公开日期")),
                (
                    "amends",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendment",
                        to="compliance.duty",
                        verbose_name="更正的报告",
                    ),
                ),
                (
                    "certified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "competent_authority",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.authority",
                        verbose_name="业务主管单位",
                    ),
                ),
                (
                    "counts_for",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.authority",
                        verbose_name="统计归属机关",
                    ),
                ),
                (
                    "counts_for_competent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.authority",
                        verbose_name="统计归属业务主管单位",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.district",
                        verbose_name="县（市、区）",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="organizations.organization",
                        verbose_name="社会组织",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "registration_authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.authority",
                        verbose_name="登记管理机关",
                    ),
                ),
                (
                    "self_certification",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.selfcertification",
                        verbose_name="一人兼任许可",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度事项",
                "verbose_name_plural": "年度事项",
                "ordering": ["-due_on", "pk"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="exemption",
            name="duty",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="compliance.duty",
                verbose_name="年度事项",
            ),
        ),
        migrations.AddField(
            model_name="exemptionevent",
            name="duty",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="compliance.duty",
                verbose_name="年度事项",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="duty",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="compliance.duty",
                verbose_name="年度事项",
            ),
        ),
        migrations.AddField(
            model_name="extensionevent",
            name="duty",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="compliance.duty",
                verbose_name="年度事项",
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("duty",), name="exemption_of_duty_asked_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("duty__isnull", True), ("report__isnull", False)),
                    models.Q(("duty__isnull", False), ("report__isnull", True)),
                    _connector="OR",
                ),
                name="exemption_is_of_one_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("duty",), name="extension_of_duty_asked_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("duty__isnull", True), ("report__isnull", False)),
                    models.Q(("duty__isnull", False), ("report__isnull", True)),
                    _connector="OR",
                ),
                name="extension_is_of_one_paper",
            ),
        ),
        migrations.AddField(
            model_name="dutyattachment",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="compliance.duty"
            ),
        ),
        migrations.AddField(
            model_name="dutyattachment",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="dutyattachmentevent",
            name="duty",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="compliance.duty",
            ),
        ),
        migrations.AddField(
            model_name="dutyattachmentevent",
            name="file",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="dutyattachmentevent",
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
            model_name="dutyattachmentevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="compliance.dutyattachment",
            ),
        ),
        migrations.AddField(
            model_name="dutycatalogueentry",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="compliance.dutycatalogueentry",
                verbose_name="目录",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="amends",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="compliance.duty",
                verbose_name="更正的报告",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="certified_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认人",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="competent_authority",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.authority",
                verbose_name="业务主管单位",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="counts_for",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.authority",
                verbose_name="统计归属机关",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="counts_for_competent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.authority",
                verbose_name="统计归属业务主管单位",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="审核人",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="district",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.district",
                verbose_name="县（市、区）",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="entry",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="compliance.dutycatalogueentry",
                verbose_name="目录",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="organization",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
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
            model_name="dutyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="compliance.duty",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="prepared_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="填报人",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="registration_authority",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.authority",
                verbose_name="登记管理机关",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="self_certification",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.selfcertification",
                verbose_name="一人兼任许可",
            ),
        ),
        migrations.AddField(
            model_name="dutymove",
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
            model_name="dutymove",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="compliance.duty"
            ),
        ),
        migrations.AddField(
            model_name="dutysubmission",
            name="certified_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认人",
            ),
        ),
        migrations.AddField(
            model_name="dutysubmission",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="compliance.duty"
            ),
        ),
        migrations.DeleteModel(
            name="DutyRecord",
        ),
        migrations.DeleteModel(
            name="DutyRecordEvent",
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["registration_authority", "state", "due_on"], name="duty_registrar_state_due"),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["registration_authority", "-due_on", "id"], name="duty_registrar_due"),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["competent_authority", "state", "due_on"], name="duty_competent_state_due"),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["district", "state"], name="duty_district_state"),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["year", "kind", "state"], name="duty_year_kind_state"),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("state__in", ("draft", "certifying", "returned"))),
                fields=["due_on", "id"],
                name="duty_outstanding_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("prepared_by", models.F("certified_by")), _negated=True),
                    ("self_certification__isnull", False),
                    _connector="OR",
                ),
                name="duty_preparer_is_not_certifier",
                violation_error_message="填报人与确认人不能为同一账号。",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("organization", "kind", "year", "part"),
                name="one_current_duty_of_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                fields=("organization", "kind", "year", "part", "version"), name="duty_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "submitted"), _negated=True),
                    models.Q(("submitted_at__isnull", False), models.Q(("content_sha256", ""), _negated=True)),
                    _connector="OR",
                ),
                name="submitted_duty_has_time_and_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutysubmission",
            constraint=models.UniqueConstraint(fields=("duty", "number"), name="duty_submission_number_once"),
        ),
        migrations.RunPython(load_catalogue, migrations.RunPython.noop),
    ]
