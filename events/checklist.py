"""What is still missing in a filing (errors) and what an officer may ask about (warnings); findings are values."""

from collections.abc import Collection, Iterator

from events.enums import EventKind, PaperKind, ScopeKind
from events.models import EventFiling
from zhengzhou_ideology.drafting.checklist import ChecklistItem, errors_among

REQUIRED = {
    "title": "请填写活动名称",
    "purpose": "请填写活动目的和主要内容",
    "expected_headcount": "请填写预计人数",
    "budget": "请填写经费预算，没有经费的填写 0",
    "money_sources": "请填写经费来源，没有经费的填写“无”",
    "onsite_lead": "请从责任人中选择现场负责人",
    "calls_for_head": "请声明活动内容是否需要第一责任人到场并制定应急熔断预案",
}
WHERE = {"place": "请填写活动场所", "address": "请填写详细地址"}
WHERE_ONLINE = {"place": "线上活动请填写平台名称", "address": "线上活动请填写会议链接或者会议号"}
SCOPE_FLAGS = {
    ScopeKind.PARTNER: ("cross_organization", "跨组织活动请填写合作单位"),
    ScopeKind.PLACE: ("cross_region", "跨地区活动请填写涉及地区"),
    ScopeKind.COUNTRY: ("foreign_related", "涉外活动请填写境外合作方所在国家（地区）"),
}


def errors(filing: EventFiling, *, late: bool) -> list[ChecklistItem]:
    scope = {detail.kind for detail in filing.scope_details.all()}
    papers = {paper.kind for paper in filing.papers.live()}
    return errors_among(check(filing, scope=scope, papers=papers, late=late))


def check(filing: EventFiling, *, scope: Collection[str], papers: Collection[str], late: bool) -> list[ChecklistItem]:
    """`scope` and `papers` are the kinds at hand, so that a form can ask before anything is stored."""
    return [*_facts(filing), *_scope(filing, scope), *_papers(filing, papers), *_lateness(filing, late)]


def _facts(filing: EventFiling) -> Iterator[ChecklistItem]:
    for name, message in {**REQUIRED, **(WHERE_ONLINE if filing.is_online else WHERE)}.items():
        if getattr(filing, name) in (None, ""):
            yield ChecklistItem(f"id_{name}", message)


def _scope(filing: EventFiling, scope: Collection[str]) -> Iterator[ChecklistItem]:
    for kind, (flag, message) in SCOPE_FLAGS.items():
        if getattr(filing, flag) and kind not in scope:
            yield ChecklistItem(f"id_{flag}", message)
    if filing.kind == EventKind.BY_SCOPE and not any(getattr(filing, flag) for flag, _ in SCOPE_FLAGS.values()):
        yield ChecklistItem("id_kind", "所选类别须至少勾选跨组织、跨地区、涉外之一")


def _papers(filing: EventFiling, papers: Collection[str]) -> Iterator[ChecklistItem]:
    if PaperKind.AGENDA not in papers:
        yield ChecklistItem(f"files-{PaperKind.AGENDA}", "请上传活动议程")
    if filing.calls_for_head:
        if PaperKind.EMERGENCY_PLAN not in papers:
            yield ChecklistItem(f"files-{PaperKind.EMERGENCY_PLAN}", "已声明需要应急熔断预案，请上传预案")
        if filing.stop_person is None:
            yield ChecklistItem("id_stop_person", "请选择有权中止活动的负责人")
        if filing.onsite_lead and not filing.onsite_lead.is_first_responsible:
            yield ChecklistItem("id_onsite_lead", "已声明需要第一责任人到场，现场负责人须为主要负责人或支部书记")
    if PaperKind.PERMIT not in papers:
        yield ChecklistItem(
            f"files-{PaperKind.PERMIT}", "未上传场地或者安全许可；依法须取得许可的请上传", is_error=False
        )


def _lateness(filing: EventFiling, late: bool) -> Iterator[ChecklistItem]:
    if late and not filing.late_reason.strip():
        yield ChecklistItem("id_late_reason", "距活动首日不足一周，请填写逾期申报的理由")
