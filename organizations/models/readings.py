"""How many organizations an announcement went to and how many have opened it: counted as it happens, by triggers."""

import pgtrigger
from django.db import connection, models

from zhengzhou_ideology.noting import noting

FOLDED = """
WITH taken AS (
  DELETE FROM {table} WHERE announcement_id IN (SELECT announcement_id FROM {table} GROUP BY 1 HAVING count(*) > 1)
  RETURNING *
)
INSERT INTO {table} (announcement_id, sent_to, opened_by)
SELECT announcement_id, sum(sent_to), sum(opened_by) FROM taken GROUP BY 1
"""


class AnnouncementReadingQuerySet(models.QuerySet):
    def fold(self) -> None:
        """One row for each announcement again. Safe to run twice, at once, or late: the sums stay what they are."""
        with connection.cursor() as cursor:
            cursor.execute(FOLDED.format(table=self.model._meta.db_table))


class AnnouncementReading(models.Model):
    """What is to be added up for an announcement: how many receipts a statement made, how many it opened.

    Rows are only ever inserted by those who work, so that a hundred thousand who open the same announcement at once do not
    wait for each other.
    """

    # No foreign key: what is written with every opening locks no announcement.
    announcement_id = models.BigIntegerField("通知公告")
    sent_to = models.BigIntegerField("收件组织数")
    opened_by = models.BigIntegerField("已阅组织数")

    objects = AnnouncementReadingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知公告阅读情况"
        indexes = [
            models.Index(fields=["announcement_id"], include=["sent_to", "opened_by"], name="announcement_reading_of")
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id}：{self.opened_by} / {self.sent_to}"


CAME = "SELECT announcement_id, count(*), count(opened_at) FROM new_rows GROUP BY 1"
LEFT = "SELECT announcement_id, -count(*), -count(opened_at) FROM old_rows GROUP BY 1"
MOVED = f"""
SELECT announcement_id, sum(sent_to), sum(opened_by) FROM ({CAME} UNION ALL {LEFT}) b(announcement_id, sent_to, opened_by)
GROUP BY 1 HAVING (sum(sent_to), sum(opened_by)) <> (0, 0)
"""  # noqa: S608 - put together out of the two above


def counted() -> list[pgtrigger.Trigger]:
    """The triggers of the receipts."""
    return [
        noting("counted", operation, AnnouncementReading, "announcement_id, sent_to, opened_by", select)
        for operation, select in ((pgtrigger.Insert, CAME), (pgtrigger.Update, MOVED), (pgtrigger.Delete, LEFT))
    ]
