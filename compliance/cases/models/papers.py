"""Papers of a case: drafts, signed ones with their number, the wording they are made from, and proof of service."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear, Now
from django.urls import reverse

from compliance.cases.enums import CasePaperKind, PaperState, ServiceMethod
from compliance.cases.models.case import AccountabilityCase
from compliance.cases.models.guards.papers import PAPER_TRIGGERS, SERVICE_TRIGGERS
from organizations.models import Authority, User
from zhengzhou_ideology.audit.tracking import append_only, tracked
from zhengzhou_ideology.files.models import StoredFile

SIGNED_IS_FINAL = pgtrigger.Protect(
    name="signed_is_final",
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__state=PaperState.SIGNED.value),
)

# The sequence's row lock makes numbers gapless; this holds it against SQL by hand as well.
NEXT_NUMBER = """
IF NEW.state = 'signed' AND NEW.number <> 1 + COALESCE(
    (SELECT max(number) FROM cases_casepaper WHERE authority_id = NEW.authority_id AND year = NEW.year), 0
) THEN
    RAISE EXCEPTION 'a paper takes the next number of its authority and year' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class PaperWording(models.Model):
    """A version of a paper's wording, with placeholders in braces; the latest of a kind is used, none means the built-in one."""

    kind = models.CharField("文书", max_length=20, choices=CasePaperKind)
    text = models.TextField("文字", max_length=8000)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="修订人", related_name="+")
    edited_at = models.DateTimeField("修订时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "文书格式"
        ordering = ["kind", "-pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.edited_at:%Y-%m-%d}）"


class CasePaperQuerySet(models.QuerySet):
    def signed(self) -> Self:
        return self.filter(state=PaperState.SIGNED)

    def drafts(self) -> Self:
        return self.filter(state=PaperState.DRAFT)

    def awaiting_receipt(self) -> Self:
        """Sent to the organization's portal, and not proven to have reached it in any way."""
        return self.signed().filter(services__method=ServiceMethod.PORTAL).exclude(services__served_on__isnull=False)

    def visible_to(self, user: User, *, case: object) -> Self:
        """Drafts are the officers' business."""
        rows = self.filter(case=case)
        return rows if user.acting and user.acting.authority_id else rows.signed()


@tracked()
class CasePaper(models.Model):
    """A draft that may change, then signed: numbered, its content frozen with its SHA-256, verifiable by its code."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="papers")
    kind = models.CharField("文书", max_length=20, choices=CasePaperKind)
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="发文机关", related_name="+")
    state = models.CharField("状态", max_length=10, choices=PaperState, default=PaperState.DRAFT)
    facts = models.JSONField("要素", default=dict)
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="所送达的文书", related_name="service_papers"
    )
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="拟稿人", related_name="+")
    prepared_at = models.DateTimeField("拟稿时间", db_default=Now(), editable=False)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    number = models.PositiveIntegerField("编号", null=True, blank=True)
    code = models.CharField("验证码", max_length=32, unique=True, null=True, blank=True)
    content = models.JSONField("内容", null=True, blank=True)
    sha256 = models.CharField("内容校验值", max_length=64, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="签发人", related_name="+"
    )
    signed_on = models.DateField("成文日期", null=True, blank=True)

    objects = CasePaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案件文书"
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state=PaperState.DRAFT) & ~Q(kind=CasePaperKind.SERVICE_RECORD),
                name="case_paper_one_draft",
                violation_error_message="该文书已有一份草稿。",
            ),
            models.UniqueConstraint(fields=["authority", "year", "number"], name="case_paper_number_once"),
            models.CheckConstraint(
                condition=Q(state=PaperState.DRAFT, number__isnull=True, signed_by__isnull=True, content__isnull=True)
                | Q(
                    state=PaperState.SIGNED,
                    year__isnull=False,
                    number__isnull=False,
                    code__isnull=False,
                    content__isnull=False,
                    signed_by__isnull=False,
                    signed_on__isnull=False,
                )
                & ~Q(sha256=""),
                name="case_paper_signed_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(year=ExtractYear("signed_on")), name="case_paper_of_its_year"
            ),
        ]
        triggers = [
            SIGNED_IS_FINAL,
            pgtrigger.Trigger(
                name="next_number",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=NEXT_NUMBER,
            ),
            *PAPER_TRIGGERS,
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.full_number}".strip()

    def get_absolute_url(self) -> str:
        return reverse("cases:paper", args=[self.pk])

    @property
    def is_signed(self) -> bool:
        return self.state == PaperState.SIGNED

    @property
    def full_number(self) -> str:
        """郑民函〔2026〕12号: sign of the authority, year in hexagonal brackets, number; empty on a draft."""
        return self.content["number"] if self.content else ""

    @property
    def served_on(self) -> object:
        """The earliest proven service, if any."""
        proven = self.services.exclude(served_on__isnull=True).order_by("served_on").first()
        return proven.served_on if proven else None


@tracked()
class ServiceRecord(models.Model):
    """送达: how a signed paper was sent, and, once proven, the day on which service counts and the rule that says so."""

    paper = models.ForeignKey(CasePaper, models.PROTECT, related_name="services")
    method = models.CharField("送达方式", max_length=10, choices=ServiceMethod)
    sent_on = models.DateField("发送日期")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="送达人", related_name="+")
    address = models.CharField("送达地址", max_length=200, blank=True, help_text="邮寄地址、电子邮箱或者送达地点。")
    tracking_number = models.CharField("邮件单号", max_length=40, blank=True)
    served_on = models.DateField("送达日期", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=80, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="门户签收账号", related_name="+"
    )
    acknowledged_at = models.DateTimeField("门户签收时间", null=True, blank=True)
    consent = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="电子送达同意书", related_name="+"
    )
    proof = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="送达凭证", related_name="+"
    )
    rule = models.CharField("送达规则", max_length=200, blank=True)
    proven_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="登记人", related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "送达记录"
        ordering = ["paper", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper"], condition=Q(method=ServiceMethod.PORTAL), name="service_by_portal_once"
            ),
            models.CheckConstraint(condition=Q(method__in=ServiceMethod.values), name="service_method_is_known"),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True) | Q(served_on__gte=models.F("sent_on")) & ~Q(rule=""),
                name="service_not_before_sending",
                violation_error_message="送达日期不能早于发送日期。",
            ),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True) | Q(method=ServiceMethod.PORTAL) | Q(proven_by__isnull=False),
                name="service_proven_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True)
                | Q(method=ServiceMethod.PORTAL, acknowledged_by__isnull=False, acknowledged_at__isnull=False)
                | Q(method=ServiceMethod.EMAIL, consent__isnull=False, proof__isnull=False)
                | Q(method=ServiceMethod.POST, proof__isnull=False) & ~Q(tracking_number="")
                | Q(method=ServiceMethod.IN_PERSON, proof__isnull=False) & ~Q(received_by=""),
                name="service_is_proven",
                violation_error_message="邮寄须有单号和回执，直接送达须有签收人和回证，电子邮件须有同意书和确认凭证。",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="proven_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__served_on__isnull=False),
            ),
            *SERVICE_TRIGGERS,
        ]

    def __str__(self) -> str:
        return f"{self.paper}：{self.get_method_display()}"
