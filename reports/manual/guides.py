"""The guide of the first days: three to five sentences for each role, on the home page until they are put away."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from organizations.enums import Role
from organizations.models import User
from reports.manual.models import GuideAway


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence, and where it leads."""

    words: str
    label: str
    view: str
    args: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.view, args=self.args)


EXAMPLE_REPORT = Hint("第一次填报前，可以先看一份填好的样例。", "季度报告样例", "manual:example", ("report",))
EXAMPLE_FILING = Hint("办活动的，至少提前一周申报，可以先看样例。", "活动申报样例", "manual:example", ("filing",))
SUBSTITUTE = Hint("外出时可以指定代理人，期限不会因此顺延。", "代理人", "organizations:substitution_list")
FACTORS = Hint("先设置两步验证，否则不能办理重要事项。", "两步验证", "mfa_index")

GUIDES: dict[Role, tuple[Hint, ...]] = {
    Role.SECRETARY: (
        Hint("先核对本组织的登记信息、负责人和联系人是否正确。", "本组织", "organizations:mine"),
        Hint("每季度一份报告：填写后送第一责任人确认，确认即报送。", "季度报告", "compliance:report_list"),
        EXAMPLE_REPORT,
        EXAMPLE_FILING,
        Hint("一年中还要完成的事项和期限都列在这里。", "年度事项", "compliance:duty_list"),
    ),
    Role.LEADER: (
        FACTORS,
        Hint("秘书填好的报告在这里等您确认，确认即报送，责任由您承担。", "季度报告", "compliance:report_list"),
        EXAMPLE_REPORT,
        Hint("任职、联系人有变化的，请及时申报变更。", "本组织", "organizations:mine"),
    ),
    Role.COMPETENT_OFFICER: (
        FACTORS,
        Hint("活动申报应在审批期限前批准、退回或者不予批准；到期不答复不等于批准。", "重大活动", "events:filing_list"),
        Hint("看一份填写完整的申报是什么样子。", "活动申报样例", "manual:example", ("filing",)),
        SUBSTITUTE,
    ),
    Role.PARTY_OFFICER: (
        FACTORS,
        Hint("社会组织报来的事项，一个工作日内点收悉；可以询问，可以办结。", "随时报告", "compliance:matter_list"),
        SUBSTITUTE,
    ),
    Role.REGISTRAR: (
        FACTORS,
        Hint("送来的季度报告逐件审核：接收，或者写明事由退回更正。", "季度报告", "compliance:report_list"),
        Hint("还没有账号的社会组织，在这里发出邀请。", "账号邀请", "organizations:invitation_list"),
        Hint("登记信息有错漏的，按清单逐项改正。", "数据质量", "reports:data_quality"),
        SUBSTITUTE,
    ),
    Role.SUPERVISOR: (
        FACTORS,
        Hint("延期、豁免的申请由您审批。", "延期豁免", "compliance:extension_list"),
        Hint("经办人提名的机关席位，由您确认。", "机关席位", "organizations:seat_list"),
        Hint("逾期情况和下一步提醒谁，先在这里看。", "催办督办", "ladder:ladder"),
    ),
    Role.ADMINISTRATOR: (
        FACTORS,
        Hint("先核对本年度的休息日和调休。", "工作日历", "workcalendar:year"),
        Hint(
            "再核对机关单位的名称、经办科室、电话和受理时间，社会组织在“联系我们”看到的就是这些。",
            "机关单位",
            "organizations:authority_list",
        ),
        Hint("然后导入社会组织名录。", "名录导入", "organizations:import_list"),
    ),
    Role.SECURITY_ADMINISTRATOR: (
        FACTORS,
        Hint("为各机关提名经办人和负责人，由该机关负责人确认。", "机关席位", "organizations:seat_list"),
        Hint("账号异常、连续登录失败等事件在这里查看。", "安全事件", "security:event_list"),
    ),
    Role.AUDITOR: (
        FACTORS,
        Hint("安全事件和账号变动在这里查看。", "安全事件", "security:event_list"),
        Hint("全部办理记录每小时封存一次，公开页可以核对。", "审计记录公开核验", "reports:trail"),
    ),
}


def away_of(user: User) -> QuerySet[GuideAway]:
    """A row once the account has put away the guide of the role that it acts in."""
    return GuideAway.objects.filter(user=user, role=user.acting.role if user.acting else "")


def guide_for(user: User, away: QuerySet[GuideAway]) -> tuple[Hint, ...]:
    """Empty once it was put away (`away_of`), and for whoever acts in no role."""
    return () if user.acting is None or away else GUIDES[Role(user.acting.role)]


def put_away(user: User, now: datetime) -> None:
    """Twice is once."""
    if user.acting is not None:
        GuideAway.objects.get_or_create(user=user, role=user.acting.role, defaults={"at": now})
