"""In which steps a filing is filled in; the first is what a draft begins with."""

from events.checklist import REQUIRED, WHERE
from events.enums import PaperKind
from zhengzhou_ideology.drafting.steps import DraftStep

# The first three have to be there for a draft to be stored, and say by which day it is to be filed.
BEGINNING = DraftStep(
    key="what",
    title="活动和时间",
    fields=("title", "kind", "starts_on", "starts_time", "ends_on", "ends_time", "late_reason"),
    needed=("title", "late_reason"),
    reveal={"late_reason": "#answer[data-late]"},
)
STEPS = (
    BEGINNING,
    DraftStep(
        key="scope",
        title="范围和合作方",
        hint="没有跨组织、跨地区、涉外情形的，直接进入下一步。",
        fields=(
            *("cross_organization", "partners", "other_partners"),
            *("cross_region", "places"),
            *("foreign_related", "countries"),
        ),
        reveal={
            **dict.fromkeys(("partners", "other_partners"), "[name=cross_organization]:checked"),
            "places": "[name=cross_region]:checked",
            "countries": "[name=foreign_related]:checked",
        },
    ),
    DraftStep(
        key="where",
        title="地点和规模",
        hint="只填人数，不填出席人员名单。",
        fields=("is_online", "place", "address", "expected_headcount", "budget", "money_sources"),
        needed=(*WHERE, *REQUIRED),
    ),
    DraftStep(
        key="content",
        title="内容和材料",
        fields=("purpose",),
        parts=(PaperKind.AGENDA, PaperKind.PERMIT, PaperKind.OTHER),
        needed=REQUIRED,
    ),
    DraftStep(
        key="safety",
        title="现场和应急",
        fields=("onsite_lead", "calls_for_head", "stop_person"),
        parts=(PaperKind.EMERGENCY_PLAN,),
        needed=(*REQUIRED, "stop_person"),
        reveal=dict.fromkeys(("stop_person", PaperKind.EMERGENCY_PLAN), "[name=calls_for_head] [value=True]:checked"),
    ),
)
