import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import zhengzhou_ideology.notices.robots


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='GroupChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(db_index=True, help_text='机关单位编码。', max_length=100, verbose_name='所属单位')),
                ('name', models.CharField(max_length=100, verbose_name='群名称')),
                ('url', models.CharField(max_length=500, validators=[zhengzhou_ideology.notices.robots.known_service], verbose_name='机器人地址')),
                ('address_set_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False, verbose_name='地址设置时间')),
                ('kinds', models.JSONField(blank=True, default=list, help_text='留空表示全部类别。', verbose_name='接收的类别')),
                ('active', models.BooleanField(default=True, verbose_name='启用')),
            ],
            options={
                'verbose_name': '群机器人',
                'verbose_name_plural': '群机器人',
                'ordering': ['owner', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('collecting', '待汇总'), ('sent', '已发送'), ('failed', '发送失败'), ('unneeded', '无需发送')], db_default='waiting', default='waiting', max_length=10, verbose_name='状态')),
                ('urgent', models.BooleanField(db_default=False, default=False, verbose_name='不受免打扰时段限制')),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='尝试次数')),
                ('next_attempt_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, verbose_name='下次尝试')),
                ('last_error', models.TextField(blank=True, db_default='', default='', verbose_name='最近错误')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='发送时间')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False, verbose_name='创建时间')),
                ('day', models.DateField(verbose_name='日期')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='收件人')),
            ],
            options={
                'verbose_name': '每日汇总',
                'verbose_name_plural': '每日汇总',
                'ordering': ['-pk'],
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_attempt_at', 'id'], name='digest_waiting')],
                'constraints': [models.UniqueConstraint(fields=('recipient', 'day'), name='digest_once_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='digest_sent_when')],
            },
        ),
        migrations.CreateModel(
            name='GroupChannelEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('owner', models.CharField(help_text='机关单位编码。', max_length=100, verbose_name='所属单位')),
                ('name', models.CharField(max_length=100, verbose_name='群名称')),
                ('address_set_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False, verbose_name='地址设置时间')),
                ('kinds', models.JSONField(blank=True, default=list, help_text='留空表示全部类别。', verbose_name='接收的类别')),
                ('active', models.BooleanField(default=True, verbose_name='启用')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='notices.groupchannel')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GroupPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('collecting', '待汇总'), ('sent', '已发送'), ('failed', '发送失败'), ('unneeded', '无需发送')], db_default='waiting', default='waiting', max_length=10, verbose_name='状态')),
                ('urgent', models.BooleanField(db_default=False, default=False, verbose_name='不受免打扰时段限制')),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='尝试次数')),
                ('next_attempt_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, verbose_name='下次尝试')),
                ('last_error', models.TextField(blank=True, db_default='', default='', verbose_name='最近错误')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='发送时间')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False, verbose_name='创建时间')),
                ('kind', models.CharField(max_length=50, verbose_name='类别')),
                ('subject', models.CharField(max_length=200, verbose_name='标题')),
                ('body', models.TextField(blank=True, verbose_name='内容')),
                ('url', models.CharField(blank=True, max_length=500, verbose_name='链接')),
                ('key', models.CharField(max_length=200, verbose_name='去重键')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='notices.groupchannel', verbose_name='群机器人')),
            ],
            options={
                'verbose_name': '群消息',
                'verbose_name_plural': '群消息',
                'ordering': ['-pk'],
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_attempt_at', 'id'], name='group_post_waiting')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'key'), name='group_post_once'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='group_post_sent_when')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=50, verbose_name='类别')),
                ('subject', models.CharField(max_length=200, verbose_name='标题')),
                ('body', models.TextField(blank=True, verbose_name='内容')),
                ('url', models.CharField(blank=True, max_length=500, verbose_name='链接')),
                ('is_legal_paper', models.BooleanField(default=False, verbose_name='法律文书')),
                ('key', models.CharField(max_length=200, verbose_name='去重键')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False, verbose_name='时间')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='阅读时间')),
                ('planned', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='已安排发送')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='收件人')),
            ],
            options={
                'verbose_name': '通知',
                'verbose_name_plural': '通知',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['recipient', '-id'], name='notice_inbox'), models.Index(condition=models.Q(('read_at', None)), fields=['recipient', '-id'], name='notice_unread'), models.Index(condition=models.Q(('planned', False)), fields=['id'], name='notice_unplanned')],
                'constraints': [models.UniqueConstraint(fields=('recipient', 'key'), name='notice_once')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('collecting', '待汇总'), ('sent', '已发送'), ('failed', '发送失败'), ('unneeded', '无需发送')], db_default='waiting', default='waiting', max_length=10, verbose_name='状态')),
                ('urgent', models.BooleanField(db_default=False, default=False, verbose_name='不受免打扰时段限制')),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='尝试次数')),
                ('next_attempt_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, verbose_name='下次尝试')),
                ('last_error', models.TextField(blank=True, db_default='', default='', verbose_name='最近错误')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='发送时间')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False, verbose_name='创建时间')),
                ('way', models.CharField(choices=[('email', '电子邮件'), ('sms', '短信')], max_length=10, verbose_name='方式')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='收件人')),
                ('digest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deliveries', to='notices.digest', verbose_name='所在汇总')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notices.notice', verbose_name='通知')),
            ],
            options={
                'verbose_name': '发送',
                'verbose_name_plural': '发送',
                'ordering': ['-pk'],
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_attempt_at', 'id'], name='delivery_waiting'), models.Index(condition=models.Q(('state', 'collecting')), fields=['recipient'], name='delivery_collecting'), models.Index(condition=models.Q(('state', 'failed')), fields=['-id'], name='delivery_failed')],
                'constraints': [models.UniqueConstraint(fields=('notice', 'way'), name='delivery_once'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='delivery_sent_when')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=50, verbose_name='类别')),
                ('mode', models.CharField(choices=[('at_once', '即时邮件'), ('digest', '每日汇总邮件'), ('none', '仅站内通知')], default='at_once', max_length=10, verbose_name='方式')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preferences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '通知设置',
                'verbose_name_plural': '通知设置',
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='preference_once')],
            },
        ),
    ]
