import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import reports.models.batches
import reports.models.statements


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
        ('organizations', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_sha256', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='生成时间')),
                ('fetched_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='最近读取时间')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '日历订阅',
                'verbose_name_plural': '日历订阅',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user',), name='one_live_calendar_feed')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='生成时间')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.calendarfeed')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('acting_as', models.CharField(max_length=160, verbose_name='办理身份')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('moved', models.JSONField(verbose_name='移交的材料')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='移交人')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='organizations.organization', verbose_name='社会组织')),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接手人')),
            ],
            options={
                'verbose_name': '工作移交',
                'verbose_name_plural': '工作移交',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('giver', models.F('receiver')), _negated=True), name='handover_between_two')],
            },
        ),
        migrations.CreateModel(
            name='StatementBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('state', models.CharField(choices=[('running', '正在生成'), ('finished', '已完成'), ('failed', '未能完成')], default='running', max_length=10, verbose_name='状态')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='社会组织数')),
                ('archive', models.FileField(blank=True, max_length=200, upload_to=reports.models.batches.archive_path, verbose_name='压缩包')),
                ('archive_size', models.PositiveBigIntegerField(default=0, verbose_name='压缩包大小（字节）')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='发起时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('error', models.TextField(blank=True, default='', verbose_name='失败原因')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.authority', verbose_name='机关单位')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
            ],
            options={
                'verbose_name': '批量年度报告',
                'verbose_name_plural': '批量年度报告',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('authority', 'year'), name='one_running_batch_per_authority_and_year', violation_error_message='该单位本年度的批量任务正在进行。'), models.CheckConstraint(condition=models.Q(('state', 'running'), ('finished_at__isnull', False), _connector='OR'), name='ended_batch_has_time')],
            },
        ),
        migrations.CreateModel(
            name='StatementBatchEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('state', models.CharField(choices=[('running', '正在生成'), ('finished', '已完成'), ('failed', '未能完成')], default='running', max_length=10, verbose_name='状态')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='社会组织数')),
                ('archive', models.FileField(blank=True, max_length=200, upload_to=reports.models.batches.archive_path, verbose_name='压缩包')),
                ('archive_size', models.PositiveBigIntegerField(default=0, verbose_name='压缩包大小（字节）')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='发起时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('error', models.TextField(blank=True, default='', verbose_name='失败原因')),
                ('authority', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.authority', verbose_name='机关单位')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.statementbatch')),
                ('started_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StatementChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('organizations', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='社会组织')),
                ('state', models.CharField(choices=[('open', '待处理'), ('claimed', '处理中'), ('done', '已完成'), ('given_up', '已放弃')], default='open', max_length=10, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='次数')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='最近活动时间')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已生成')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='未生成')),
                ('lines', models.JSONField(default=list, verbose_name='目录行')),
                ('part', models.FileField(blank=True, max_length=200, upload_to=reports.models.batches.archive_path, verbose_name='分包')),
                ('error', models.TextField(blank=True, default='', verbose_name='错误')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='reports.statementbatch')),
            ],
            options={
                'verbose_name': '批量年度报告分组',
                'verbose_name_plural': '批量年度报告分组',
                'ordering': ['batch', 'number'],
                'indexes': [models.Index(condition=models.Q(('state__in', ('open', 'claimed'))), fields=['state', 'id'], name='chunk_unfinished')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'number'), name='chunk_once')],
            },
        ),
        migrations.CreateModel(
            name='AnnualStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='版本')),
                ('snapshot', models.JSONField(verbose_name='数据快照')),
                ('snapshot_sha256', models.CharField(max_length=64, verbose_name='数据校验值')),
                ('verification_code', models.CharField(default=reports.models.statements.new_code, max_length=16, unique=True, verbose_name='核验码')),
                ('issued_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='出具时间')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='出具人')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annual_statements', to='organizations.organization', verbose_name='社会组织')),
            ],
            options={
                'verbose_name': '年度合规报告',
                'verbose_name_plural': '年度合规报告',
                'ordering': ['-year', 'organization', '-version'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'year', 'version'), name='statement_version_once')],
            },
        ),
    ]
