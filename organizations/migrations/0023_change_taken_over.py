from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_disposed_files"),
        ("organizations", "0022_statistics_of_names"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="organizationchange",
            index=models.Index(
                condition=models.Q(("applied_at__isnull", False), ("kind", "transfer")),
                fields=["organization"],
                name="change_taken_over",
            ),
        ),
    ]
