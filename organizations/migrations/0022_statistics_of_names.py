"""How often each bigram of the names occurs: by default the thousand most frequent are known, and a million names have more.

What a tenth of the register is called was taken for a thousandth, and a list was read from end to end to find it.
"""

from django.db import migrations

COLUMN = "ALTER TABLE organizations_organization ALTER COLUMN name_bigrams SET STATISTICS"


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0021_gaps_of_a_reach"),
    ]

    operations = [
        migrations.RunSQL(f"{COLUMN} 1000", f"{COLUMN} -1"),
    ]
