"""`migrate`: Django's own; into an empty database it goes a quicker way to the same tables. Triggers stay the owner's to ignore."""

from contextlib import nullcontext
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from zhengzhou_ideology.audit import trigger_switch
from zhengzhou_ideology.migrating import models_alone


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        begun = MigrationRecorder(connections[options["database"]]).applied_migrations()
        with nullcontext() if begun else models_alone():
            super().handle(*args, **options)
        if trigger_switch.is_there():
            trigger_switch.keep_for_owner()
