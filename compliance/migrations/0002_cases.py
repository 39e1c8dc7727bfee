import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0001_initial"),
        ("files", "0001_initial"),
        ("organizations", "0007_paper_sequence"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountabilityCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待研究"),
                            ("dismissed", "不予立案"),
                            ("opened", "已立案"),
                            ("notified", "已告知"),
                            ("heard", "已听取陈述申辩"),
                            ("statement_lapsed", "逾期未陈述申辩"),
                            ("decided", "已作出决定"),
                            ("rectifying", "整改（执行）中"),
                            ("under_review", "复核中"),
                            ("upheld", "复核维持"),
                            ("changed", "复核变更"),
                            ("annulled", "复核撤销"),
                            ("closed", "已结案"),
                        ],
                        default="proposed",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("ladder", "季度报告逾期督办"),
                            ("event", "活动未经批准即举办"),
                            ("officer", "工作人员提出"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=40, verbose_name="事项类别")),
                ("matter", models.BigIntegerField(blank=True, null=True, verbose_name="事项")),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="轮次")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="来源事实")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("report_missing", "逾期未报送季度报告"),
                            ("event_unfiled", "举办重大活动未事先申报"),
                            ("event_unapproved", "未经批准举办重大活动"),
                            ("responsible_unnamed", "未明确责任人或者日常工作联系人"),
                            ("duty_unrecorded", "未履行年度规定事项"),
                            ("papers_untrue", "报送材料与事实不符"),
                        ],
                        max_length=30,
                        verbose_name="事由",
                    ),
                ),
                ("account", models.TextField(blank=True, max_length=4000, verbose_name="事实经过")),
                ("proposed_on", models.DateField(verbose_name="提出日期")),
                ("proposal_reason", models.TextField(blank=True, max_length=2000, verbose_name="建议理由")),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="立案日期")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                (
                    "article",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "第一条"),
                            (2, "第二条"),
                            (3, "第三条"),
                            (4, "第四条"),
                            (5, "第五条"),
                            (6, "第六条"),
                            (7, "第七条"),
                            (8, "第八条"),
                            (9, "第九条"),
                            (10, "第十条"),
                        ],
                        null=True,
                        verbose_name="依据条款",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("interview", "约谈"),
                            ("rectification_order", "责令整改"),
                            ("circulated_criticism", "通报批评"),
                            ("referral", "移送有权机关"),
                        ],
                        max_length=30,
                        verbose_name="措施",
                    ),
                ),
                ("reasons", models.TextField(blank=True, max_length=4000, verbose_name="决定理由")),
                (
                    "rectification_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="整改期限（工作日）"),
                ),
                ("carried_out_on", models.DateField(blank=True, null=True, verbose_name="措施落实日期")),
                ("review_waived_on", models.DateField(blank=True, null=True, verbose_name="声明不申请复核的日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结案日期")),
                ("sealed_from", models.DateField(blank=True, null=True, verbose_name="封卷日期")),
                ("keep_until", models.DateField(blank=True, null=True, verbose_name="保管期限至")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="登记时间"
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
                        verbose_name="决定人",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.district",
                        verbose_name="县（市、区）",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="立案人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="organizations.organization",
                        verbose_name="社会组织",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建议人",
                    ),
                ),
                (
                    "registration_authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.authority",
                        verbose_name="登记管理机关",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
            ],
            options={
                "verbose_name": "追责问责案件",
                "verbose_name_plural": "追责问责案件",
                "ordering": ["-proposed_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AccountabilityCaseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待研究"),
                            ("dismissed", "不予立案"),
                            ("opened", "已立案"),
                            ("notified", "已告知"),
                            ("heard", "已听取陈述申辩"),
                            ("statement_lapsed", "逾期未陈述申辩"),
                            ("decided", "已作出决定"),
                            ("rectifying", "整改（执行）中"),
                            ("under_review", "复核中"),
                            ("upheld", "复核维持"),
                            ("changed", "复核变更"),
                            ("annulled", "复核撤销"),
                            ("closed", "已结案"),
                        ],
                        default="proposed",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("ladder", "季度报告逾期督办"),
                            ("event", "活动未经批准即举办"),
                            ("officer", "工作人员提出"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=40, verbose_name="事项类别")),
                ("matter", models.BigIntegerField(blank=True, null=True, verbose_name="事项")),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="轮次")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="来源事实")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("report_missing", "逾期未报送季度报告"),
                            ("event_unfiled", "举办重大活动未事先申报"),
                            ("event_unapproved", "未经批准举办重大活动"),
                            ("responsible_unnamed", "未明确责任人或者日常工作联系人"),
                            ("duty_unrecorded", "未履行年度规定事项"),
                            ("papers_untrue", "报送材料与事实不符"),
                        ],
                        max_length=30,
                        verbose_name="事由",
                    ),
                ),
                ("account", models.TextField(blank=True, max_length=4000, verbose_name="事实经过")),
                ("proposed_on", models.DateField(verbose_name="提出日期")),
                ("proposal_reason", models.TextField(blank=True, max_length=2000, verbose_name="建议理由")),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="立案日期")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                (
                    "article",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "第一条"),
                            (2, "第二条"),
                            (3, "第三条"),
                            (4, "第四条"),
                            (5, "第五条"),
                            (6, "第六条"),
                            (7, "第七条"),
                            (8, "第八条"),
                            (9, "第九条"),
                            (10, "第十条"),
                        ],
                        null=True,
                        verbose_name="依据条款",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("interview", "约谈"),
                            ("rectification_order", "责令整改"),
                            ("circulated_criticism", "通报批评"),
                            ("referral", "移送有权机关"),
                        ],
                        max_length=30,
                        verbose_name="措施",
                    ),
                ),
                ("reasons", models.TextField(blank=True, max_length=4000, verbose_name="决定理由")),
                (
                    "rectification_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="整改期限（工作日）"),
                ),
                ("carried_out_on", models.DateField(blank=True, null=True, verbose_name="措施落实日期")),
                ("review_waived_on", models.DateField(blank=True, null=True, verbose_name="声明不申请复核的日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结案日期")),
                ("sealed_from", models.DateField(blank=True, null=True, verbose_name="封卷日期")),
                ("keep_until", models.DateField(blank=True, null=True, verbose_name="保管期限至")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organizations.district",
                        verbose_name="县（市、区）",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="立案人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organizations.organization",
                        verbose_name="社会组织",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建议人",
                    ),
                ),
                (
                    "registration_authority",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organizations.authority",
                        verbose_name="登记管理机关",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("evidence", "核查材料"),
                            ("statement", "陈述申辩材料"),
                            ("hearing", "听证笔录"),
                            ("service", "送达凭证"),
                            ("rectification", "整改材料"),
                            ("execution", "措施落实材料"),
                            ("review", "复核材料"),
                            ("request", "延期申请材料"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                (
                    "withheld",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("third_party", "涉及第三人的个人信息或者商业秘密"),
                            ("state_secret", "涉及国家秘密"),
                            ("working_paper", "内部工作记录"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="不予公开的理由",
                    ),
                ),
                ("added_as", models.CharField(max_length=160, verbose_name="提交人身份")),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="提交时间"
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "案卷材料",
                "verbose_name_plural": "案卷材料",
                "ordering": ["case", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseHearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_on", models.DateField(verbose_name="申请日期")),
                ("set_for", models.DateTimeField(blank=True, null=True, verbose_name="听证时间")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="听证地点")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="举行日期")),
                ("attended", models.BooleanField(blank=True, null=True, verbose_name="社会组织到场")),
                ("record", models.TextField(blank=True, max_length=8000, verbose_name="听证笔录")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "chair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="主持人",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
            ],
            options={
                "verbose_name": "听证",
                "verbose_name_plural": "听证",
                "ordering": ["case", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseHearingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("asked_on", models.DateField(verbose_name="申请日期")),
                ("set_for", models.DateTimeField(blank=True, null=True, verbose_name="听证时间")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="听证地点")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="举行日期")),
                ("attended", models.BooleanField(blank=True, null=True, verbose_name="社会组织到场")),
                ("record", models.TextField(blank=True, max_length=8000, verbose_name="听证笔录")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "chair",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="主持人",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="compliance.casehearing",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseMove",
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
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="compliance.accountabilitycase",
                    ),
                ),
            ],
            options={
                "verbose_name": "案件流转记录",
                "verbose_name_plural": "案件流转记录",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CasePaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notice", "拟处理事项告知书"),
                            ("service_record", "送达回证"),
                            ("decision", "处理决定书"),
                            ("rectification_order", "责令整改通知书"),
                            ("review_decision", "复核决定书"),
                            ("closing", "结案通知书"),
                        ],
                        max_length=20,
                        verbose_name="文书",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("signed", "已签发")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("facts", models.JSONField(default=dict, verbose_name="要素")),
                (
                    "prepared_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="拟稿时间"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年度")),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="编号")),
                ("code", models.CharField(blank=True, max_length=32, null=True, unique=True, verbose_name="验证码")),
                ("content", models.JSONField(blank=True, null=True, verbose_name="内容")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="内容校验值")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_papers",
                        to="compliance.casepaper",
                        verbose_name="所送达的文书",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.authority",
                        verbose_name="发文机关",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
            ],
            options={
                "verbose_name": "案件文书",
                "verbose_name_plural": "案件文书",
                "ordering": ["case", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CasePaperEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notice", "拟处理事项告知书"),
                            ("service_record", "送达回证"),
                            ("decision", "处理决定书"),
                            ("rectification_order", "责令整改通知书"),
                            ("review_decision", "复核决定书"),
                            ("closing", "结案通知书"),
                        ],
                        max_length=20,
                        verbose_name="文书",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("signed", "已签发")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("facts", models.JSONField(default=dict, verbose_name="要素")),
                (
                    "prepared_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="拟稿时间"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年度")),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="编号")),
                ("code", models.CharField(blank=True, max_length=32, null=True, verbose_name="验证码")),
                ("content", models.JSONField(blank=True, null=True, verbose_name="内容")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="内容校验值")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="compliance.casepaper",
                        verbose_name="所送达的文书",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organizations.authority",
                        verbose_name="发文机关",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="compliance.casepaper",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("acting_as", models.CharField(max_length=160, verbose_name="身份")),
                ("what", models.CharField(max_length=200, verbose_name="查阅内容")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="查阅事由")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="时间"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查阅人",
                    ),
                ),
            ],
            options={
                "verbose_name": "案卷查阅记录",
                "verbose_name_plural": "案卷查阅记录",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseRectification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("plan", models.TextField(max_length=4000, verbose_name="整改措施")),
                ("done", models.TextField(max_length=4000, verbose_name="完成情况")),
                ("filed_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "answer",
                    models.CharField(
                        choices=[("pending", "待核查"), ("accepted", "已通过"), ("returned", "要求补正")],
                        default="pending",
                        max_length=10,
                        verbose_name="核查结果",
                    ),
                ),
                ("answer_reason", models.TextField(blank=True, max_length=2000, verbose_name="核查意见")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="核查时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核查人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectifications",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改情况",
                "verbose_name_plural": "整改情况",
                "ordering": ["case", "number"],
            },
        ),
        migrations.CreateModel(
            name="CaseRectificationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("plan", models.TextField(max_length=4000, verbose_name="整改措施")),
                ("done", models.TextField(max_length=4000, verbose_name="完成情况")),
                ("filed_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "answer",
                    models.CharField(
                        choices=[("pending", "待核查"), ("accepted", "已通过"), ("returned", "要求补正")],
                        default="pending",
                        max_length=10,
                        verbose_name="核查结果",
                    ),
                ),
                ("answer_reason", models.TextField(blank=True, max_length=2000, verbose_name="核查意见")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="核查时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核查人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="compliance.caserectification",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("grounds", models.TextField(max_length=4000, verbose_name="申请复核的理由")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pending", "办理中"),
                            ("upheld", "维持原决定"),
                            ("changed", "变更原决定"),
                            ("annulled", "撤销原决定"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                (
                    "measure_before",
                    models.CharField(
                        choices=[
                            ("interview", "约谈"),
                            ("rectification_order", "责令整改"),
                            ("circulated_criticism", "通报批评"),
                            ("referral", "移送有权机关"),
                        ],
                        max_length=30,
                        verbose_name="原措施",
                    ),
                ),
                (
                    "measure_after",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("interview", "约谈"),
                            ("rectification_order", "责令整改"),
                            ("circulated_criticism", "通报批评"),
                            ("referral", "移送有权机关"),
                        ],
                        max_length=30,
                        verbose_name="变更后的措施",
                    ),
                ),
                ("reasons", models.TextField(blank=True, max_length=4000, verbose_name="复核理由")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_reviews",
                        to="organizations.authority",
                        verbose_name="复核机关",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="compliance.accountabilitycase",
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
                        verbose_name="复核人",
                    ),
                ),
            ],
            options={
                "verbose_name": "案件复核",
                "verbose_name_plural": "案件复核",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseReviewEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("grounds", models.TextField(max_length=4000, verbose_name="申请复核的理由")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pending", "办理中"),
                            ("upheld", "维持原决定"),
                            ("changed", "变更原决定"),
                            ("annulled", "撤销原决定"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                (
                    "measure_before",
                    models.CharField(
                        choices=[
                            ("interview", "约谈"),
                            ("rectification_order", "责令整改"),
                            ("circulated_criticism", "通报批评"),
                            ("referral", "移送有权机关"),
                        ],
                        max_length=30,
                        verbose_name="原措施",
                    ),
                ),
                (
                    "measure_after",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("interview", "约谈"),
                            ("rectification_order", "责令整改"),
                            ("circulated_criticism", "通报批评"),
                            ("referral", "移送有权机关"),
                        ],
                        max_length=30,
                        verbose_name="变更后的措施",
                    ),
                ),
                ("reasons", models.TextField(blank=True, max_length=4000, verbose_name="复核理由")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organizations.authority",
                        verbose_name="复核机关",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="compliance.casereview",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=8000, verbose_name="陈述申辩意见")),
                ("wants_hearing", models.BooleanField(default=False, verbose_name="要求听证")),
                (
                    "is_complete",
                    models.BooleanField(
                        default=False,
                        help_text="声明陈述申辩已经完毕，可以不待期满即作出决定。",
                        verbose_name="不再补充",
                    ),
                ),
                ("is_late", models.BooleanField(default=False, verbose_name="逾期提交")),
                ("filed_as", models.CharField(max_length=160, verbose_name="提交人身份")),
                ("filed_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "陈述申辩",
                "verbose_name_plural": "陈述申辩",
                "ordering": ["case", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statement", "陈述申辩期限"),
                            ("case_decision", "案件处理时限"),
                            ("rectification", "整改期限"),
                            ("review", "申请复核期限"),
                        ],
                        max_length=20,
                        verbose_name="期限",
                    ),
                ),
                ("base_on", models.DateField(verbose_name="起算依据日")),
                ("due_on", models.DateField(verbose_name="届满日期")),
                ("due_provisional", models.BooleanField(default=False, verbose_name="暂定")),
                ("due_steps", models.JSONField(default=list, verbose_name="推算过程")),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="延期次数")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="终结日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="compliance.accountabilitycase",
                    ),
                ),
            ],
            options={
                "verbose_name": "案件期限",
                "verbose_name_plural": "案件期限",
                "ordering": ["case", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseTermEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statement", "陈述申辩期限"),
                            ("case_decision", "案件处理时限"),
                            ("rectification", "整改期限"),
                            ("review", "申请复核期限"),
                        ],
                        max_length=20,
                        verbose_name="期限",
                    ),
                ),
                ("base_on", models.DateField(verbose_name="起算依据日")),
                ("due_on", models.DateField(verbose_name="届满日期")),
                ("due_provisional", models.BooleanField(default=False, verbose_name="暂定")),
                ("due_steps", models.JSONField(default=list, verbose_name="推算过程")),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="延期次数")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="终结日期")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="compliance.caseterm",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseTimeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "term",
                    models.CharField(
                        choices=[
                            ("statement", "陈述申辩期限"),
                            ("case_decision", "案件处理时限"),
                            ("rectification", "整改期限"),
                            ("review", "申请复核期限"),
                        ],
                        max_length=20,
                        verbose_name="期限",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "待审批"), ("granted", "已准予"), ("refused", "未准予")],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("old_due", models.DateField(verbose_name="原届满日期")),
                ("new_due", models.DateField(verbose_name="延至日期")),
                ("reason", models.TextField(max_length=2000, verbose_name="理由")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审批时间")),
                ("remark", models.TextField(blank=True, max_length=2000, verbose_name="审批意见")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_requests",
                        to="compliance.accountabilitycase",
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
                        verbose_name="审批人",
                    ),
                ),
            ],
            options={
                "verbose_name": "案件延期",
                "verbose_name_plural": "案件延期",
                "ordering": ["case", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseTimeRequestEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "term",
                    models.CharField(
                        choices=[
                            ("statement", "陈述申辩期限"),
                            ("case_decision", "案件处理时限"),
                            ("rectification", "整改期限"),
                            ("review", "申请复核期限"),
                        ],
                        max_length=20,
                        verbose_name="期限",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "待审批"), ("granted", "已准予"), ("refused", "未准予")],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("old_due", models.DateField(verbose_name="原届满日期")),
                ("new_due", models.DateField(verbose_name="延至日期")),
                ("reason", models.TextField(max_length=2000, verbose_name="理由")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审批时间")),
                ("remark", models.TextField(blank=True, max_length=2000, verbose_name="审批意见")),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审批人",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="compliance.casetimerequest",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConflictDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("acting_as", models.CharField(max_length=160, verbose_name="身份")),
                ("has_conflict", models.BooleanField(verbose_name="有利害关系")),
                (
                    "declared_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="声明时间"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="compliance.accountabilitycase",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="声明人",
                    ),
                ),
            ],
            options={
                "verbose_name": "回避声明",
                "verbose_name_plural": "回避声明",
                "ordering": ["case", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PaperWording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notice", "拟处理事项告知书"),
                            ("service_record", "送达回证"),
                            ("decision", "处理决定书"),
                            ("rectification_order", "责令整改通知书"),
                            ("review_decision", "复核决定书"),
                            ("closing", "结案通知书"),
                        ],
                        max_length=20,
                        verbose_name="文书",
                    ),
                ),
                ("text", models.TextField(max_length=8000, verbose_name="文字")),
                (
                    "edited_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="修订时间"
                    ),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="修订人",
                    ),
                ),
            ],
            options={
                "verbose_name": "文书格式",
                "verbose_name_plural": "文书格式",
                "ordering": ["kind", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ServiceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("portal", "门户送达"),
                            ("email", "电子邮件送达"),
                            ("post", "邮寄送达"),
                            ("in_person", "直接送达"),
                        ],
                        max_length=10,
                        verbose_name="送达方式",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="发送日期")),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        help_text="邮寄地址、电子邮箱或者送达地点。",
                        max_length=200,
                        verbose_name="送达地址",
                    ),
                ),
                ("tracking_number", models.CharField(blank=True, max_length=40, verbose_name="邮件单号")),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                ("received_by", models.CharField(blank=True, max_length=80, verbose_name="签收人")),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="门户签收时间")),
                ("rule", models.CharField(blank=True, max_length=200, verbose_name="送达规则")),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="门户签收账号",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="电子送达同意书",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="compliance.casepaper"
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="送达凭证",
                    ),
                ),
                (
                    "proven_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="送达人",
                    ),
                ),
            ],
            options={
                "verbose_name": "送达记录",
                "verbose_name_plural": "送达记录",
                "ordering": ["paper", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ServiceRecordEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("portal", "门户送达"),
                            ("email", "电子邮件送达"),
                            ("post", "邮寄送达"),
                            ("in_person", "直接送达"),
                        ],
                        max_length=10,
                        verbose_name="送达方式",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="发送日期")),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        help_text="邮寄地址、电子邮箱或者送达地点。",
                        max_length=200,
                        verbose_name="送达地址",
                    ),
                ),
                ("tracking_number", models.CharField(blank=True, max_length=40, verbose_name="邮件单号")),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                ("received_by", models.CharField(blank=True, max_length=80, verbose_name="签收人")),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="门户签收时间")),
                ("rule", models.CharField(blank=True, max_length=200, verbose_name="送达规则")),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="门户签收账号",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="files.storedfile",
                        verbose_name="电子送达同意书",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="compliance.casepaper",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="compliance.servicerecord",
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="files.storedfile",
                        verbose_name="送达凭证",
                    ),
                ),
                (
                    "proven_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="送达人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="accountabilitycase",
            index=models.Index(fields=["registration_authority", "state", "-proposed_on"], name="case_registrar_state"),
        ),
        migrations.AddIndex(
            model_name="accountabilitycase",
            index=models.Index(fields=["organization", "state"], name="case_organization_state"),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_by__isnull", True),
                    ("opened_by__isnull", True),
                    models.Q(("proposed_by", models.F("opened_by")), _negated=True),
                    _connector="OR",
                ),
                name="case_proposer_is_not_opener",
                violation_error_message="提出立案建议的人不得批准立案。",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_by__isnull", True),
                    ("decided_by__isnull", True),
                    models.Q(("proposed_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="case_proposer_is_not_decider",
                violation_error_message="提出立案建议的人不得作出处理决定。",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opened_by__isnull", True),
                    ("decided_by__isnull", True),
                    models.Q(("opened_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="case_opener_is_not_decider",
                violation_error_message="批准立案的人不得作出处理决定。",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opened_by__isnull", True),
                    ("reviewed_by__isnull", True),
                    models.Q(("opened_by", models.F("reviewed_by")), _negated=True),
                    _connector="OR",
                ),
                name="case_opener_is_not_reviewer",
                violation_error_message="批准立案的人不得办理复核。",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    ("reviewed_by__isnull", True),
                    models.Q(("decided_by", models.F("reviewed_by")), _negated=True),
                    _connector="OR",
                ),
                name="case_decider_is_not_reviewer",
                violation_error_message="作出决定的人不得办理复核。",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("matter__isnull", False)),
                fields=("kind", "matter", "round"),
                name="case_once_per_matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "proposed",
                            "dismissed",
                            "opened",
                            "notified",
                            "heard",
                            "statement_lapsed",
                            "decided",
                            "rectifying",
                            "under_review",
                            "upheld",
                            "changed",
                            "annulled",
                            "closed",
                        ],
                    )
                ),
                name="case_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ground__in",
                        [
                            "report_missing",
                            "event_unfiled",
                            "event_unapproved",
                            "responsible_unnamed",
                            "duty_unrecorded",
                            "papers_untrue",
                        ],
                    )
                ),
                name="case_ground_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("measure", ""),
                    ("measure__in", ["interview", "rectification_order", "circulated_criticism", "referral"]),
                    _connector="OR",
                ),
                name="case_measure_is_known",
                violation_error_message="处理措施只能是约谈、责令整改、通报批评或者移送有权机关。",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(("article__isnull", True), ("article__range", (1, 10)), _connector="OR"),
                name="case_article_is_of_the_regime",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["proposed", "dismissed"]),
                    models.Q(("opened_by__isnull", False), ("opened_on__isnull", False)),
                    _connector="OR",
                ),
                name="case_opened_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("decided", "rectifying", "under_review", "upheld", "changed", "annulled")),
                        _negated=True,
                    ),
                    models.Q(
                        ("article__isnull", False),
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        models.Q(("measure", ""), _negated=True),
                        models.Q(("reasons", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_decision_cites_and_reasons",
                violation_error_message="处理决定须载明依据条款、措施和理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("measure", "rectification_order"), _negated=True),
                    ("rectification_days__gte", 1),
                    _connector="OR",
                ),
                name="case_rectification_has_a_term",
                violation_error_message="责令整改须写明整改期限。",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["upheld", "changed", "annulled"]), _negated=True),
                    ("reviewed_by__isnull", False),
                    _connector="OR",
                ),
                name="case_reviewed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountabilitycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True), ("closed_on__isnull", False), _connector="OR"
                ),
                name="case_closed_on_a_day",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountabilitycase",
            trigger=pgtrigger.compiler.Trigger(
                name="legal_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{proposed:opened,proposed:dismissed,opened:notified,opened:closed,notified:heard,notified:statement_lapsed,notified:closed,heard:decided,heard:closed,statement_lapsed:decided,statement_lapsed:closed,decided:rectifying,decided:under_review,rectifying:under_review,rectifying:closed,under_review:upheld,under_review:changed,under_review:annulled,upheld:rectifying,changed:rectifying}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="2c3bd7d84501a97b9041bd92da3458a50becf83c",
                    operation="UPDATE",
                    pgid="pgtrigger_legal_moves_f329c",
                    table="compliance_accountabilitycase",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountabilitycase",
            trigger=pgtrigger.compiler.Trigger(
                name="due_process",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF TG_OP = 'INSERT' THEN\n    IF NEW.state <> 'proposed' THEN\n        RAISE EXCEPTION 'a case begins as a proposal' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\nEND IF;\nIF NEW.state = OLD.state THEN\n    RETURN NEW;\nEND IF;\nIF NEW.state IN ('heard', 'statement_lapsed', 'decided') AND NOT EXISTS (\n    SELECT 1 FROM compliance_servicerecord service\n    JOIN compliance_casepaper paper ON paper.id = service.paper_id\n    WHERE paper.case_id = NEW.id AND paper.kind = 'notice' AND paper.state = 'signed' AND service.served_on IS NOT NULL\n) THEN\n    RAISE EXCEPTION 'the notice has not been served' USING ERRCODE = 'check_violation';\nEND IF;\nIF NEW.state = 'heard' AND NOT EXISTS (\n    SELECT 1 FROM compliance_casestatement said WHERE said.case_id = NEW.id\n) AND NOT EXISTS (\n    SELECT 1 FROM compliance_casehearing hearing WHERE hearing.case_id = NEW.id AND hearing.held_on IS NOT NULL\n) THEN\n    RAISE EXCEPTION 'nobody has been heard' USING ERRCODE = 'check_violation';\nEND IF;\nIF NEW.state = 'statement_lapsed' AND NOT EXISTS (\n    SELECT 1 FROM compliance_caseterm term\n    WHERE term.case_id = NEW.id AND term.kind = 'statement' AND term.due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date\n) THEN\n    RAISE EXCEPTION 'the term of statement is not over' USING ERRCODE = 'check_violation';\nEND IF;\nIF NEW.state = 'decided' AND NOT EXISTS (\n    SELECT 1 FROM compliance_conflictdeclaration declared\n    WHERE declared.case_id = NEW.id AND declared.user_id = NEW.decided_by_id AND NOT declared.has_conflict\n) THEN\n    RAISE EXCEPTION 'the decider has not declared to be without conflict of interest' USING ERRCODE = 'check_violation';\nEND IF;\nIF NEW.state IN ('upheld', 'changed', 'annulled') AND NOT EXISTS (\n    SELECT 1 FROM compliance_conflictdeclaration declared\n    WHERE declared.case_id = NEW.id AND declared.user_id = NEW.reviewed_by_id AND NOT declared.has_conflict\n) THEN\n    RAISE EXCEPTION 'the reviewer has not declared to be without conflict of interest' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;\n",
                    hash="e2c7851ea04e310f3de97424865e148b3694eb14",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_due_process_102bf",
                    table="compliance_accountabilitycase",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountabilitycase",
            trigger=pgtrigger.compiler.Trigger(
                name="signatures_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF (OLD.proposed_by_id IS NOT NULL AND NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id)\n    OR (OLD.opened_by_id IS NOT NULL AND NEW.opened_by_id IS DISTINCT FROM OLD.opened_by_id)\n    OR (OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id)\n    OR (OLD.reviewed_by_id IS NOT NULL AND NEW.reviewed_by_id IS DISTINCT FROM OLD.reviewed_by_id)\n    OR NEW.organization_id <> OLD.organization_id THEN\n    RAISE EXCEPTION 'who proposed, opened, decided or reviewed a case does not change' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;\n",
                    hash="c8f80dae960e1f53a5c30363d039c8cef1320874",
                    operation="UPDATE",
                    pgid="pgtrigger_signatures_stay_0e4c3",
                    table="compliance_accountabilitycase",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountabilitycase",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="98a2b5b50e0e4b3c3b76fb494691e65e111cb525",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_d41fd",
                    table="compliance_accountabilitycase",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountabilitycase",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_accountabilitycaseevent" ("account", "article", "carried_out_on", "closed_on", "created_at", "decided_by_id", "decided_on", "district_id", "facts", "ground", "id", "keep_until", "kind", "matter", "measure", "opened_by_id", "opened_on", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_reason", "proposed_by_id", "proposed_on", "reasons", "rectification_days", "registration_authority_id", "review_waived_on", "reviewed_by_id", "round", "sealed_from", "source", "state") SELECT new_values."account", new_values."article", new_values."carried_out_on", new_values."closed_on", new_values."created_at", new_values."decided_by_id", new_values."decided_on", new_values."district_id", new_values."facts", new_values."ground", new_values."id", new_values."keep_until", new_values."kind", new_values."matter", new_values."measure", new_values."opened_by_id", new_values."opened_on", new_values."organization_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."proposal_reason", new_values."proposed_by_id", new_values."proposed_on", new_values."reasons", new_values."rectification_days", new_values."registration_authority_id", new_values."review_waived_on", new_values."reviewed_by_id", new_values."round", new_values."sealed_from", new_values."source", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="20b30ee4be078ac2466c2d8ef3d32f5de72725d8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4e083",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="compliance_accountabilitycase",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountabilitycase",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_accountabilitycaseevent" ("account", "article", "carried_out_on", "closed_on", "created_at", "decided_by_id", "decided_on", "district_id", "facts", "ground", "id", "keep_until", "kind", "matter", "measure", "opened_by_id", "opened_on", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_reason", "proposed_by_id", "proposed_on", "reasons", "rectification_days", "registration_authority_id", "review_waived_on", "reviewed_by_id", "round", "sealed_from", "source", "state") SELECT new_values."account", new_values."article", new_values."carried_out_on", new_values."closed_on", new_values."created_at", new_values."decided_by_id", new_values."decided_on", new_values."district_id", new_values."facts", new_values."ground", new_values."id", new_values."keep_until", new_values."kind", new_values."matter", new_values."measure", new_values."opened_by_id", new_values."opened_on", new_values."organization_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."proposal_reason", new_values."proposed_by_id", new_values."proposed_on", new_values."reasons", new_values."rectification_days", new_values."registration_authority_id", new_values."review_waived_on", new_values."reviewed_by_id", new_values."round", new_values."sealed_from", new_values."source", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="42ab859e96d63872128da6127cac56dd1ead06d3",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d84c7",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="compliance_accountabilitycase",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountabilitycaseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ccc908192871739c4b8860799d507a9c1c380f52",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cb787",
                    table="compliance_accountabilitycaseevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casefile",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e9adc57ab2c75c9fccd7c35e1867d51662f31802",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_122fc",
                    table="compliance_casefile",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="casehearing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("held_on__isnull", True)), fields=("case",), name="case_one_hearing_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="casehearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_on__isnull", True),
                    models.Q(
                        ("attended__isnull", False),
                        ("chair__isnull", False),
                        ("recorded_by__isnull", False),
                        models.Q(("record", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_hearing_has_a_record",
                violation_error_message="听证须有主持人和笔录。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casehearing",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_casehearingevent" ("asked_on", "attended", "case_id", "chair_id", "held_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "record", "recorded_by_id", "set_for") SELECT new_values."asked_on", new_values."attended", new_values."case_id", new_values."chair_id", new_values."held_on", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."record", new_values."recorded_by_id", new_values."set_for" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="3b9325734842eb12cddc28620094f5959ed0f128",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4b8fc",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="compliance_casehearing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casehearing",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_casehearingevent" ("asked_on", "attended", "case_id", "chair_id", "held_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "record", "recorded_by_id", "set_for") SELECT new_values."asked_on", new_values."attended", new_values."case_id", new_values."chair_id", new_values."held_on", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."record", new_values."recorded_by_id", new_values."set_for" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="143b28ececf85a428d26f208b5431935f04cd1a8",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1b786",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="compliance_casehearing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casehearingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="800c0bc72557dd9f05e215f07cdb0364b58b757a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2449c",
                    table="compliance_casehearingevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casemove",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="73102587f68e2cff3e921a92d34fab108f7ec49c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0a050",
                    table="compliance_casemove",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="casepaper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft"), models.Q(("kind", "service_record"), _negated=True)),
                fields=("case", "kind"),
                name="case_paper_one_draft",
                violation_error_message="该文书已有一份草稿。",
            ),
        ),
        migrations.AddConstraint(
            model_name="casepaper",
            constraint=models.UniqueConstraint(fields=("authority", "year", "number"), name="case_paper_number_once"),
        ),
        migrations.AddConstraint(
            model_name="casepaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("content__isnull", True),
                        ("number__isnull", True),
                        ("signed_by__isnull", True),
                        ("state", "draft"),
                    ),
                    models.Q(
                        ("code__isnull", False),
                        ("content__isnull", False),
                        ("number__isnull", False),
                        ("signed_by__isnull", False),
                        ("signed_on__isnull", False),
                        ("state", "signed"),
                        ("year__isnull", False),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_paper_signed_is_complete",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casepaper",
            trigger=pgtrigger.compiler.Trigger(
                name="signed_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"state\" = 'signed')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a820b97c6c78bce5e664d3b50795493fcbba7c26",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_signed_is_final_3555e",
                    table="compliance_casepaper",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casepaper",
            trigger=pgtrigger.compiler.Trigger(
                name="next_number",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF NEW.state = 'signed' AND NEW.number <> 1 + COALESCE(\n    (SELECT max(number) FROM compliance_casepaper WHERE authority_id = NEW.authority_id AND year = NEW.year), 0\n) THEN\n    RAISE EXCEPTION 'a paper takes the next number of its authority and year' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;\n",
                    hash="640c472393bf27715dcdecfd1efc11f4981c7add",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_next_number_d9cc8",
                    table="compliance_casepaper",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casepaper",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_casepaperevent" ("about_id", "authority_id", "case_id", "code", "content", "facts", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "sha256", "signed_by_id", "signed_on", "state", "year") SELECT new_values."about_id", new_values."authority_id", new_values."case_id", new_values."code", new_values."content", new_values."facts", new_values."id", new_values."kind", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prepared_at", new_values."prepared_by_id", new_values."sha256", new_values."signed_by_id", new_values."signed_on", new_values."state", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="fd29947ad3ce9af852042cabb70f667b4f2e45f1",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eada7",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="compliance_casepaper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casepaper",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_casepaperevent" ("about_id", "authority_id", "case_id", "code", "content", "facts", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "sha256", "signed_by_id", "signed_on", "state", "year") SELECT new_values."about_id", new_values."authority_id", new_values."case_id", new_values."code", new_values."content", new_values."facts", new_values."id", new_values."kind", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prepared_at", new_values."prepared_by_id", new_values."sha256", new_values."signed_by_id", new_values."signed_on", new_values."state", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="8bdb1a358ad2d339853c755e232d86d7daf0cc19",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_91477",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="compliance_casepaper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casepaperevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5a7d19196483684822318442c640e0542b31880b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f842f",
                    table="compliance_casepaperevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="casereading",
            index=models.Index(fields=["case", "-at"], name="case_reading_latest"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casereading",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="45bfcb19f158ba973f231a437184a4a761311c24",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b2733",
                    table="compliance_casereading",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="caserectification",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="case_rectification_number_once"),
        ),
        migrations.AddConstraint(
            model_name="caserectification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "pending")),
                fields=("case",),
                name="case_one_rectification_to_check",
                violation_error_message="上一次提交的整改情况正在核查。",
            ),
        ),
        migrations.AddConstraint(
            model_name="caserectification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer", "pending"),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(("answered_by", models.F("filed_by")), _negated=True),
                        models.Q(
                            ("answer", "accepted"), models.Q(("answer_reason", ""), _negated=True), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="case_rectification_checked_by_another",
                violation_error_message="要求补正须写明理由。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caserectification",
            trigger=pgtrigger.compiler.Trigger(
                name="answered_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (OLD.\"answer\" = 'pending'))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e7abe9e43487fa351e6bf2480a5fd5a8eade1fb6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_answered_is_final_a2246",
                    table="compliance_caserectification",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caserectification",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_caserectificationevent" ("answer", "answer_reason", "answered_at", "answered_by_id", "case_id", "done", "filed_at", "filed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan") SELECT new_values."answer", new_values."answer_reason", new_values."answered_at", new_values."answered_by_id", new_values."case_id", new_values."done", new_values."filed_at", new_values."filed_by_id", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."plan" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="9441590b4a1d498e6302d08d9a3ab662467fa7a0",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_97f35",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="compliance_caserectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caserectification",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_caserectificationevent" ("answer", "answer_reason", "answered_at", "answered_by_id", "case_id", "done", "filed_at", "filed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan") SELECT new_values."answer", new_values."answer_reason", new_values."answered_at", new_values."answered_by_id", new_values."case_id", new_values."done", new_values."filed_at", new_values."filed_by_id", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."plan" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="b22ce9c3ce761ae1323188574d655a113c6d8339",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4e3cb",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="compliance_caserectification",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caserectificationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6fe8e898f8c31e2d352fbbda52c6bcfb63817058",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_59831",
                    table="compliance_caserectificationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="casereview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "pending"),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("reasons", ""), _negated=True),
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_review_is_reasoned",
                violation_error_message="复核决定须写明理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="casereview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "changed"), _negated=True),
                    models.Q(("measure_after", ""), _negated=True),
                    _connector="OR",
                ),
                name="case_review_change_names_measure",
                violation_error_message="变更原决定须写明变更后的措施。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casereview",
            trigger=pgtrigger.compiler.Trigger(
                name="decided_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (OLD.\"outcome\" = 'pending'))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4f3c5d67195557717d7a3919046433506ae59e15",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_decided_is_final_4a9f9",
                    table="compliance_casereview",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casereview",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_casereviewevent" ("asked_at", "asked_by_id", "authority_id", "case_id", "decided_at", "decided_by_id", "grounds", "id", "measure_after", "measure_before", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons") SELECT new_values."asked_at", new_values."asked_by_id", new_values."authority_id", new_values."case_id", new_values."decided_at", new_values."decided_by_id", new_values."grounds", new_values."id", new_values."measure_after", new_values."measure_before", new_values."outcome", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reasons" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5379e44fc7dedefe9e68d67e81b4a3d9a5e08c4d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a676c",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="compliance_casereview",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casereview",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_casereviewevent" ("asked_at", "asked_by_id", "authority_id", "case_id", "decided_at", "decided_by_id", "grounds", "id", "measure_after", "measure_before", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons") SELECT new_values."asked_at", new_values."asked_by_id", new_values."authority_id", new_values."case_id", new_values."decided_at", new_values."decided_by_id", new_values."grounds", new_values."id", new_values."measure_after", new_values."measure_before", new_values."outcome", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reasons" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="2acdb35eeed655958a9572baeadb9c845f11f098",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6a2ea",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="compliance_casereview",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casereviewevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0f37ce2492da526ae68ae088dea59cca865f15f8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_50844",
                    table="compliance_casereviewevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="faea3989879b3d1877436f20e871b6d3bd66b995",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8f637",
                    table="compliance_casestatement",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="caseterm",
            index=models.Index(
                condition=models.Q(("ended_on", None)), fields=["kind", "due_on"], name="case_term_running"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseterm",
            constraint=models.UniqueConstraint(fields=("case", "kind"), name="case_term_once"),
        ),
        migrations.AddConstraint(
            model_name="caseterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("base_on"))), name="case_term_ends_after_base"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseterm",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_casetermevent" ("base_on", "case_id", "due_on", "due_provisional", "due_steps", "ended_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round") SELECT new_values."base_on", new_values."case_id", new_values."due_on", new_values."due_provisional", new_values."due_steps", new_values."ended_on", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."round" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="022675ea533158890a23624ae3833c234569d1e5",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ff3f1",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="compliance_caseterm",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseterm",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_casetermevent" ("base_on", "case_id", "due_on", "due_provisional", "due_steps", "ended_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round") SELECT new_values."base_on", new_values."case_id", new_values."due_on", new_values."due_provisional", new_values."due_steps", new_values."ended_on", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."round" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="c67e40be4538352f95694f8e31b8a7b511bee882",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b17cc",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="compliance_caseterm",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casetermevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a747cf912a9c00ac745b92da9ad00d4faa6505f7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_feadb",
                    table="compliance_casetermevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="casetimerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("case", "term"),
                name="case_time_asked_once",
                violation_error_message="已有一项延期申请正在审批。",
            ),
        ),
        migrations.AddConstraint(
            model_name="casetimerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("new_due__gt", models.F("old_due"))),
                name="case_time_is_later",
                violation_error_message="延至日期应晚于原届满日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="casetimerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("state", "asked")),
                    models.Q(
                        models.Q(("state", "asked"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="case_time_decided_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casetimerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="decided_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (OLD.\"state\" = 'asked'))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="079bf2d1a457e302e3794492d16837ffbc9a583e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_decided_is_final_5c6be",
                    table="compliance_casetimerequest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casetimerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_casetimerequestevent" ("asked_at", "asked_by_id", "case_id", "decided_at", "decided_by_id", "id", "new_due", "old_due", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "remark", "state", "term") SELECT new_values."asked_at", new_values."asked_by_id", new_values."case_id", new_values."decided_at", new_values."decided_by_id", new_values."id", new_values."new_due", new_values."old_due", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."remark", new_values."state", new_values."term" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="9f98bde7874b92fdbaecb3d552cdb5dc6b8ce333",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e6e5c",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="compliance_casetimerequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casetimerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_casetimerequestevent" ("asked_at", "asked_by_id", "case_id", "decided_at", "decided_by_id", "id", "new_due", "old_due", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "remark", "state", "term") SELECT new_values."asked_at", new_values."asked_by_id", new_values."case_id", new_values."decided_at", new_values."decided_by_id", new_values."id", new_values."new_due", new_values."old_due", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."remark", new_values."state", new_values."term" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="20dfdd067528be6324a6ba153ba637e97eff510a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_80d7a",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="compliance_casetimerequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casetimerequestevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="714aa53638dfcc48cb463b2fee8a7297e9b31dd0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a46e0",
                    table="compliance_casetimerequestevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="conflictdeclaration",
            constraint=models.UniqueConstraint(fields=("case", "user"), name="conflict_declared_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conflictdeclaration",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="21b9c724d57c08ff3147902f8b4d247774d27785",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fd5cd",
                    table="compliance_conflictdeclaration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperwording",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2c6650584a891325782a10d39a37d7772e865c89",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b521d",
                    table="compliance_paperwording",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("method", "portal")), fields=("paper",), name="service_by_portal_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__in", ["portal", "email", "post", "in_person"])),
                name="service_method_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("served_on__isnull", True),
                    models.Q(("served_on__gte", models.F("sent_on")), models.Q(("rule", ""), _negated=True)),
                    _connector="OR",
                ),
                name="service_not_before_sending",
                violation_error_message="送达日期不能早于发送日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("served_on__isnull", True),
                    models.Q(
                        ("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False), ("method", "portal")
                    ),
                    models.Q(("consent__isnull", False), ("method", "email"), ("proof__isnull", False)),
                    models.Q(
                        ("method", "post"), ("proof__isnull", False), models.Q(("tracking_number", ""), _negated=True)
                    ),
                    models.Q(
                        ("method", "in_person"), ("proof__isnull", False), models.Q(("received_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="service_is_proven",
                violation_error_message="邮寄须有单号和回执，直接送达须有签收人和回证，电子邮件须有同意书和确认凭证。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="proven_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."served_on" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6b35197212f937a36fabd05422af3f4f4eee3906",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_proven_is_final_5d00b",
                    table="compliance_servicerecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_servicerecordevent" ("acknowledged_at", "acknowledged_by_id", "address", "consent_id", "id", "method", "paper_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_id", "proven_by_id", "received_by", "rule", "sent_by_id", "sent_on", "served_on", "tracking_number") SELECT new_values."acknowledged_at", new_values."acknowledged_by_id", new_values."address", new_values."consent_id", new_values."id", new_values."method", new_values."paper_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."proof_id", new_values."proven_by_id", new_values."received_by", new_values."rule", new_values."sent_by_id", new_values."sent_on", new_values."served_on", new_values."tracking_number" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="2ef2a288eb89b6c853038a59ae0eb2092c1e4c67",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_dda85",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="compliance_servicerecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_servicerecordevent" ("acknowledged_at", "acknowledged_by_id", "address", "consent_id", "id", "method", "paper_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_id", "proven_by_id", "received_by", "rule", "sent_by_id", "sent_on", "served_on", "tracking_number") SELECT new_values."acknowledged_at", new_values."acknowledged_by_id", new_values."address", new_values."consent_id", new_values."id", new_values."method", new_values."paper_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."proof_id", new_values."proven_by_id", new_values."received_by", new_values."rule", new_values."sent_by_id", new_values."sent_on", new_values."served_on", new_values."tracking_number" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="bb0633262b491c8dbd67c400205c480362c35d30",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_13290",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="compliance_servicerecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicerecordevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8df64e0a0d3c385b05d09f8f4054da8b8451a726",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c6d13",
                    table="compliance_servicerecordevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
