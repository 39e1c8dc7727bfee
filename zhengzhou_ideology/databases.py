"""How a process speaks to the database: a request in the browser gives up soon, a command or a task may take its time."""

import os
from typing import Any

CONNECT_SECONDS = 3
POOL_WAIT_SECONDS = 3
WEB = "PORTAL_WEB"
# Each trigger asks first whether it is to be ignored. Where nobody ever set this, the question fails and is caught, row by row,
# and each of these small failures looks through all foreign keys that wait to be checked: ten thousand rows took 27 s, not 1.
NOTHING_IGNORED = "pgtrigger.ignore={}"
# Lists ask for few rows of many tables: where PostgreSQL takes its own estimate for large it compiles 250 expressions before the
# first row. A city built for the tests took 22 s with that, and 7 without.
NOTHING_COMPILED = "jit=off"


def is_web() -> bool:
    """Set by `wsgi`, before it reads the settings: migrations, commands and Celery are anything but."""
    return os.environ.get(WEB) == "1"


def configured(env: Any) -> dict[str, dict[str, Any]]:
    """Django's `DATABASES`. Whoever waits for a lock or a slow query in a web process keeps everybody else waiting."""
    if env.str("DATABASE_URL", ""):
        database = env.db("DATABASE_URL")
    else:  # a command that needs no database, such as collectstatic outside production
        database = {"ENGINE": "django.db.backends.postgresql", "NAME": "portal"}
    options = {**database.get("OPTIONS", {}), "application_name": "portal"}
    options["options"] = f"-c {NOTHING_IGNORED} -c {NOTHING_COMPILED} {options.get('options', '')}".strip()
    if is_web():
        options |= {
            "connect_timeout": CONNECT_SECONDS,
            "options": limits(env.int("STATEMENT_TIMEOUT", 30), env.int("LOCK_TIMEOUT", 5), options["options"]),
        }
    if env.bool("DATABASE_POOL", False):
        # A pool per web process: 474 requests a second against 374 with persistent connections and 121 with neither.
        size = env.int("DATABASE_POOL_SIZE", 4)
        options["pool"] = {"min_size": 1, "max_size": size, "timeout": POOL_WAIT_SECONDS}
    else:
        database |= {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60), "CONN_HEALTH_CHECKS": True}
    return {"default": {**database, "OPTIONS": options}, **_copy(env, options)}


def _copy(env: Any, options: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A replica to read from, if there is one; without a pool, since few pages use it (see `replica`)."""
    if not env.str("REPLICA_URL", ""):
        return {}
    database = env.db("REPLICA_URL")
    own = {name: value for name, value in options.items() if name != "pool"} | {"connect_timeout": CONNECT_SECONDS}
    kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "TEST": {"MIRROR": "default"}}
    return {"replica": {**database, **kept, "OPTIONS": {**database.get("OPTIONS", {}), **own}}}


def limits(statement: int, lock: int, given: str = "") -> str:
    """libpq's `options`: seconds for a statement and for a lock, 0 for none, after what the address itself asks for."""
    return f"{given} -c statement_timeout={statement * 1000} -c lock_timeout={lock * 1000}".strip()
