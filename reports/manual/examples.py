"""A report and a filing as they look when everything is filled in; constants, no rows, and nobody in them is real."""

from datetime import date
from typing import Any

from compliance.enums import MeetingKind
from events.enums import EventKind

BODY = {
    "uscc": "51410100MJ0000000X",
    "name": "某某市某某行业协会（样例）",
    "kind": "社会团体",
    "registration_authority": "某某市民政局",
    "competent_authority": "某某市某某局",
}
REPORT: dict[str, Any] = {
    "organization": BODY,
    "period": {"year": 2026, "quarter": 3},
    "version": 1,
    "due_on": "2026-10-15",
    "meetings": [
        {
            "kind": MeetingKind.SPECIAL_STUDY.value,
            "label": MeetingKind.SPECIAL_STUDY.label,
            "held_on": date(2026, 8, 18),
            "place": "本会会议室",
            "chair": "会长",
            "expected": 9,
            "present": 8,
            "agenda": "1. 研究第三季度本会相关工作；2. 检查网站、公众账号和会刊的管理；3. 部署下一季度工作。",
            "conclusions": "会议听取秘书处汇报。决定：一、公众账号发布内容由秘书长审签；二、九月底前完成会刊台账清理；三、一人因公请假，会后传达。",
            "is_joint": False,
        },
        {
            "kind": MeetingKind.COUNCIL.value,
            "label": MeetingKind.COUNCIL.label,
            "held_on": date(2026, 9, 10),
            "place": "线上会议",
            "chair": "会长",
            "expected": 21,
            "present": 17,
            "agenda": "1. 听取秘书处三季度工作汇报；2. 审议秋季交流会方案；3. 审议会费收支情况。",
            "conclusions": "到会理事超过三分之二，会议有效。三项议题均表决通过，交流会按规定提前一周申报。",
            "is_joint": False,
        },
    ],
    "findings": "会刊编印台账不完整，有两期未登记印数；公众账号由一人管理，无人复核。",
    "measures": "已指定副秘书长负责会刊台账，九月底前补齐；公众账号改为两人管理、先审后发。",
    "attachments": [],
    "self_certified": False,
}
REPORT_PAPERS = ("专题研究会议：会议记录、签到表（拍照或者PDF）", "理事会会议：会议纪要、签到表")
FILING: dict[str, Any] = {
    "organization": {name: BODY[name] for name in ("uscc", "name")},
    "registration_authority": BODY["registration_authority"],
    "competent_authority": BODY["competent_authority"],
    "version": 1,
    "title": "某某行业秋季技术交流会",
    "kind": EventKind.SEMINAR.value,
    "kind_label": EventKind.SEMINAR.label,
    "cross_organization": True,
    "cross_region": False,
    "foreign_related": False,
    "scope": [{"kind": "partner", "label": "合作单位", "name": "某某市某某学会（样例）", "organization": None}],
    "starts_on": "2026-10-28",
    "starts_time": "09:00",
    "ends_on": "2026-10-28",
    "ends_time": "17:00",
    "is_online": False,
    "place": "某某会议中心三楼报告厅",
    "address": "某某市某某路1号",
    "expected_headcount": 120,
    "budget": "36000.00",
    "money_sources": "会费收入，不向参会单位收费",
    "purpose": "交流行业新技术应用，上午四个专题介绍，下午分组讨论，不设展销。",
    "calls_for_head": False,
    "late_reason": "",
    "onsite_lead": "王某某（主要负责人）",
    "stop_person": "",
    "attachments": [],
    "self_certified": False,
}
FILING_PAPERS = ("活动议程", "场地使用证明", "应急预案（声明需要的）", "场地或者安全许可（依法须取得的）")
