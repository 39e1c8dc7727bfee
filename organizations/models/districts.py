"""Districts, as GB/T 2260 names them."""

from django.db import models


class District(models.Model):
    """县（市、区）, by its GB/T 2260 code; the first, 郑州市, stands for the city itself."""

    code = models.CharField("区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=40, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "县（市、区）"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_city(self) -> bool:
        return self.code.endswith("00")

    @property
    def is_zone(self) -> bool:
        """A functional zone, which a committee (管理委员会) governs and no people's government."""
        return self.code.startswith("41017")
