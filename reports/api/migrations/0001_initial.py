import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import reports.api.models.tokens
import reports.api.models.webhooks


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0013_development_zones'),
        ('organizations', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='LogCursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, unique=True)),
                ('settled_id', models.BigIntegerField()),
                ('mark_id', models.BigIntegerField()),
                ('mark_xid', models.BigIntegerField()),
            ],
            options={
                'verbose_name': '推送进度',
                'verbose_name_plural': '推送进度',
            },
        ),
        migrations.CreateModel(
            name='AccessToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('system', models.CharField(help_text='例如“市政务数据共享交换平台”。', max_length=100, verbose_name='使用系统')),
                ('contact', models.CharField(help_text='写科室和办公电话，不写个人。例如“市大数据局数据资源处，0371-00000000”。', max_length=100, verbose_name='联系科室和电话')),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('organizations', '社会组织'), ('statuses', '履职状态'), ('sums', '汇总数据'), ('filings', '重大活动'), ('statements', '年度报告'), ('calendar', '工作日历')], max_length=20), size=None, verbose_name='可以读取')),
                ('addresses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=43, validators=[reports.api.models.tokens.checked_range]), size=None, verbose_name='允许的来源地址')),
                ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                ('state', models.CharField(choices=[('proposed', '待确认'), ('confirmed', '已确认，待领取'), ('issued', '使用中'), ('refused', '不予确认'), ('revoked', '已停用')], default='proposed', max_length=20, verbose_name='状态')),
                ('token_sha256', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('proposed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='申请时间')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('revoked_because', models.TextField(blank=True, max_length=2000, verbose_name='停用理由')),
                ('last_used_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='最近使用时间')),
                ('authority', models.ForeignKey(help_text='只能读取该单位及其下级单位管辖的数据。', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.authority', verbose_name='数据范围')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请人')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='停用人')),
            ],
            options={
                'verbose_name': '数据接口令牌',
                'verbose_name_plural': '数据接口令牌',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('proposed_at')), ('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('proposed_at'), '+', models.Value(datetime.timedelta(days=366))))), name='token_ends_within_a_year', violation_error_message='有效期须晚于今天，最长一年。'), models.CheckConstraint(condition=models.Q(('addresses__len__gt', 0), ('scopes__len__gt', 0)), name='token_has_scope_and_addresses', violation_error_message='须选择可以读取的数据，并写明允许的来源地址。'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='token_confirmed_by_another', violation_error_message='申请人不能确认自己申请的令牌。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('confirmed', 'issued')), _negated=True), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='token_in_use_was_confirmed', violation_error_message='令牌须由安全管理员确认。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'issued'), _negated=True), models.Q(('token_sha256', ''), _negated=True), _connector='OR'), name='issued_token_has_hash'), models.UniqueConstraint(condition=models.Q(('token_sha256', ''), _negated=True), fields=('token_sha256',), name='one_token_for_a_secret'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'revoked'), _negated=True), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False), models.Q(('revoked_because', ''), _negated=True)), _connector='OR'), name='token_revoked_by_somebody_with_reason', violation_error_message='停用令牌须写明理由。')],
            },
        ),
        migrations.CreateModel(
            name='AccessTokenEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('system', models.CharField(help_text='例如“市政务数据共享交换平台”。', max_length=100, verbose_name='使用系统')),
                ('contact', models.CharField(help_text='写科室和办公电话，不写个人。例如“市大数据局数据资源处，0371-00000000”。', max_length=100, verbose_name='联系科室和电话')),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('organizations', '社会组织'), ('statuses', '履职状态'), ('sums', '汇总数据'), ('filings', '重大活动'), ('statements', '年度报告'), ('calendar', '工作日历')], max_length=20), size=None, verbose_name='可以读取')),
                ('addresses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=43, validators=[reports.api.models.tokens.checked_range]), size=None, verbose_name='允许的来源地址')),
                ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                ('state', models.CharField(choices=[('proposed', '待确认'), ('confirmed', '已确认，待领取'), ('issued', '使用中'), ('refused', '不予确认'), ('revoked', '已停用')], default='proposed', max_length=20, verbose_name='状态')),
                ('proposed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='申请时间')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('revoked_because', models.TextField(blank=True, max_length=2000, verbose_name='停用理由')),
                ('authority', models.ForeignKey(db_constraint=False, db_index=False, help_text='只能读取该单位及其下级单位管辖的数据。', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.authority', verbose_name='数据范围')),
                ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='api.accesstoken')),
                ('proposed_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请人')),
                ('revoked_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='停用人')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TokenAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=300, verbose_name='请求')),
                ('status', models.PositiveSmallIntegerField(verbose_name='应答')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='条数')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='来源地址')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='时间')),
                ('token', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to='api.accesstoken', verbose_name='令牌')),
            ],
            options={
                'verbose_name': '数据接口读取记录',
                'verbose_name_plural': '数据接口读取记录',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['token', '-id'], name='access_of_token'), django.contrib.postgres.indexes.BrinIndex(fields=['at'], name='access_by_time')],
            },
        ),
        migrations.CreateModel(
            name='TokenMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='动作')),
                ('before', models.CharField(max_length=20, verbose_name='原状态')),
                ('after', models.CharField(max_length=20, verbose_name='新状态')),
                ('acting_as', models.CharField(max_length=160, verbose_name='身份')),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('content_sha256', models.CharField(blank=True, max_length=64, verbose_name='内容校验值')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='api.accesstoken', verbose_name='令牌')),
            ],
            options={
                'verbose_name': '令牌办理记录',
                'verbose_name_plural': '令牌办理记录',
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=300, verbose_name='接收地址')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('filing.decided', '重大活动作出决定'), ('filing.recorded', '重大活动备案'), ('report.accepted', '季度报告接收'), ('statement.published', '年度报告发布'), ('organization.changed', '登记事项变更')], max_length=30), size=None, verbose_name='推送的事项')),
                ('state', models.CharField(choices=[('active', '推送中'), ('off', '已停用')], default='active', max_length=10, verbose_name='状态')),
                ('since', models.DateTimeField(verbose_name='推送自')),
                ('salt', models.CharField(default=reports.api.models.webhooks.new_salt, editable=False, max_length=32)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='设置时间')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设置人')),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endpoints', to='api.accesstoken', verbose_name='令牌')),
            ],
            options={
                'verbose_name': '推送地址',
                'verbose_name_plural': '推送地址',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('url__startswith', 'https://')), name='endpoint_is_encrypted', violation_error_message='接收地址须以 https:// 开头。'), models.UniqueConstraint(fields=('token', 'url'), name='endpoint_once', violation_error_message='该令牌已有此接收地址。')],
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.CharField(max_length=80, verbose_name='事件编号')),
                ('kind', models.CharField(choices=[('filing.decided', '重大活动作出决定'), ('filing.recorded', '重大活动备案'), ('report.accepted', '季度报告接收'), ('statement.published', '年度报告发布'), ('organization.changed', '登记事项变更')], max_length=30, verbose_name='事项')),
                ('body', models.TextField(verbose_name='内容')),
                ('state', models.CharField(choices=[('pending', '待送达'), ('delivered', '已送达'), ('given_up', '已放弃')], default='pending', max_length=10, verbose_name='状态')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='次数')),
                ('next_at', models.DateTimeField(verbose_name='下次推送时间')),
                ('since', models.DateTimeField(verbose_name='开始推送时间')),
                ('last_status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='最近应答')),
                ('last_error', models.CharField(blank=True, max_length=300, verbose_name='最近错误')),
                ('created_at', models.DateTimeField(verbose_name='产生时间')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='送达时间')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='api.webhookendpoint', verbose_name='推送地址')),
            ],
            options={
                'verbose_name': '推送记录',
                'verbose_name_plural': '推送记录',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['endpoint', 'id'], name='webhook_delivery_pending'), models.Index(fields=['endpoint', '-id'], name='webhook_delivery_list')],
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'event_id'), name='webhook_delivery_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'delivered'), _negated=True), ('delivered_at__isnull', False), _connector='OR'), name='delivered_at_some_time')],
            },
        ),
        migrations.CreateModel(
            name='EndpointMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='动作')),
                ('before', models.CharField(max_length=20, verbose_name='原状态')),
                ('after', models.CharField(max_length=20, verbose_name='新状态')),
                ('acting_as', models.CharField(max_length=160, verbose_name='身份')),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('content_sha256', models.CharField(blank=True, max_length=64, verbose_name='内容校验值')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='api.webhookendpoint', verbose_name='推送地址')),
            ],
            options={
                'verbose_name': '推送地址办理记录',
                'verbose_name_plural': '推送地址办理记录',
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WebhookEndpointEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('url', models.CharField(max_length=300, verbose_name='接收地址')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('filing.decided', '重大活动作出决定'), ('filing.recorded', '重大活动备案'), ('report.accepted', '季度报告接收'), ('statement.published', '年度报告发布'), ('organization.changed', '登记事项变更')], max_length=30), size=None, verbose_name='推送的事项')),
                ('state', models.CharField(choices=[('active', '推送中'), ('off', '已停用')], default='active', max_length=10, verbose_name='状态')),
                ('since', models.DateTimeField(verbose_name='推送自')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='设置时间')),
                ('made_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设置人')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='api.webhookendpoint')),
                ('token', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='api.accesstoken', verbose_name='令牌')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
