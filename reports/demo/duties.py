"""Duty records of the year: what most organizations have recorded by now."""

from datetime import date
from random import Random

from compliance.enums import DutyKind
from compliance.models import DutyRecord
from organizations.enums import Role
from organizations.models import Membership

SUMMARIES = {
    DutyKind.STUDY: "组织会员和从业人员开展学习教育，秘书处留存签到表和学习资料。",
    DutyKind.ANNUAL_PLAN: "已将有关工作纳入年度工作要点，经理事会审议通过。",
    DutyKind.CONTINGENCY_PLAN: "修订预案，明确责任人和联系方式。",
    DutyKind.ETHICS_TRAINING: "开展职业道德教育，发放行业自律公约。",
    DutyKind.SELF_DISCIPLINE: "按章程公开年度财务收支和重大事项。",
    DutyKind.COMMITMENT: "主要负责人已签署本年度承诺书并加盖公章。",
}


def write(today: date, random: Random) -> None:
    secretaries = Membership.objects.filter(role=Role.SECRETARY).select_related("organization", "user")
    records = []
    for member in secretaries:
        for kind, summary in SUMMARIES.items():
            if random.random() < 0.6:
                day = date(today.year, random.randrange(1, max(today.month, 2)), random.randrange(1, 28))
                records.append(
                    DutyRecord(
                        organization=member.organization,
                        kind=kind,
                        year=day.year,
                        done_on=min(day, today),
                        headcount=random.randrange(8, 60),
                        summary=summary,
                        recorded_by=member.user,
                    )
                )
    DutyRecord.objects.bulk_create(records, batch_size=1000)
