"""The sequences of papers lie one floor down, where cases number theirs too: the last numbers move along."""

from django.db import migrations

MOVES = """
INSERT INTO organizations_papersequence (series, authority_id, year, last)
SELECT 'event', authority_id, year, last FROM events_papersequence
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("organizations", "0007_paper_sequence")]
    operations = [
        migrations.RunSQL(MOVES, migrations.RunSQL.noop),
        migrations.DeleteModel(name="PaperSequence"),
    ]
