"""Accepting fifty ticked reports: the time beside one UPDATE with its log rows and letters, and the number of queries."""

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance import batch
from compliance.models import QuarterlyReport
from organizations.enums import Role
from organizations.models import Authority
from tests.bench.case import Case, sql, undone
from tests.bench.reader import seated

MANY, QUERIES = 50, 100
BARE = """
WITH chosen AS (SELECT id FROM compliance_quarterlyreport WHERE id = ANY(%(keys)s) FOR UPDATE),
logged AS (
  INSERT INTO compliance_reportmove (report_id, name, before, after, acting_as, reason, content_sha256, by_id)
  SELECT id, 'accept', 'submitted', 'accepted', '经办人', '', repeat('0', 64), %(by)s FROM chosen
)
UPDATE compliance_quarterlyreport r SET state = 'accepted', accepted_at = now(), decided_by_id = %(by)s
FROM chosen WHERE r.id = chosen.id
"""


def cases(size: int) -> Iterator[Case]:
    bureau = Authority.objects.filter(kind="district_bureau").order_by("pk").first()
    lying = QuarterlyReport.objects.filter(registration_authority=bureau, state="accepted").order_by("pk")
    keys = list(lying.values_list("pk", flat=True)[:MANY])
    sql(
        "SET session_replication_role = replica",
        f"UPDATE compliance_quarterlyreport SET state = 'submitted', accepted_at = NULL WHERE id IN ({', '.join(map(str, keys))})",
        "SET session_replication_role = origin",
    )
    officer = seated(Role.REGISTRAR, bureau)

    def product() -> None:
        papers = QuarterlyReport.objects.filter(pk__in=keys).for_listing().due_first()
        results = batch.accept(papers, by=officer, now=timezone.now())
        assert [result.problem for result in results] == [""] * MANY

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, {"keys": keys, "by": officer.pk})

    with undone(), CaptureQueriesContext(connection) as asked:
        product()
    assert len(asked) <= QUERIES
    yield Case(
        "accept 50 ticked reports",
        product,
        "one statement that moves and logs",
        bare,
        remark=f"{len(asked)} queries, at most 100",
    )
