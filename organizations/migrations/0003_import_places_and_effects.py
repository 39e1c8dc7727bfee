import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_reference_data")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.authority",
                verbose_name="导入单位",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="places",
            field=models.JSONField(default=dict, verbose_name="各列位置"),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="header",
            field=models.JSONField(default=list, verbose_name="表头及以上各行"),
        ),
        migrations.AddField(
            model_name="importrow",
            name="effects",
            field=models.JSONField(default=dict, verbose_name="任期变动"),
        ),
    ]
