import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0010_paper_counts"),
        ("organizations", "0021_gaps_of_a_reach"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="duty",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="organizations.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AlterField(
            model_name="quarterlyreport",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="organizations.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(
                    ("first_submitted_on__isnull", True),
                    ("is_current", True),
                    ("state__in", ("draft", "certifying", "returned")),
                ),
                fields=["due_on", "id"],
                name="duty_never_came_due",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(
                    ("first_submitted_on__isnull", True),
                    ("is_current", True),
                    ("state__in", ("draft", "certifying", "returned")),
                ),
                fields=["organization", "due_on"],
                name="duty_never_came_of",
            ),
        ),
        migrations.AddIndex(
            model_name="quarterlyreport",
            index=models.Index(
                condition=models.Q(
                    ("first_submitted_on__isnull", True),
                    ("is_current", True),
                    ("state__in", ("draft", "certifying", "returned")),
                ),
                fields=["due_on", "id"],
                name="report_never_came_due",
            ),
        ),
        migrations.AddIndex(
            model_name="quarterlyreport",
            index=models.Index(
                condition=models.Q(
                    ("first_submitted_on__isnull", True),
                    ("is_current", True),
                    ("state__in", ("draft", "certifying", "returned")),
                ),
                fields=["organization", "due_on"],
                name="report_never_came_of",
            ),
        ),
    ]
