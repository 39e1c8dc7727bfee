"""The kind of the organization is a part of every cell. Tallies are derived: the next refresh finds none done and counts all anew."""

from django.db import migrations, models
from django.db.models import F, UniqueConstraint
from django.db.models.functions import Coalesce

KINDS = [("association", "社会团体"), ("service_institution", "社会服务机构"), ("foundation", "基金会")]
CELL = ("source", "year", "part", "authority", "district", "kind")
TABLES = {
    "acttally": ("act_tally_cell", ("what", "state", "is_late")),
    "decisiontime": ("decision_time_cell", ("days",)),
    "dutytally": ("duty_tally_cell", ("parts",)),
}
FORGOTTEN = ("boards_acttally", "boards_decisiontime", "boards_tallyrefresh")


def kind() -> models.CharField:
    return models.CharField("组织类型", max_length=30, choices=KINDS, default="")


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0002_slices"),
        ("organizations", "0013_development_zones"),
    ]

    operations = [
        migrations.RunSQL([f"DELETE FROM {table}" for table in FORGOTTEN], migrations.RunSQL.noop),  # noqa: S608
        *(migrations.RemoveConstraint(table, name) for table, (name, _) in TABLES.items()),
        *(migrations.AddField(table, "kind", kind(), preserve_default=False) for table in ("acttally", "decisiontime")),
        *(
            migrations.AddConstraint(
                table, UniqueConstraint(*map(F, (*CELL, *more)), Coalesce("competent", 0), name=name)
            )
            for table, (name, more) in TABLES.items()
        ),
        # Backwards cells fall together: these are counted anew as well.
        migrations.RunSQL(migrations.RunSQL.noop, [f"DELETE FROM {table}" for table in FORGOTTEN]),  # noqa: S608
    ]
