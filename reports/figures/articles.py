"""The ten articles, one by one: what each asks for, what stands for it in the year, and what proves that.

Made of the other facts of the statement and of nothing else, so that it says nothing that they do not.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from compliance.enums import MeetingKind
from organizations.enums import OutletKind, Post
from zhengzhou_ideology.wording import dated

Facts = dict[str, Any]
Record = tuple[str, str]

NUMBERS = ("第一条", "第二条", "第三条", "第四条", "第五条", "第六条", "第七条", "第八条", "第九条", "第十条")
ASKED = (
    "组织会员和从业人员学习",
    "列入年度要点，每季度专题研究，有预案，重要事项随时报告",
    "主要负责人、支部书记为第一责任人",
    "重大活动申报备案，经批准后举办；失职的追责问责",
    "管理各类阵地，定期组织学习",
    "职业道德教育",
    "诚信自律，信息公开",
    "明确日常工作联系人，及时报告，年终交流",
    "管理网站和网络账号，签署承诺书",
    "每季度召开理事会会议，日常工作由秘书处（办公室）负责",
)
ONLINE = (OutletKind.WEBSITE, OutletKind.PUBLIC_ACCOUNT)


def articles(facts: Facts) -> list[dict[str, Any]]:
    """In their order; an article for which nothing stands says so."""
    return [
        {
            "article": label,
            "asks": asked,
            "records": [{"text": text, "evidence": evidence} for text, evidence in _records(number, label, facts)],
        }
        for number, (label, asked) in enumerate(zip(NUMBERS, ASKED, strict=True), start=1)
    ]


def _records(number: int, label: str, facts: Facts) -> list[Record]:
    others = OTHERS.get(number, lambda _facts: ())
    found = [*_duties(label, facts), *others(facts)]
    return found or [("本年度没有记录", "")]


def _duties(label: str, facts: Facts) -> Iterable[Record]:
    """The duties of the catalogue that name the article, each with its status and its proof; quarters come with their meetings."""
    for line in facts["lines"]:
        if label in line["article"].split("、") and line["duty"] != "quarterly_report":
            yield f"{line['title']}：{line['status_label']}", line["evidence_text"]


def _meetings(kind: MeetingKind) -> Callable[[Facts], Iterable[Record]]:
    def found(facts: Facts) -> Iterable[Record]:
        held = [meeting for quarter in facts["quarters"] for meeting in quarter["meetings"] if meeting["kind"] == kind]
        days = "、".join(_day(meeting["held_on"]) for meeting in held)
        yield f"{kind.label}：已报送{len(held)}次", f"季度报告（{days}召开）" if held else ""

    return found


def _matters(facts: Facts) -> Iterable[Record]:
    yield f"随时报告：{facts['matters']}件", "随时报告回执" if facts["matters"] else ""


def _posts(*posts: Post) -> Callable[[Facts], Iterable[Record]]:
    def found(facts: Facts) -> Iterable[Record]:
        for post in posts:
            terms = [term for term in facts["terms"] if term["post"] == post]
            names = "；".join(f"{term['name']}（{spelled(term)}）" for term in terms)
            yield f"{post.label}：{'已登记' if terms else '未登记'}", names

    return found


def spelled(term: dict[str, Any]) -> str:
    """From when to when, as far as anybody knows."""
    since = f"{_day(term['since'])}起" if term["since"] else "任期起始未登记"
    return f"{since}，至{_day(term['until'])}止" if term["until"] else since


def _events(facts: Facts) -> Iterable[Record]:
    filed = facts["events"]
    numbers = "、".join(number for event in filed for number in event["numbers"])
    yield f"重大活动：申报{len(filed)}项，其中逾期申报{sum(event['is_late'] for event in filed)}项", numbers
    if facts["after_the_fact"]:
        yield f"未经申报或者批准的活动：事后报告{facts['after_the_fact']}件", "事后报告"
    if facts["cases"]:
        yield f"追责问责：办结案件{len(facts['cases'])}件", "处理决定和结案记录"


def _outlets(kinds: Iterable[str] | None = None) -> Callable[[Facts], Iterable[Record]]:
    def found(facts: Facts) -> Iterable[Record]:
        kept = [outlet for outlet in facts["outlets"] if kinds is None or outlet["kind"] in kinds]
        what = "登记在用的阵地" if kinds is None else "登记在用的网站和公众账号"
        yield f"{what}：{len(kept)}处", "、".join(outlet["name"] for outlet in kept)

    return found


def _secretariat(facts: Facts) -> Iterable[Record]:
    named = facts["organization"]["secretariat"]
    yield f"日常工作机构：{named or '未登记'}", ""


def _all(*parts: Callable[[Facts], Iterable[Record]]) -> Callable[[Facts], Iterable[Record]]:
    return lambda facts: [record for part in parts for record in part(facts)]


def _day(day: str) -> str:
    return dated(date.fromisoformat(day))


OTHERS: dict[int, Callable[[Facts], Iterable[Record]]] = {
    2: _all(_meetings(MeetingKind.SPECIAL_STUDY), _matters),
    3: _posts(Post.LEADER, Post.BRANCH_SECRETARY),
    4: _events,
    5: _outlets(),
    8: _posts(Post.LIAISON),
    9: _outlets(ONLINE),
    10: _all(_meetings(MeetingKind.COUNCIL), _secretariat),
}
