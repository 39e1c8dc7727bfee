#!/usr/bin/env python
"""Django's command line for the portal."""

import contextlib
import os
import sys

WRONG_INPUT = 2


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengzhou_ideology.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings must be named first
    from django.db import ProgrammingError  # noqa: PLC0415

    try:
        with author(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except ProgrammingError:
        if not lacks_migrations():
            raise
        sys.stderr.write("数据库尚未建好或者版本较旧，请先执行 manage.py migrate。\n")
        sys.exit(WRONG_INPUT)


def author(words: list[str]) -> contextlib.AbstractContextManager[object]:
    """A command is the author of what it changes (see `zhengzhou_ideology.audit.authors`)."""
    import pghistory  # noqa: PLC0415

    return pghistory.context(command=words[0]) if words else contextlib.nullcontext()


def lacks_migrations() -> bool:
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


if __name__ == "__main__":
    main()
