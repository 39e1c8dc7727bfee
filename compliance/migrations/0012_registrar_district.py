from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0011_never_came_of"),
        ("organizations", "0021_gaps_of_a_reach"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["registration_authority", "district"], name="duty_registrar_district"),
        ),
        migrations.AddIndex(
            model_name="quarterlyreport",
            index=models.Index(fields=["registration_authority", "district"], name="report_registrar_district"),
        ),
    ]
