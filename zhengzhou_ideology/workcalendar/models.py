"""What the bureau adds to the calendar that everybody has: corrections, years newly published, and its own policy."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from zhengzhou_ideology.audit.tracking import append_only, tracked
from zhengzhou_ideology.workcalendar.policy import RULES, RULES_BY_KEY, Rule
from zhengzhou_ideology.workcalendar.statutory import DayRule
from zhengzhou_ideology.workcalendar.working_days import FIRST_YEAR, LAST_YEAR


@tracked()
class CalendarDay(models.Model):
    """One day that differs from what `chinesecalendar` says, or that it does not know yet."""

    date = models.DateField("日期", unique=True)
    is_working_day = models.BooleanField("是否上班")
    name = models.CharField("名称", max_length=50)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "日历调整"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}{'上班' if self.is_working_day else '放假'}"

    def as_rule(self) -> DayRule:
        return DayRule(self.is_working_day, self.name, self.source)


@tracked()
class PublishedYear(models.Model):
    """A year whose notice is out although `chinesecalendar` does not cover it yet."""

    year = models.PositiveSmallIntegerField(
        "年度", unique=True, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "已公布年度"
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year}年"


class PolicyVersion(models.Model):
    """A rule's value from a day on. Versions are only added, so that a past due day can always be explained.

    Of two versions for the same day the one registered later holds.
    """

    rule = models.CharField("规则", max_length=50, choices=[(rule.key, rule.label) for rule in RULES])
    value = models.JSONField("取值")
    effective_from = models.DateField("生效日期")
    source = models.CharField("依据", max_length=200)
    note = models.TextField("说明", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="登记人", related_name="+"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "规则版本"
        ordering = ["effective_from", "pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.effective_from:%Y-%m-%d}"

    @property
    def spec(self) -> Rule:
        return RULES_BY_KEY[self.rule]

    @property
    def worded(self) -> str:
        return self.spec.worded(self.spec.checked(self.value))

    def clean(self) -> None:
        try:
            self.spec.checked(self.value)
        except ValueError as error:
            raise ValidationError({"value": str(error)}) from error


class Amendment(models.Model):
    """One confirmed change of the calendar or the policy, with the due days that it moved."""

    # The number that the preview was made against: of two people who confirm at once, one is told to look again.
    number = models.PositiveIntegerField("序号", unique=True)
    summary = models.CharField("事项", max_length=200)
    content = models.JSONField("内容")
    moved = models.JSONField("变动的期限", default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="操作人", related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历和规则的变更"
        ordering = ["-number"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"第{self.number}号 {self.summary}"
