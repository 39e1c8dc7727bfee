"""A major-event filing (article 4): what is to be held, when, where and in which scope, and where it stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.timezone import localtime, make_aware

from events.enums import DECIDED, OPEN, EventKind, FilingState, Ground, RecordState, RevocationGround
from events.models.reach import FilingsInReach
from organizations.models import Authority, District, Organization, ResponsiblePerson, User
from organizations.models.certified import CertifiedPaper
from organizations.models.certified_guards import RECEIVED, certified_in_post
from organizations.models.of_organization import organization_matches
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.bigrams import CharBigrams, contains, last_character
from zhengzhou_ideology.clock import day_of


def _begun(now: datetime) -> Q:
    local = localtime(now)
    return Q(starts_on__lt=local.date()) | Q(starts_on=local.date(), starts_time__lte=local.time())


# What will not take place is recorded by nobody.
AWAITS_RECORD = Q(record__state=RecordState.UNRECORDED) & ~Q(
    state__in=(FilingState.CANCELLED, FilingState.LAPSED, FilingState.SUPERSEDED, FilingState.REFUSED)
)


class EventFilingQuerySet(FilingsInReach):
    def current(self) -> Self:
        """Without the versions that a later one took the place of."""
        return self.filter(is_current=True)

    def undecided(self) -> Self:
        return self.filter(state=FilingState.SUBMITTED)

    def unrecorded(self) -> Self:
        return self.filter(AWAITS_RECORD)

    def decided(self) -> Self:
        """Approved or refused, and so it stands; a revocation takes the place of the decision."""
        return self.filter(state__in=DECIDED, decided_at__isnull=False, submitted_at__isnull=False)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def past_decision_date(self, today: date) -> Self:
        return self.undecided().filter(decide_by__lt=today)

    def on_the_eve(self, today: date) -> Self:
        """Tomorrow or today is the event's day, and it may not be held as things stand."""
        return self.current().open().filter(starts_on__lte=today + timedelta(days=1))

    def begun(self, now: datetime) -> Self:
        """Their starting moment has come."""
        return self.filter(_begun(now))

    def not_begun(self, now: datetime) -> Self:
        return self.exclude(_begun(now))

    def over(self, now: datetime) -> Self:
        """Their last day is past."""
        return self.filter(ends_on__lt=day_of(now))

    def owing_summary(self) -> Self:
        return self.filter(state=FilingState.APPROVED, is_current=True, summary_due_on__isnull=False)

    def overlapping(self, first: date, last: date) -> Self:
        """On one of these days; what began before the longest of all events could still last is not looked at."""
        longest = EventFiling.objects.aggregate(days=Max(LASTS))["days"] or timedelta()
        return self.filter(starts_on__range=(first - longest, last), ends_on__gte=first)

    def in_hand_of(self, user: User) -> Self:
        return self.filter(assignments__officer=user, assignments__ended_at__isnull=True)

    def matching(self, text: str, reader: User | None = None) -> Self:
        """The title holds the text, or the organization's name does."""
        return self.filter(contains(text, of="title") | organization_matches(text, reader))

    def not_over(self, today: date) -> Self:
        """Still to come, or going on."""
        return self.overlapping(today, date.max)

    def for_listing(self) -> Self:
        return self.select_related("organization", "district", "competent_authority", "record").only(
            "title",
            "kind",
            "state",
            "version",
            "is_current",
            "is_late",
            "starts_on",
            "starts_time",
            "ends_on",
            "ends_time",
            "decide_by",
            "decide_by_provisional",
            "place",
            "organization__name",
            "district__name",
            "competent_authority__name",
            "record__state",
            "record__due_on",
        )

    def for_reading(self) -> Self:
        return self.select_related(
            "organization",
            "registration_authority",
            "competent_authority",
            "district",
            "onsite_lead",
            "stop_person",
            "prepared_by",
            "certified_by",
            "record",
        ).defer("organization__name_bigrams")


LASTS = F("ends_on") - F("starts_on")
# A review put the same paper forward again: it was certified once, whoever leads by now.
REOPENED = """EXISTS (
        SELECT 1 FROM events_eventfiling former
        WHERE former.id = NEW.changes_id AND former.certified_by_id = NEW.certified_by_id AND NOT former.is_current
    )"""


@tracked()
class EventFiling(CertifiedPaper):
    """One version of a filing; a change of date, place, kind or scope after approval is a further one, linked by `changes`.

    Authorities and district stand on the row as well, so that queue and calendar need no join. There is no register
    of speakers, guests or attendees here: only headcounts.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="filings")
    version = models.PositiveSmallIntegerField("版本", default=1)
    changes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, verbose_name="变更自", related_name="next_version"
    )
    is_current = models.BooleanField("现行版本", default=True)
    state = models.CharField("审批状态", max_length=20, choices=FilingState, default=FilingState.DRAFT)
    registration_authority = models.ForeignKey(
        Authority, models.PROTECT, verbose_name="登记管理机关", related_name="+", db_index=False
    )
    competent_authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="业务主管单位", related_name="+", db_index=False
    )
    district = models.ForeignKey(
        District, models.PROTECT, verbose_name="所属县（市、区）", related_name="+", db_index=False
    )

    kind = models.CharField("活动类别", max_length=20, choices=EventKind)
    cross_organization = models.BooleanField("跨组织", default=False)
    cross_region = models.BooleanField("跨地区", default=False)
    foreign_related = models.BooleanField("涉外", default=False)
    title = models.CharField("活动名称", max_length=100)
    purpose = models.TextField("活动目的和主要内容", max_length=2000, blank=True)
    starts_on = models.DateField("活动首日")
    starts_time = models.TimeField("开始时间")
    ends_on = models.DateField("活动结束日期")
    ends_time = models.TimeField("结束时间")
    is_online = models.BooleanField(
        "线上举办", default=False, help_text="线上活动在“活动场所”填写平台名称，在“详细地址”填写会议链接或者会议号。"
    )
    place = models.CharField("活动场所", max_length=100, blank=True)
    address = models.CharField("详细地址", max_length=200, blank=True)
    expected_headcount = models.PositiveIntegerField("预计人数", null=True, blank=True)
    budget = models.DecimalField("经费预算（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    money_sources = models.CharField("经费来源", max_length=200, blank=True)
    onsite_lead = models.ForeignKey(
        ResponsiblePerson, models.PROTECT, null=True, blank=True, verbose_name="现场负责人", related_name="+"
    )
    calls_for_head = models.BooleanField(
        "活动内容需要第一责任人到场并制定应急熔断预案", null=True, blank=True, help_text="由主办单位自行声明。"
    )
    stop_person = models.ForeignKey(
        ResponsiblePerson, models.PROTECT, null=True, blank=True, verbose_name="有权中止活动的负责人", related_name="+"
    )
    late_reason = models.TextField("逾期申报的理由", max_length=1000, blank=True)

    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申报人", related_name="+")
    created_at = models.DateTimeField("建立时间", db_default=Now(), editable=False)
    latest_safe_on = models.DateField("最迟申报日", null=True, blank=True)
    latest_safe_provisional = models.BooleanField("最迟申报日暂定", default=False)
    latest_safe_steps = models.JSONField("最迟申报日的由来", default=list, blank=True)
    is_late = models.BooleanField("逾期申报", default=False)

    decide_by = models.DateField("审批期限", null=True, blank=True)
    decide_by_provisional = models.BooleanField("审批期限暂定", default=False)
    decide_by_steps = models.JSONField("审批期限的由来", default=list, blank=True)
    pauses = models.JSONField("退回补正期间", default=list, blank=True)
    returned_on = models.DateField("退回日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="审批人", related_name="+"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    served_on = models.DateField("决定送达日期", null=True, blank=True)
    review_due_on = models.DateField("申请复核的期限", null=True, blank=True)
    review_due_provisional = models.BooleanField("申请复核的期限暂定", default=False)
    review_due_steps = models.JSONField("申请复核的期限的由来", default=list, blank=True)
    ground = models.CharField(
        "事由",
        max_length=20,
        choices=[*Ground.choices, (RevocationGround.UNTRUE.value, RevocationGround.UNTRUE.label)],
        blank=True,
    )
    reason = models.TextField("理由", blank=True)
    summary_due_on = models.DateField("总结期限", null=True, blank=True)
    summary_due_provisional = models.BooleanField("总结期限暂定", default=False)
    summary_due_steps = models.JSONField("总结期限的由来", default=list, blank=True)

    objects = EventFilingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "重大活动申报"
        ordering = ["starts_on", "pk"]
        triggers = [certified_in_post(when=RECEIVED, but=REOPENED)]
        constraints = [
            *CertifiedPaper.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")) | Q(ends_on=F("starts_on"), ends_time__gt=F("starts_time")),
                name="event_ends_after_start",
                violation_error_message="活动结束时间须晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("prepared_by")) & (Q(certified_by__isnull=True) | ~Q(decided_by=F("certified_by")))),
                name="event_decider_did_not_file",
                violation_error_message="审批人不能是该申报的申报人或者确认人。",
            ),
            models.CheckConstraint(
                condition=~Q(state=FilingState.SUBMITTED)
                | (Q(submitted_at__isnull=False, decide_by__isnull=False) & ~Q(content_sha256="")),
                name="submitted_event_has_time_hash_and_clock",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(FilingState.RETURNED, FilingState.REFUSED, FilingState.REVOKED))
                | (~Q(ground="") & ~Q(reason="") & Q(decided_by__isnull=False)),
                name="negative_event_decision_is_reasoned",
                violation_error_message="退回、不予批准和撤销批准须写明事由和理由。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(FilingState.APPROVED, FilingState.CONCLUDED)) | Q(decided_by__isnull=False),
                name="approved_event_has_decider",
            ),
            models.CheckConstraint(
                condition=Q(is_late=False) | ~Q(late_reason=""),
                name="late_event_filing_has_reason",
                violation_error_message="逾期申报须填写理由。",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_on", "id"], name="event_starts"),
            GinIndex(CharBigrams("title"), name="event_title_bigrams"),
            models.Index(last_character("title"), name="event_title_last_character"),
            models.Index(LASTS, name="event_lasts"),
            models.Index(fields=["registration_authority", "starts_on", "id"], name="event_registrar_starts"),
            models.Index(fields=["competent_authority", "starts_on", "id"], name="event_competent_starts"),
            models.Index(fields=["district", "starts_on"], name="event_district_starts"),
            models.Index(fields=["organization", "starts_on"], name="event_organization_starts"),
            models.Index(fields=["decide_by", "id"], name="event_undecided", condition=Q(state=FilingState.SUBMITTED)),
            models.Index(fields=["starts_on", "id"], name="event_open", condition=Q(state__in=OPEN)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:filing", args=[self.pk])

    @property
    def starts_at(self) -> datetime:
        return make_aware(datetime.combine(self.starts_on, self.starts_time))

    @property
    def ends_at(self) -> datetime:
        return make_aware(datetime.combine(self.ends_on, self.ends_time))

    def has_begun(self, now: datetime) -> bool:
        return now >= self.starts_at

    def is_undecided_on_the_eve(self, today: date) -> bool:
        """The event is tomorrow or today and nobody has approved it: it may not be held."""
        return self.state in OPEN and self.is_current and self.starts_on <= today + timedelta(days=1)

    @property
    def open_correction(self) -> Any:
        return self.corrections.filter(answered_at__isnull=True).first()
