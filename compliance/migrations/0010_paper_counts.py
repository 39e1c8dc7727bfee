from django.db import migrations, models

COUNTED = """
INSERT INTO {table} ({by}, authority_id, competent_id, total, submitted, accepted, late, outstanding)
SELECT {by}, coalesce(counts_for_id, registration_authority_id),
  coalesce(CASE WHEN counts_for_id IS NULL THEN competent_authority_id ELSE counts_for_competent_id END, 0),
  count(*), count(*) FILTER (WHERE state = 'submitted'), count(*) FILTER (WHERE state = 'accepted'),
  count(*) FILTER (WHERE (state IN ('submitted', 'accepted', 'superseded') OR state = 'lapsed') AND first_submitted_on > due_on),
  count(*) FILTER (WHERE state IN ('draft', 'certifying', 'returned') AND first_submitted_on IS NULL)
FROM {papers} WHERE is_current GROUP BY {places}
"""
REPORTS = {
    "table": "compliance_periodcount",
    "by": "period_id",
    "papers": "compliance_quarterlyreport",
    "places": "1, 2, 3",
}
DUTIES = {"table": "compliance_dutyyearcount", "by": "year, kind", "papers": "compliance_duty", "places": "1, 2, 3, 4"}


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0009_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyYearCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("authority_id", models.BigIntegerField(verbose_name="登记管理机关")),
                ("competent_id", models.BigIntegerField(verbose_name="业务主管单位")),
                ("total", models.BigIntegerField(verbose_name="应报")),
                ("submitted", models.BigIntegerField(verbose_name="待审")),
                ("accepted", models.BigIntegerField(verbose_name="已接收")),
                ("late", models.BigIntegerField(verbose_name="逾期报送")),
                ("outstanding", models.BigIntegerField(verbose_name="未报")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("kind", models.CharField(max_length=20, verbose_name="事项")),
            ],
            options={
                "verbose_name": "年度事项办理情况",
                "verbose_name_plural": "年度事项办理情况",
            },
        ),
        migrations.CreateModel(
            name="PeriodCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("authority_id", models.BigIntegerField(verbose_name="登记管理机关")),
                ("competent_id", models.BigIntegerField(verbose_name="业务主管单位")),
                ("total", models.BigIntegerField(verbose_name="应报")),
                ("submitted", models.BigIntegerField(verbose_name="待审")),
                ("accepted", models.BigIntegerField(verbose_name="已接收")),
                ("late", models.BigIntegerField(verbose_name="逾期报送")),
                ("outstanding", models.BigIntegerField(verbose_name="未报")),
                ("period_id", models.BigIntegerField(verbose_name="季度")),
            ],
            options={
                "verbose_name": "季度报送情况",
                "verbose_name_plural": "季度报送情况",
            },
        ),
        # What there is so far; from now on triggers count.
        *(migrations.RunSQL(COUNTED.format(**of), migrations.RunSQL.noop) for of in (REPORTS, DUTIES)),
    ]
