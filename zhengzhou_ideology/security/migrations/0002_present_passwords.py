from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import migrations
from django.db.models import Q


def remember(apps, schema_editor):
    """The password that each account has now is one that it does not come back to."""
    User = apps.get_model("organizations", "User")
    FormerPassword = apps.get_model("security", "FormerPassword")
    usable = User.objects.exclude(Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX))
    FormerPassword.objects.bulk_create(
        (FormerPassword(account_id=key, encoded=encoded) for key, encoded in usable.values_list("pk", "password")),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("security", "0001_initial"), ("organizations", "0014_factor_resets")]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
