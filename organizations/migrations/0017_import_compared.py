from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0016_analyze_import_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="compared",
            field=models.JSONField(default=dict, editable=False, verbose_name="比对时的名录"),
        ),
    ]
