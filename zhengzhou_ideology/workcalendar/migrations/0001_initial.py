import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='日期')),
                ('is_working_day', models.BooleanField(verbose_name='是否上班')),
                ('name', models.CharField(max_length=50, verbose_name='名称')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
            ],
            options={
                'verbose_name': '日历调整',
                'verbose_name_plural': '日历调整',
                'ordering': ['date'],
            },
        ),
        migrations.CreateModel(
            name='PublishedYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, validators=[django.core.validators.MinValueValidator(2004), django.core.validators.MaxValueValidator(2099)], verbose_name='年度')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
            ],
            options={
                'verbose_name': '已公布年度',
                'verbose_name_plural': '已公布年度',
                'ordering': ['year'],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='序号')),
                ('summary', models.CharField(max_length=200, verbose_name='事项')),
                ('content', models.JSONField(verbose_name='内容')),
                ('moved', models.JSONField(default=list, verbose_name='变动的期限')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
            ],
            options={
                'verbose_name': '日历和规则的变更',
                'verbose_name_plural': '日历和规则的变更',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='CalendarDayEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('date', models.DateField(verbose_name='日期')),
                ('is_working_day', models.BooleanField(verbose_name='是否上班')),
                ('name', models.CharField(max_length=50, verbose_name='名称')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workcalendar.calendarday')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('report_due_day', '季度报告报送期限'), ('event_notice_days', '重大活动申报提前量'), ('event_late_filing', '活动开始前准予逾期申报'), ('event_decision_working_days', '重大活动审批时限'), ('event_silence_working_days', '逾期未审批的督办层级'), ('event_summary_working_days', '活动总结报送期限'), ('report_reminder_days_before', '季度报告到期前催办'), ('report_overdue_working_days', '季度报告逾期后督办'), ('statement_working_days', '陈述申辩期限'), ('case_decision_days', '案件处理时限'), ('review_days', '申请复核期限'), ('retention_files_years', '报告和活动材料保存年限'), ('retention_cases_years', '案卷保存年限'), ('retention_drafts_years', '未提交草稿保存年限')], max_length=50, verbose_name='规则')),
                ('value', models.JSONField(verbose_name='取值')),
                ('effective_from', models.DateField(verbose_name='生效日期')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('note', models.TextField(blank=True, verbose_name='说明')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
            ],
            options={
                'verbose_name': '规则版本',
                'verbose_name_plural': '规则版本',
                'ordering': ['effective_from', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PublishedYearEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2004), django.core.validators.MaxValueValidator(2099)], verbose_name='年度')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workcalendar.publishedyear')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
