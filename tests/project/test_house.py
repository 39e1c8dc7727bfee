"""The house itself: nothing pending, nothing unreachable, nothing public by mistake."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
