from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0017_organization_moves"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="compared",
            field=models.JSONField(default=dict, editable=False, verbose_name="比对时的名录"),
        ),
    ]
