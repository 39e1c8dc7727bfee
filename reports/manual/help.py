"""Help beside each form: what the notice asks for there, and where the handbook says how.

Found by the address: the longest beginning in the table. So a button finds what stands on the page above it, and a
further page of a room needs a line only where something else is to be said.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from reports.manual.pages import ARTICLES, COMMON, anchor_of, section

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Help:
    """`heading` is a section of the handbook; without articles it is the portal's own arrangement, and says so."""

    heading: str
    words: str
    articles: tuple[int, ...] = ()


REPORT = Help(
    "季度报告",
    "每季度召开一次专题研究会议和一次理事会会议，填写本季度分析研判发现的问题和措施，由第一责任人确认后报送。两项会议合并召开的，只在实际召开的一项中勾选。",
    (2, 3, 10),
)
EVENT = Help(
    "重大活动",
    "报告会、研讨会、讲座、论坛、重大庆典纪念活动、规模较大的培训，以及跨组织、跨地区和涉外活动，于活动一周前申报，经业务主管单位批准后方可举办。到期没有答复不等于批准。",
    (4,),
)
DUTY = Help(
    "年度事项",
    "一年中按期完成并留存材料的事项，期限、应附材料和是否需要负责人确认以年度事项目录为准。",
    (1, 2, 5, 6, 7, 8, 9),
)
MATTER = Help(
    "随时报告",
    "重要事项发生后及时报告上级党组织、业务主管单位或者登记管理机关。只写本组织的事项和已采取的措施，不写个人的言论和看法。",
    (2, 8),
)
CASE = Help(
    "案件",
    "追责问责只针对组织应办未办的行为。先告知、听取陈述申辩，再作决定；提出、立案、决定、复核由不同的人办理。",
    (4,),
)
REGISTER = Help(
    "社会组织", "登记信息和任职决定由谁报送、由谁确认、向谁报告。变更要有日期和文件，以前的文书不改。", (3, 8)
)
SEATS = Help("机关席位", "属地管理、分级负责：机关席位由一人提名、另一人确认，谁在什么时候办理都有记录。", (3,))
OUTLETS = Help(
    "本组织", "网站、公众账号、刊物和场所逐个登记，明确负责人，每年确认一次。本门户不查看其中的内容。", (5, 9)
)
EXTENSION = Help(
    "延期豁免", "确有困难的，在期限之前申请延期并说明理由；准予延期的，新的期限写明理由和推算过程。", (2, 10)
)
CALENDAR = Help("工作日历", "期限按工作日推算。修改日历和办理规则要先预览会移动哪些期限，再确认。")
ACCOUNT = Help("账号和安全", "一人一号，不得借用。重要事项办理前再次验证身份。")
SIGN_IN = Help("登录", "用户名由登记管理机关发出的邀请确定；忘记密码的，在登录页重设，或者到登记管理机关当面办理。")
RESETS = Help("重置申请", "无法用邮箱重设密码的，由登记管理机关核验本人后重设，提出和核验是两个人。")
STATEMENTS = Help("年度合规报告", "一年的履职情况汇总成册，附核验码。先公布征求更正的版本，再正式印发。", (2, 4, 10))
INVITATIONS = Help("账号邀请", "账号随任职而来：受邀人用邀请码自己设置密码，任职结束账号的身份随之结束。", (3,))
LADDER = Help("催办督办", "期限前后按规则提醒，逾期逐级告知；机器不作任何对当事人不利的决定。", (2, 3))
INTERFACE = Help("数据接口", "其他系统凭令牌读取授权范围内的数据，不能写入；每次读取都有记录。")
IMPORTS = Help("名录导入", "先预览、后确认；有疑问的单位名称每个只答复一次，确认后仍可撤回。", (3,))

HELPS: dict[str, Help] = {
    "reports/": REPORT,
    "periods/": Help("报送季度", "每季度开放一次填报，重复操作不会产生重复的报告。", (2, 10)),
    "events/": EVENT,
    "duties/": DUTY,
    "duties/catalogue/": Help("年度事项", "修改目录只对以后的年度生效，已经开放的年度不变。", (1, 2, 5, 6, 7, 8, 9)),
    "letters/": Help("年度事项", "每年一份承诺书，第一责任人在线签署，或者打印签字盖章后拍照上传。", (9,)),
    "matters/": MATTER,
    "exchanges/": Help(
        "年终交流", "每年终结合年会开展交流活动，听取对登记管理机关工作的意见建议并逐条答复。只记人数，不记姓名。", (8,)
    ),
    "extensions/": EXTENSION,
    "reports/<int:pk>/extension/": EXTENSION,
    "duties/<int:pk>/extension/": EXTENSION,
    "cases/": CASE,
    "cases/wording/": Help("文书格式", "文书的固定文字可以修改，必备的占位符不能删去；已经签发的文书不变。", (4,)),
    "organizations/": REGISTER,
    "organizations/<str:uscc>/outlets/": OUTLETS,
    "organizations/<str:uscc>/posts/": Help(
        "社会组织",
        "主要负责人、支部书记是第一责任人，日常工作联系人要明确到人；任职变更凭会议决议或者任职文件。",
        (3, 8),
    ),
    "organizations/<str:uscc>/persons/": Help(
        "社会组织", "只登记职务所需的姓名、办公电话和办公邮箱，不登记身份证号码。", (3, 8)
    ),
    "organizations/<str:uscc>/self-certification/": Help(
        "社会组织", "一个人承担全部职务的小型组织，经登记管理机关许可可以自行确认，文书上会写明。", (3,)
    ),
    "post-changes/": Help("本组织", "任职变更由一方申报、另一方确认，确认后即登记；原任职人的签字仍然有效。", (3, 8)),
    "memberships/": Help(
        "账号邀请", "新任第一责任人的账号，须经现任第一责任人同意或者登记管理机关核验身份后才能确认报告。", (3,)
    ),
    "registry/": IMPORTS,
    "authorities/": Help("机关单位", "机关更名、撤销、承接都有日期，以前的文书仍用当时的名称。", (3,)),
    "announcements/": Help("通知公告", "发给选定的社会组织，谁已阅、谁未阅都看得到，可以要求确认。", (8,)),
    "group-channels/": Help("群机器人", "往工作群发送的提醒只写件数，不写组织名称和事由。"),
    "seats/": SEATS,
    "invitations/": INVITATIONS,
    "invite/": INVITATIONS,
    "substitutions/": Help("账号和安全", "经办人外出可以指定代理人；确认报告和签发决定不能代理。", (3,)),
    "accounts/": ACCOUNT,
    "accounts/login/": SIGN_IN,
    "accounts/password/": SIGN_IN,
    "accounts/oidc/": SIGN_IN,
    "accounts/3rdparty/": SIGN_IN,
    "accounts/manage/": Help("账号管理", "停用、恢复账号和结束身份都要写明理由，并通知本人。", (3,)),
    "access-resets/": RESETS,
    "new-password/": SIGN_IN,
    "account/": ACCOUNT,
    "acting-as/": ACCOUNT,
    "views/": Help("列表和视图", "把列表按当前筛选和次序保存为视图，只有本人看得到；删除视图不影响列表中的内容。"),
    "notices/": Help("通知", "哪些通知发邮件、哪些汇总成每日一封，由自己设置；文书送达的通知总是立即发出。"),
    "notices/outbox/": Help("发送情况", "没有送达的邮件在这里重发；收件人的组织和事由不显示。"),
    "my-calendar/": Help("我的日历订阅", "把自己的期限订阅到手机或者电脑的日历中，地址只显示一次，可以随时停用。"),
    "calendar/": CALENDAR,
    "ladder/": LADDER,
    "statements/": STATEMENTS,
    "exports/": Help("导出中心", "把列表按当前筛选导出为表格；谁导出了什么有记录，文件到期自动删除。"),
    "api/": INTERFACE,
    "retention/": Help("到期处理", "保存期满的材料经两人确认后销毁，留存销毁记录；案件和审计记录不受影响。"),
    "verify/": Help("核验", "文书上的核验码只回答真伪、属于谁、日期，不显示内容。"),
}


def help_at(route: str) -> Help | None:
    for length in range(len(route), 0, -1):
        if found := HELPS.get(route[:length]):
            return found
    return None


def article_links(articles: Iterable[int]) -> list[tuple[str, str]]:
    """第二条 and where the handbook has its words."""
    page = reverse("manual:page", args=[ARTICLES])
    names = [f"第{NUMERALS[number - 1]}条" for number in articles]
    return [(name, f"{page}#{anchor_of(name)}") for name in names]


def manual_link(help_: Help, role: str) -> str:
    return section(role or COMMON, help_.heading)
