from django.db import migrations

# Only its owner may have a table measured, and the portal owns none.
FORWARD = """
CREATE FUNCTION analyze_import_rows() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  ANALYZE organizations_importrow (batch_id, verdict, uscc);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0015_flat_pages"),
    ]

    operations = [
        migrations.RunSQL(FORWARD, "DROP FUNCTION analyze_import_rows()"),
    ]
