"""What has changed since the tallies were last brought up to date, and when that was."""

from django.db import models


class TallyChange(models.Model):
    """A slice in which something changed; triggers write it with the change itself, a refresh takes it away.

    Rows are only ever inserted by those who work, so that nobody waits for anybody; the same slice may stand here often.
    """

    source = models.CharField("来源", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    part = models.PositiveSmallIntegerField("期次", default=0, db_default=0)
    authority = models.BigIntegerField("统计归属机关")

    class Meta:
        verbose_name = verbose_name_plural = "待更新的统计"

    def __str__(self) -> str:
        return f"{self.source} {self.year}/{self.part} {self.authority}"


class TallyRefresh(models.Model):
    """One row: as of which day statuses are counted, and when that was done."""

    as_of = models.DateField("统计日期")
    refreshed_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "统计更新"

    def __str__(self) -> str:
        return f"{self.refreshed_at:%Y-%m-%d %H:%M}"
