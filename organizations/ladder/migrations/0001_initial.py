import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
        ('organizations', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sweep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='基准日期')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='运行时间')),
            ],
            options={
                'verbose_name': '催办运行',
                'verbose_name_plural': '催办运行',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='事项类别')),
                ('number', models.PositiveSmallIntegerField(blank=True, help_text='留空表示全部层级。', null=True, verbose_name='级次')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='结束日期')),
                ('reason', models.TextField(max_length=500, verbose_name='理由')),
                ('held_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='决定时间')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='解除时间')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.authority', verbose_name='决定机关')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.district', verbose_name='县（市、区）')),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='决定人')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='解除人')),
            ],
            options={
                'verbose_name': '暂缓催办',
                'verbose_name_plural': '暂缓催办',
                'ordering': ['-starts_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='hold_ends_after_start', violation_error_message='结束日期不能早于开始日期。'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='hold_lifted_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='HoldEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=40, verbose_name='事项类别')),
                ('number', models.PositiveSmallIntegerField(blank=True, help_text='留空表示全部层级。', null=True, verbose_name='级次')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='结束日期')),
                ('reason', models.TextField(max_length=500, verbose_name='理由')),
                ('held_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='决定时间')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='解除时间')),
                ('authority', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.authority', verbose_name='决定机关')),
                ('district', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.district', verbose_name='县（市、区）')),
                ('held_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='决定人')),
                ('lifted_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='解除人')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='ladder.hold')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='事项类别')),
                ('matter', models.BigIntegerField(verbose_name='事项')),
                ('round', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='轮次')),
                ('number', models.PositiveSmallIntegerField(verbose_name='级次')),
                ('rung', models.CharField(max_length=60, verbose_name='层级')),
                ('due_on', models.DateField(verbose_name='当时的截止日期')),
                ('reached_on', models.DateField(verbose_name='催办日期')),
                ('sweep', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='ladder.sweep')),
            ],
            options={
                'verbose_name': '催办记录',
                'verbose_name_plural': '催办记录',
                'ordering': ['kind', 'matter', 'round', 'number'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'matter', 'round', 'number'), name='reminder_once_per_rung')],
            },
        ),
    ]
