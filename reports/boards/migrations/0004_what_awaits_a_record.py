"""待备案 no longer counts what will not take place. Tallies are derived: the next refresh finds none done and counts all anew."""

from django.db import migrations

FORGET = "DELETE FROM boards_tallyrefresh"


class Migration(migrations.Migration):
    dependencies = [("boards", "0003_organization_kind")]

    operations = [migrations.RunSQL(FORGET, FORGET)]
