from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0003_carry_over_reminders")]

    operations = [migrations.DeleteModel(name="EventReminder")]
