"""The first sweep of a city where nobody was reminded yet, against writing its rows alone; then again, and tended, with nothing to do."""

from collections.abc import Iterator

from compliance.cases.tasks import tend
from organizations.ladder.sweep import sweep
from tests.bench import city
from tests.bench.case import Case, sql

REMINDER = "sweep_id, kind, matter, round, number, rung, due_on, reached_on, heard"
NOTICE = "recipient_id, kind, subject, body, url, is_legal_paper, key"
FIRST_SWEEP = (
    "DROP TABLE IF EXISTS bench_sweep, bench_reminder, bench_notice",
    'CREATE TABLE bench_sweep AS SELECT id, "on" FROM ladder_sweep',
    f"CREATE TABLE bench_reminder AS SELECT {REMINDER} FROM ladder_reminder",
    f"CREATE TABLE bench_notice AS SELECT {NOTICE} FROM notices_notice WHERE key LIKE 'ladder:%'",
    "ANALYZE bench_reminder, bench_notice",
)
THE_SAME_ROWS = (
    'INSERT INTO ladder_sweep (id, "on") OVERRIDING SYSTEM VALUE SELECT * FROM bench_sweep',
    f"INSERT INTO ladder_reminder ({REMINDER}) SELECT * FROM bench_reminder",
    f"INSERT INTO notices_notice ({NOTICE}) SELECT * FROM bench_notice",
)


def fill(size: int) -> None:
    city.build(size, reminded=False)


def forget() -> None:
    """What a sweep wrote goes, what the city was filled with stays."""
    sql(
        "SET session_replication_role = replica",
        "DELETE FROM notices_notice WHERE key LIKE 'ladder:%'",
        "TRUNCATE ladder_reminder, ladder_sweep CASCADE",
        "SET session_replication_role = origin",
        "VACUUM ANALYZE notices_notice, ladder_reminder",
    )


def cases(size: int) -> Iterator[Case]:
    today = city.standing(size).today
    forget()
    sweep(today)
    sql(*FIRST_SWEEP)
    forget()
    yield Case(
        "first sweep of a city",
        lambda: sweep(today),
        "INSERT … SELECT of the same reminders and letters, known beforehand",
        lambda: sql(*THE_SAME_ROWS),
        limit=2,
        restore=forget,
        rolls_back=False,
        remark="the bare way need not find out which matter has reached what, nor whom to tell in which words",
    )
    sweep(today)
    sql("ANALYZE ladder_reminder, notices_notice")
    yield Case(
        "sweep again, nothing to do",
        lambda: sweep(today),
        at_most=0.2,
        rolls_back=False,
        remark="each kind of matter asks in one statement which rungs its matters have reached",
    )
    tend()
    yield Case("tend cases again, nothing to do", tend, at_most=0.2, rolls_back=False)
    forget()
    sql("DROP TABLE bench_sweep, bench_reminder, bench_notice")
