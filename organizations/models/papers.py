"""Numbers of official papers: one gapless sequence per series, authority and year."""

from django.db import models

from organizations.models.places import Authority


class PaperSequence(models.Model):
    """The last number that an authority gave in a year; the row lock makes the sequence gapless."""

    series = models.CharField("文种", max_length=20)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文书编号"
        constraints = [models.UniqueConstraint(fields=["series", "authority", "year"], name="paper_sequence_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.authority} {self.year}：{self.last}"
