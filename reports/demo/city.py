"""A believable city: organizations with valid codes, persons by post, outlets. Nobody in it is real."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from stdnum.cn import uscc

from organizations import authorities
from organizations.credit_code import REGIONS
from organizations.enums import KIND_OF_CODE, OrganizationKind, OrganizationStatus, OutletKind, Post
from organizations.models import Authority, District, Organization, Outlet, ResponsiblePerson, User

FIELDS = [
    "印刷",
    "物流",
    "餐饮",
    "书法",
    "武术",
    "园艺",
    "摄影",
    "面粉",
    "法律援助",
    "志愿服务",
    "社区治理",
    "数字经济",
    "家政服务",
    "耐火材料",
    "民间文艺",
    "养老服务",
    "残疾人康复",
    "电子商务",
    "旅游",
    "超硬材料",
    "农产品流通",
    "青少年教育",
    "心理健康",
    "环境保护",
    "中医药",
    "职业教育",
]
BRANDS = ("", "", "", "黄河", "嵩山", "商都", "绿城", "中原")
# Of two of these are made the names of one's own (字号) that most organizations bear.
LUCKY = "瑞和泰安康宁信诚德广源盛华兴明远博雅文达"
ENDINGS = {
    OrganizationKind.ASSOCIATION: ("协会", "学会", "商会", "联合会", "研究会", "促进会"),
    OrganizationKind.SERVICE_INSTITUTION: ("服务中心", "培训学校", "康复中心", "研究院", "艺术馆"),
    OrganizationKind.FOUNDATION: ("公益基金会",),
}
CITY = "410100"
RENAMED, NEW_NAME = "410105-WGLJ", "金水区文化和旅游局"
SURNAMES = "王李张赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施孔曹严华金魏陶姜"
STREETS = ("农业路", "文化路", "花园路", "东风路", "中州大道", "建设路", "桐柏路")
PREFIX_OF_KIND = {kind: code for code, kind in KIND_OF_CODE.items()}


def person(random: Random) -> str:
    return random.choice(SURNAMES) + "某某"


def demo_pair() -> list[Organization]:
    """The two that belong to the printed accounts: of different bureaus, each with a competent authority."""
    facts = (
        ("金水区青少年教育协会", "51410105MJ900001", "410105", "410105-MZJ", "410100-JYJ"),
        ("二七区社区治理促进会", "51410103MJ900002", "410103", "410103-MZJ", "410100-SWJ"),
    )
    return [
        Organization(
            uscc=f"{body}0" + uscc.calc_check_digit(f"{body}0"),
            name=name,
            kind=OrganizationKind.ASSOCIATION,
            registration_authority=Authority.objects.get(code=bureau),
            competent_authority=Authority.objects.get(code=competent),
            district_id=district,
            secretariat="秘书处",
            phone=f"0371-6390000{number}",
            email=f"demo{number}@example.org",
            founded_on=date(2012, 5, 8),
            address="金水区花园路 59 号" if number == 1 else "二七区建设路 12 号",
        )
        for number, (name, body, district, bureau, competent) in enumerate(facts, start=1)
    ]


def organizations(count: int, random: Random, today: date) -> list[Organization]:
    """Unsaved organizations: a fifth registered by the city, the others by their district; one in seven without competent authority."""
    city = Authority.objects.get(code="410100-MZJ")
    bureaus = Authority.objects.filter(kind="district_bureau").select_related("district").order_by("code")
    seats = [(bureau, bureau.district) for bureau in bureaus if bureau.district]
    units = units_by_district()
    taken: set[str] = set()
    return [_organization(number, random, today, city, seats, units, taken) for number in range(1, count + 1)]


def units_by_district() -> dict[str, list[Authority]]:
    """Competent units by the code of their district, without those of the party: few organizations belong to one."""
    units = Authority.objects.filter(kind="competent").exclude(name__startswith="中共").order_by("code")
    found: dict[str, list[Authority]] = defaultdict(list)
    for unit in units:
        found[unit.district_id or CITY].append(unit)
    return found


def give_party_superiors(organizations: list[Organization]) -> None:
    """The party organization of whoever registers it: of the district or, for those of the city, of the city."""
    superiors = {one.district_id: one for one in Authority.objects.party()}
    for organization in organizations:
        registers = organization.registration_authority
        organization.party_superior = superiors[registers.district_id]


def staff_desks() -> None:
    """Where organizations of each bureau ask, so that 联系我们 has somebody to name."""
    bureaus = [*Authority.objects.registering().order_by("code")]
    for number, bureau in enumerate(bureaus):
        bureau.desk, bureau.desk_hours = "社会组织管理科", "工作日9:00—12:00，13:30—17:00"
        bureau.desk_phone = f"0371-639001{number:02d}"
    Authority.objects.bulk_update(bureaus, ["desk", "desk_phone", "desk_hours"])


def rename_a_unit(by: User, today: date) -> None:
    """A reform of offices in the year that the demo looks back on; papers of before keep the old name."""
    unit = Authority.objects.get(code=RENAMED)
    authorities.rename(
        unit,
        by=by,
        today=today,
        name=NEW_NAME,
        effective_on=today - timedelta(days=200),
        reason="机构改革方案（演示）。",
    )


def _organization(
    number: int,
    random: Random,
    today: date,
    city: Authority,
    seats: list[tuple[Authority, District]],
    units: dict[str, list[Authority]],
    taken: set[str],
) -> Organization:
    kind = random.choices([*OrganizationKind], weights=(45, 52, 3))[0]
    bureau, district = random.choice(seats)
    by_city = random.random() < 0.2
    place = "郑州市" if by_city else district.name
    region = district.code if not by_city and district.code in REGIONS else CITY
    body = f"{PREFIX_OF_KIND[kind]}{region}MJ{number:07d}"
    near = units[CITY if by_city or random.random() < 0.3 else district.code]
    states = (OrganizationStatus.ACTIVE, OrganizationStatus.DEREGISTERED, OrganizationStatus.REVOKED)
    status = random.choices(states, weights=(96, 3, 1))[0]
    ended_on = None if status == OrganizationStatus.ACTIVE else today - timedelta(days=random.randrange(20, 500))
    return Organization(
        uscc=body + uscc.calc_check_digit(body),
        name=_name(place, kind, random, taken),
        kind=kind,
        registration_authority=city if by_city else bureau,
        competent_authority=None if random.random() < 1 / 7 else random.choice(near),
        district=district,
        secretariat=random.choice(("秘书处", "办公室")),
        phone=f"0371-6{random.randrange(1_000_000, 9_999_999)}",
        email=f"org{number}@example.org",
        founded_on=date(random.randrange(1995, 2024), random.randrange(1, 13), random.randrange(1, 29)),
        address=f"{district.name}{random.choice(STREETS)}{random.randrange(1, 400)}号",
        status=status,
        ended_on=ended_on,
    )


def _name(place: str, kind: OrganizationKind, random: Random, taken: set[str]) -> str:
    """Place, name of one's own, trade and form, as the register wants it (社会组织名称管理办法); none twice."""
    while True:
        brand = random.choice(BRANDS) if random.random() < 0.3 else "".join(random.sample(LUCKY, 2))
        name = f"{place}{brand}{random.choice(FIELDS)}{random.choice(ENDINGS[kind])}"
        if name not in taken:
            taken.add(name)
            return name


def persons(organization: Organization, random: Random) -> list[ResponsiblePerson]:
    posts = [Post.LEADER, Post.LIAISON, *([Post.BRANCH_SECRETARY] if random.random() < 0.7 else [])]
    since = max(organization.founded_on, date(2022, 1, 1))
    return [
        ResponsiblePerson(
            organization=organization,
            post=post,
            name=person(random),
            office_phone=organization.phone,
            office_email=organization.email,
            term_from=since,
        )
        for post in posts
    ]


def outlet(organization: Organization, responsible: ResponsiblePerson, random: Random) -> Outlet:
    kind = random.choice([*OutletKind])
    names = {
        OutletKind.WEBSITE: ("官方网站", f"https://www.example.org/{organization.uscc.lower()}"),
        OutletKind.PUBLIC_ACCOUNT: ("微信公众号", organization.name[:20]),
        OutletKind.PUBLICATION: ("会刊", "内部资料，季刊"),
        OutletKind.VENUE: ("会员活动室", organization.address),
    }
    name, address = names[kind]
    return Outlet(organization=organization, kind=kind, name=name, address=address, responsible=responsible)
