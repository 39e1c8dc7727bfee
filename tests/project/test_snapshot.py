"""Rows that are copied into many tests bring along what lies in the storage, and no test remembers what another counted."""

import pytest
from django.core.cache import cache
from django.db import transaction

from organizations.models import User
from tests.factories import UserFactory
from tests.files.samples import pdf, upload
from tests.snapshot import Snapshot
from zhengzhou_ideology.files import intake
from zhengzhou_ideology.files.models import StoredFile


def _with_a_file() -> User:
    intake.store(upload("报告.pdf", pdf()), by=(user := UserFactory()))
    return user


@pytest.mark.django_db
def test_copied_file_is_there_after_another_test_has_emptied_the_storage(settings):
    made = Snapshot(_with_a_file)
    with transaction.atomic():
        made.restore()
        first = StoredFile.objects.get()
        transaction.set_rollback(True)
    settings.STORAGES = dict(settings.STORAGES)

    made.restore()

    again = StoredFile.objects.get()
    assert (again.file.name, again.file.read()) == (first.file.name, pdf())


@pytest.mark.parametrize("order", ["first", "second"])
def test_places_that_another_test_took_are_free(order):
    assert cache.add("costly:1:0", "running", 150)
