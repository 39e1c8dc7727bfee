import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import organizations.credit_code
import zhengzhou_ideology.bigrams

# The pairs of neighbouring characters of a name, for substring search (zhengzhou_ideology/bigrams.py).
CHAR_BIGRAMS = """
CREATE FUNCTION char_bigrams(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_to_tsvector(ARRAY(
    SELECT DISTINCT substr(plain, n, 2)
    FROM (SELECT lower(replace(words, ' ', '')) AS plain) AS it, generate_series(1, length(plain) - 1) AS n
  ))
$$
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.RunSQL(CHAR_BIGRAMS, "DROP FUNCTION char_bigrams(text)"),
        migrations.CreateModel(
            name='District',
            fields=[
                ('code', models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name='区划代码')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='名称')),
            ],
            options={
                'verbose_name': '县（市、区）',
                'verbose_name_plural': '县（市、区）',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='办公电话')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '账号',
                'verbose_name_plural': '账号',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='user_email_once', violation_error_message='该电子邮箱已被其他账号使用。')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='AccountMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='动作')),
                ('before', models.CharField(max_length=20, verbose_name='原状态')),
                ('after', models.CharField(max_length=20, verbose_name='新状态')),
                ('acting_as', models.CharField(max_length=160, verbose_name='身份')),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('content_sha256', models.CharField(blank=True, max_length=64, verbose_name='内容校验值')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='时间')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
            ],
            options={
                'verbose_name': '账号办理记录',
                'verbose_name_plural': '账号办理记录',
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='名称')),
                ('aliases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='别名')),
                ('kind', models.CharField(choices=[('city_bureau', '市级登记管理机关'), ('district_bureau', '县（市、区）登记管理机关'), ('competent', '业务主管单位'), ('party', '上级党组织')], max_length=20, verbose_name='类别')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='电话')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('document_sign', models.CharField(blank=True, db_default='', default='', help_text='文号中的机关代字，如“郑民函”。', max_length=20, verbose_name='发文代字')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organizations.authority', verbose_name='上级机关')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organizations.district', verbose_name='县（市、区）')),
            ],
            options={
                'verbose_name': '机关单位',
                'verbose_name_plural': '机关单位',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='AuthorityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=20, verbose_name='代码')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('aliases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='别名')),
                ('kind', models.CharField(choices=[('city_bureau', '市级登记管理机关'), ('district_bureau', '县（市、区）登记管理机关'), ('competent', '业务主管单位'), ('party', '上级党组织')], max_length=20, verbose_name='类别')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='电话')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('document_sign', models.CharField(blank=True, db_default='', default='', help_text='文号中的机关代字，如“郑民函”。', max_length=20, verbose_name='发文代字')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.authority', verbose_name='上级机关')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.authority')),
                ('district', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.district', verbose_name='县（市、区）')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                ('file_sha256', models.CharField(max_length=64, verbose_name='文件校验值')),
                ('state', models.CharField(choices=[('previewed', '待确认'), ('applied', '已导入'), ('undone', '已撤回'), ('discarded', '已放弃')], default='previewed', max_length=20, verbose_name='状态')),
                ('counts', models.JSONField(default=dict, verbose_name='统计')),
                ('header', models.JSONField(default=list, verbose_name='表头及以上各行')),
                ('places', models.JSONField(default=dict, verbose_name='各列位置')),
                ('uploaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='上传时间')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='导入时间')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时间')),
                ('authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.authority', verbose_name='导入单位')),
                ('uploaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
            ],
            options={
                'verbose_name': '名录导入',
                'verbose_name_plural': '名录导入',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_sha256', models.CharField(editable=False, max_length=64, unique=True)),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='姓名')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('role', models.CharField(choices=[('secretary', '秘书'), ('leader', '第一责任人'), ('competent_officer', '业务主管单位经办人'), ('registrar', '登记管理机关经办人'), ('supervisor', '审批负责人'), ('administrator', '系统管理员'), ('auditor', '审计员')], max_length=20, verbose_name='角色')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='发出时间')),
                ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='使用时间')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('send_after', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='下次发送时间')),
                ('sent_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='发送时间')),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='发送次数')),
                ('last_error', models.CharField(blank=True, editable=False, max_length=200, verbose_name='发送失败原因')),
                ('authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organizations.authority', verbose_name='机关单位')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='邀请人')),
                ('used_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='使用账号')),
            ],
            options={
                'verbose_name': '邀请',
                'verbose_name_plural': '邀请',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('secretary', '秘书'), ('leader', '第一责任人'), ('competent_officer', '业务主管单位经办人'), ('registrar', '登记管理机关经办人'), ('supervisor', '审批负责人'), ('administrator', '系统管理员'), ('auditor', '审计员')], max_length=20, verbose_name='角色')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='开始日期')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='提前终止时间')),
                ('authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organizations.authority', verbose_name='机关单位')),
                ('substitutes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substitutes_held', to='organizations.membership', verbose_name='所代身份')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '身份',
                'verbose_name_plural': '身份',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uscc', models.CharField(max_length=18, unique=True, validators=[organizations.credit_code.validate_credit_code], verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('association', '社会团体'), ('service_institution', '社会服务机构'), ('foundation', '基金会')], max_length=20, verbose_name='类型')),
                ('secretariat', models.CharField(blank=True, max_length=80, verbose_name='秘书处（办公室）')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('founded_on', models.DateField(verbose_name='成立登记日期')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='住所')),
                ('status', models.CharField(choices=[('active', '正常'), ('deregistered', '注销'), ('revoked', '撤销')], default='active', max_length=20, verbose_name='状态')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='注销（撤销）日期')),
                ('name_bigrams', models.GeneratedField(db_persist=True, expression=zhengzhou_ideology.bigrams.CharBigrams(models.F('name')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('competent_authority', models.ForeignKey(blank=True, help_text='直接登记的社会组织不填。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervised_organizations', to='organizations.authority', verbose_name='业务主管单位')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organizations.district', verbose_name='所属县（市、区）')),
                ('party_superior', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.authority', verbose_name='上级党组织')),
                ('registration_authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registered_organizations', to='organizations.authority', verbose_name='登记管理机关')),
            ],
            options={
                'verbose_name': '社会组织',
                'verbose_name_plural': '社会组织',
                'ordering': ['uscc'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['name_bigrams'], name='organization_bigrams'), models.Index(fields=['registration_authority', 'uscc'], name='organization_registrar'), models.Index(fields=['competent_authority', 'uscc'], name='organization_competent')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'association'), ('uscc__startswith', '51')), models.Q(('kind', 'service_institution'), ('uscc__startswith', '52')), models.Q(('kind', 'foundation'), ('uscc__startswith', '53')), _connector='OR'), name='organization_kind_agrees_with_code', violation_error_message='社会组织类型与统一社会信用代码前两位不一致（51 社会团体、52 社会服务机构、53 基金会）。'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'active'), _negated=True), ('ended_on__isnull', True), _connector='OR'), name='organization_active_has_no_end', violation_error_message='状态为“正常”的社会组织不能填写注销（撤销）日期。')],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('secretary', '秘书'), ('leader', '第一责任人'), ('competent_officer', '业务主管单位经办人'), ('registrar', '登记管理机关经办人'), ('supervisor', '审批负责人'), ('administrator', '系统管理员'), ('auditor', '审计员')], max_length=20, verbose_name='角色')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='开始日期')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='提前终止时间')),
                ('authority', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.authority', verbose_name='机关单位')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.membership')),
                ('substitutes', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.membership', verbose_name='所代身份')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('organization', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='社会组织')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='organization',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organizations.organization', verbose_name='社会组织'),
        ),
        migrations.CreateModel(
            name='InvitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='姓名')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('role', models.CharField(choices=[('secretary', '秘书'), ('leader', '第一责任人'), ('competent_officer', '业务主管单位经办人'), ('registrar', '登记管理机关经办人'), ('supervisor', '审批负责人'), ('administrator', '系统管理员'), ('auditor', '审计员')], max_length=20, verbose_name='角色')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='发出时间')),
                ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='使用时间')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('authority', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.authority', verbose_name='机关单位')),
                ('invited_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='邀请人')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.invitation')),
                ('used_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='使用账号')),
                ('organization', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='社会组织')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='organization',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization', verbose_name='社会组织'),
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(verbose_name='行号')),
                ('verdict', models.CharField(choices=[('new', '新增'), ('changed', '变更'), ('unchanged', '无变化'), ('error', '错误')], max_length=10, verbose_name='结论')),
                ('uscc', models.CharField(blank=True, max_length=40, verbose_name='统一社会信用代码')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='名称')),
                ('cells', models.JSONField(default=list, verbose_name='原始单元格')),
                ('values', models.JSONField(default=dict, verbose_name='导入值')),
                ('before', models.JSONField(default=dict, verbose_name='原值')),
                ('errors', models.JSONField(default=list, verbose_name='错误')),
                ('effects', models.JSONField(default=dict, verbose_name='任期变动')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='organizations.importbatch')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.organization')),
            ],
            options={
                'verbose_name': '导入行',
                'verbose_name_plural': '导入行',
                'ordering': ['batch', 'row'],
                'indexes': [models.Index(fields=['batch', 'verdict', 'row'], name='import_row_verdict')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'row'), name='import_row_once')],
            },
        ),
        migrations.CreateModel(
            name='OrganizationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('uscc', models.CharField(max_length=18, validators=[organizations.credit_code.validate_credit_code], verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('association', '社会团体'), ('service_institution', '社会服务机构'), ('foundation', '基金会')], max_length=20, verbose_name='类型')),
                ('secretariat', models.CharField(blank=True, max_length=80, verbose_name='秘书处（办公室）')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('founded_on', models.DateField(verbose_name='成立登记日期')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='住所')),
                ('status', models.CharField(choices=[('active', '正常'), ('deregistered', '注销'), ('revoked', '撤销')], default='active', max_length=20, verbose_name='状态')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='注销（撤销）日期')),
                ('competent_authority', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='直接登记的社会组织不填。', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.authority', verbose_name='业务主管单位')),
                ('district', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.district', verbose_name='所属县（市、区）')),
                ('party_superior', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.authority', verbose_name='上级党组织')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.organization')),
                ('registration_authority', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.authority', verbose_name='登记管理机关')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Outlet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('website', '网站'), ('public_account', '公众账号'), ('publication', '刊物'), ('venue', '场所')], max_length=20, verbose_name='类别')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='网址、账号或地址')),
                ('since', models.DateField(blank=True, null=True, verbose_name='启用日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outlets', to='organizations.organization', verbose_name='社会组织')),
            ],
            options={
                'verbose_name': '阵地',
                'verbose_name_plural': '阵地',
                'ordering': ['organization', 'kind', 'name'],
            },
        ),
        migrations.CreateModel(
            name='PaperSequence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=20, verbose_name='文种')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='最后编号')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.authority')),
            ],
            options={
                'verbose_name': '文书编号',
                'verbose_name_plural': '文书编号',
                'constraints': [models.UniqueConstraint(fields=('series', 'authority', 'year'), name='paper_sequence_once')],
            },
        ),
        migrations.CreateModel(
            name='ResponsiblePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(choices=[('leader', '主要负责人'), ('branch_secretary', '支部书记'), ('liaison', '日常工作联系人')], max_length=20, verbose_name='职务')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('office_phone', models.CharField(blank=True, max_length=30, verbose_name='办公电话')),
                ('office_email', models.EmailField(blank=True, max_length=254, verbose_name='办公邮箱')),
                ('term_from', models.DateField(blank=True, null=True, verbose_name='任职开始')),
                ('term_until', models.DateField(blank=True, null=True, verbose_name='任职结束')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsible_persons', to='organizations.organization', verbose_name='社会组织')),
            ],
            options={
                'verbose_name': '责任人',
                'verbose_name_plural': '责任人',
                'ordering': ['organization', 'post', '-term_from', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('term_until__isnull', True)), fields=('organization', 'post'), name='one_current_holder_per_post', violation_error_message='该职务已有现任责任人，请先填写其任职结束日期。'), models.CheckConstraint(condition=models.Q(('term_until__isnull', True), ('term_from__isnull', True), ('term_until__gte', models.F('term_from')), _connector='OR'), name='term_ends_after_start', violation_error_message='任职结束日期不能早于任职开始日期。')],
            },
        ),
        migrations.CreateModel(
            name='OutletEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('website', '网站'), ('public_account', '公众账号'), ('publication', '刊物'), ('venue', '场所')], max_length=20, verbose_name='类别')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='网址、账号或地址')),
                ('since', models.DateField(blank=True, null=True, verbose_name='启用日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='社会组织')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.outlet')),
                ('responsible', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.responsibleperson', verbose_name='责任人')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='outlet',
            name='responsible',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outlets', to='organizations.responsibleperson', verbose_name='责任人'),
        ),
        migrations.CreateModel(
            name='ResponsiblePersonEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('post', models.CharField(choices=[('leader', '主要负责人'), ('branch_secretary', '支部书记'), ('liaison', '日常工作联系人')], max_length=20, verbose_name='职务')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('office_phone', models.CharField(blank=True, max_length=30, verbose_name='办公电话')),
                ('office_email', models.EmailField(blank=True, max_length=254, verbose_name='办公邮箱')),
                ('term_from', models.DateField(blank=True, null=True, verbose_name='任职开始')),
                ('term_until', models.DateField(blank=True, null=True, verbose_name='任职结束')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='社会组织')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.responsibleperson')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SelfCertification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='理由')),
                ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='批准时间')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_until', models.DateField(verbose_name='截止日期')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准人')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_certifications', to='organizations.organization', verbose_name='社会组织')),
            ],
            options={
                'verbose_name': '一人兼任许可',
                'verbose_name_plural': '一人兼任许可',
                'ordering': ['-valid_from', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='self_certification_ends_after_start', violation_error_message='截止日期不能早于生效日期。')],
            },
        ),
        migrations.CreateModel(
            name='SelfCertificationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.TextField(verbose_name='理由')),
                ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='批准时间')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_until', models.DateField(verbose_name='截止日期')),
                ('granted_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准人')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.organization', verbose_name='社会组织')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.selfcertification')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Substitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('granted_as', models.CharField(max_length=160, verbose_name='指定人身份')),
                ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='指定时间')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='指定人')),
                ('membership', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='substitution', to='organizations.membership', verbose_name='代理身份')),
            ],
            options={
                'verbose_name': '代理',
                'verbose_name_plural': '代理',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='SubstitutionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('granted_as', models.CharField(max_length=160, verbose_name='指定人身份')),
                ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='指定时间')),
                ('granted_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='指定人')),
                ('membership', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organizations.membership', verbose_name='代理身份')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organizations.substitution')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='办公电话')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('authority__isnull', True), ('organization__isnull', False), ('role__in', ('secretary', 'leader'))), models.Q(('authority__isnull', False), ('organization__isnull', True), ('role__in', ('competent_officer', 'registrar', 'supervisor', 'administrator', 'auditor'))), _connector='OR'), name='membership_sits_where_its_role_does', violation_error_message='社会组织角色须选择社会组织，机关角色须选择机关单位。'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'role', 'organization'), name='membership_once_in_organization', violation_error_message='该账号已有此身份。'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'role', 'authority'), name='membership_once_in_authority', violation_error_message='该账号已有此身份。'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='membership_ends_after_start', violation_error_message='结束日期不能早于开始日期。'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('substitutes__isnull', True), models.Q(('ends_on__isnull', False), ('role__in', ('secretary', 'competent_officer', 'registrar'))), _connector='OR'), name='substitute_is_dated_and_signs_nothing', violation_error_message='只有秘书和经办人可以由他人代理，并须写明结束日期。'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(condition=models.Q(('send_after__isnull', False)), fields=['send_after'], name='invitation_to_send'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('authority__isnull', True), ('organization__isnull', False), ('role__in', ('secretary', 'leader'))), models.Q(('authority__isnull', False), ('organization__isnull', True), ('role__in', ('competent_officer', 'registrar', 'supervisor', 'administrator', 'auditor'))), _connector='OR'), name='invitation_sits_where_its_role_does'),
        ),
    ]
