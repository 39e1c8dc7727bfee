"""The number of an upward paper, to whom it goes and who signed it off; roll-ups of before have none."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0016_analyze_import_rows"),
        ("reports", "0002_publications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="rollup",
            name="addressee",
            field=models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="主送机关"),
        ),
        migrations.AddField(
            model_name="rollup",
            name="document_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="发文字号"),
        ),
        migrations.AddField(
            model_name="rollup",
            name="signatory",
            field=models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="签发人"),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("document_number", ""), _negated=True),
                fields=("authority", "document_number"),
                name="rollup_number_once",
            ),
        ),
    ]
