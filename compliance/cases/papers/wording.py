"""The wording of papers: text with placeholders in braces, a closed set for each kind, checked before it is stored."""

import re
from collections.abc import Mapping
from string import Formatter

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet

from compliance.cases.enums import CasePaperKind as K
from compliance.cases.models import PaperWording
from organizations.models import User
from zhengzhou_ideology.workflow import Refused

# 一、 and no full stop: a sentence that is numbered is no heading.
HEADING = re.compile(r"[一二三四五六七八九十]+、[^\n]*[^。；：\n]")
REGIME = "郑民文〔2019〕94号"

OVERTAKEN = "这份文字刚刚由他人修订过，请对照最新文字后再保存。"

# What each placeholder stands for; an administrator reads this beside the text.
COMMON = {
    "单位名称": "社会组织的登记名称",
    "统一社会信用代码": "社会组织的统一社会信用代码",
    "登记管理机关": "案件的登记管理机关",
    "事由": "立案事由",
    "依据条款": f"{REGIME}通知的有关条款",
}
OWN: dict[str, dict[str, str]] = {
    K.NOTICE: {
        "事实": "核查所见的事实",
        "拟采取措施": "拟采取的措施",
        "陈述申辩期限": "自送达起的工作日数",
    },
    K.DECISION: {
        "事实": "认定的事实",
        "陈述申辩情况": "社会组织的陈述申辩或者期满未提出",
        "理由": "处理理由",
        "措施": "决定的措施",
        "复核途径": "向谁、在多少日内申请复核",
    },
    K.RECTIFICATION_ORDER: {
        "决定书文号": "处理决定书的文号",
        "整改要求": "须改正的事项",
        "整改期限": "自送达起的工作日数",
        "复核途径": "向谁、在多少日内申请复核",
    },
    K.SERVICE_RECORD: {
        "送达文书": "文书名称和文号",
        "送达方式": "送达方式",
        "送达地址": "送达地址或者邮件单号",
        "送达人": "经办送达的工作人员",
        "发送日期": "文书发出的日期",
        "签收人": "签收人",
        "送达日期": "送达生效日期",
        "送达规则": "送达日期依据的规则",
    },
    K.REVIEW_DECISION: {
        "决定书文号": "被申请复核的决定书文号",
        "复核请求": "申请复核的理由",
        "结论": "复核结论",
        "理由": "复核理由",
    },
    K.CLOSING: {"结案情况": "结案的情形和理由"},
}
# A paper that left one of these out would not be lawful.
REQUIRED: dict[str, tuple[str, ...]] = {
    K.NOTICE: ("依据条款", "事实", "拟采取措施", "陈述申辩期限"),
    K.DECISION: ("依据条款", "事实", "陈述申辩情况", "理由", "措施", "复核途径"),
    K.RECTIFICATION_ORDER: ("依据条款", "整改要求", "整改期限", "复核途径"),
    K.SERVICE_RECORD: ("送达文书", "送达方式", "送达日期", "送达规则"),
    K.REVIEW_DECISION: ("结论", "理由"),
    K.CLOSING: ("结案情况",),
}

BUILT_IN: dict[str, str] = {
    K.NOTICE: """本机关对你单位{事由}一事立案核查，现将核查情况和拟处理意见告知如下：

一、核查所见的事实

{事实}

二、依据

上述情形涉及{依据条款}的规定。

三、拟采取的措施

拟对你单位采取以下措施：{拟采取措施}。

四、你单位的权利

你单位可以自本告知书送达之日起{陈述申辩期限}个工作日内，通过本门户提出书面陈述、申辩并提交材料，也可以要求听证。期限内有正当理由的，可以申请延长。本机关将充分听取意见，不因陈述申辩而加重处理。期满未提出的，不影响案件继续办理。""",
    K.DECISION: """你单位{事由}一案，本机关已核查终结，现决定如下：

一、认定的事实

{事实}

二、陈述申辩情况

{陈述申辩情况}

三、依据和理由

依据{依据条款}的规定。{理由}

四、决定

决定对你单位采取以下措施：{措施}。

五、救济途径

{复核途径}""",
    K.RECTIFICATION_ORDER: """根据处理决定书（{决定书文号}）和{依据条款}的规定，责令你单位就{事由}一事进行整改：

一、整改要求

{整改要求}

二、整改期限

自本通知书送达之日起{整改期限}个工作日内完成整改，并通过本门户提交整改措施和完成情况。确有困难的，可以在期满前申请延长。

三、救济途径

{复核途径}""",
    K.SERVICE_RECORD: """送达文书：{送达文书}

受送达人：{单位名称}

送达方式：{送达方式}

送达地址：{送达地址}

送达人：{送达人}

发送日期：{发送日期}

签收人：{签收人}

送达日期：{送达日期}

送达规则：{送达规则}。""",
    K.REVIEW_DECISION: """你单位对处理决定书（{决定书文号}）不服，申请复核。本机关已复核终结。

一、复核请求和理由

{复核请求}

二、复核认定

{理由}

三、复核结论

{结论}。""",
    K.CLOSING: """你单位{事由}一案，现予结案。

结案情况：{结案情况}""",
}

# What a preview is filled with.
SAMPLES: dict[str, str] = {
    "单位名称": "郑州市示例协会",
    "统一社会信用代码": "514101000000000000",
    "登记管理机关": "郑州市民政局",
    "事由": "逾期未报送季度报告",
    "依据条款": f"{REGIME}通知第二条",
    "事实": "你单位2026年第三季度报告应于2026年10月15日前报送，经多次提醒，至今未报送。",
    "拟采取措施": "责令整改",
    "陈述申辩期限": "5",
    "陈述申辩情况": "你单位于2026年11月12日提出陈述、申辩，本机关已予听取并复核，有关意见和材料已附卷。",
    "理由": "经审查，上述事实有提醒记录和门户记录证实，情节较轻。",
    "措施": "责令整改（自决定书送达之日起10个工作日内完成）",
    "复核途径": "对本决定不服的，可以自送达之日起60日内，通过本门户该案件页面申请复核。",
    "决定书文号": "郑民函〔2026〕12号",
    "整改要求": "补报2026年第三季度报告，明确报送责任人。",
    "整改期限": "10",
    "送达文书": "处理决定书 郑民函〔2026〕12号",
    "送达方式": "直接送达",
    "送达地址": "郑州市中原区示例路1号",
    "送达人": "李某某",
    "发送日期": "2026年11月16日",
    "签收人": "王某某",
    "送达日期": "2026年11月16日",
    "送达规则": "以受送达人在送达回证上签收的日期为送达日期（参照《民事诉讼法》第八十七条）",
    "复核请求": "认为措施过重，请求变更。",
    "结论": "维持原决定",
    "结案情况": "整改情况已核查通过，申请复核的期限已经届满。",
}


def placeholders(kind: str) -> dict[str, str]:
    return {**COMMON, **OWN[kind]}


def problems(kind: str, text: str) -> list[str]:
    """Sentences for the administrator; empty if the wording may be stored."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        return ["花括号不成对：占位符应写作“{单位名称}”，正文中不要使用单个花括号。"]
    used = [name for _, name, _, _ in parsed if name is not None]
    decorated = [name for _, name, spec, conversion in parsed if name is not None and (spec or conversion)]
    allowed = placeholders(kind)
    found = [f"没有“{{{name}}}”这一占位符。" for name in dict.fromkeys(used) if name not in allowed]
    found += [f"占位符“{{{name}}}”中不要使用冒号或者感叹号。" for name in dict.fromkeys(decorated) if name in allowed]
    found += [f"缺少必备的占位符“{{{name}}}”。" for name in REQUIRED[kind] if name not in used]
    return found


def versions(kind: str) -> QuerySet[PaperWording]:
    """The latest first."""
    return PaperWording.objects.filter(kind=kind).select_related("edited_by").order_by("-pk")


def current(kind: str) -> str:
    latest = versions(kind).first()
    return latest.text if latest else BUILT_IN[kind]


def plain(text: str) -> str:
    """As it is stored and compared, whatever a browser made of the ends of lines."""
    return text.replace("\r\n", "\n").strip()


@transaction.atomic
def change(kind: str, text: str, *, by: User, seen: int) -> PaperWording:
    """A new version; `seen` is the latest that the editor knew (0 for none), so that nobody overwrites another unread."""
    if not by.has_perm("cases.change_wording"):
        raise PermissionDenied("cases.change_wording")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"wording:{kind}"])
    latest = versions(kind).first()
    if (latest.pk if latest else 0) != seen:
        raise Refused(OVERTAKEN)
    found = problems(kind, text)
    if found:
        raise Refused("".join(found))
    return PaperWording.objects.create(kind=kind, text=plain(text), edited_by=by)


def filled(text: str, values: Mapping[str, str]) -> list[dict[str, object]]:
    """Paragraphs of the paper. What the values say is never read as a placeholder or a heading itself."""
    blocks: list[dict[str, object]] = []
    for paragraph in plain(text).split("\n\n"):
        wording = paragraph.strip()
        if wording:
            written = wording.format_map(dict(values))
            lines = [line.strip() for line in written.splitlines() if line.strip()]
            is_heading = HEADING.fullmatch(wording) is not None
            blocks += [{"heading": is_heading and not at, "text": line} for at, line in enumerate(lines)]
    return blocks
