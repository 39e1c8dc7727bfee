"""The usual units of each district, further units of the city, and the party organizations, with what lists call them.

The units of a district stand under no other authority: a superior reads and reviews what those below it handle, and which
unit of the city that is, if any, is for the register to say.
"""

from django.db import migrations, models

CITY = "410100"
# Code, name, and what lists write instead of it; `{}` is the city or the district.
CITY_UNITS = [
    ("FGW", "郑州市发展和改革委员会", ["发改委"]),
    ("GAJ", "郑州市公安局", []),
    ("CGJ", "郑州市城市管理局", []),
    ("WSB", "郑州市人民政府外事办公室", ["外事办公室", "外办"]),
    ("WWJ", "郑州市文物局", []),
    ("XCB", "中共郑州市委宣传部", ["委宣传部"]),
    ("TZB", "中共郑州市委统战部", ["委统战部"]),
    ("ZFW", "中共郑州市委政法委员会", ["委政法委"]),
    ("SGB", "中共郑州市委社会工作部", ["委社会工作部", "委社工部"]),
]
# Further short names of those that 0002 loaded.
CITY_SHORT = {
    "KJJ": ["科技局"],
    "GXJ": ["工信局"],
    "MZW": ["民宗委", "民族宗教局"],
    "RSJ": ["人社局", "人力社保局"],
    "ZRZY": ["资源规划局", "自然资源局"],
    "STHJ": ["环保局"],
    "CJW": ["城建局"],
    "NYNC": ["农业局", "农委"],
    "WGLJ": ["文广旅局", "文旅局", "文化广电旅游局"],
    "WJW": ["卫健委", "卫生健康委"],
    "SCJG": ["市场监管局", "市监局"],
    "YBJ": ["医保局"],
    "ZGH": ["工会"],
    "TSW": ["团委"],
    "FL": ["妇联"],
    "WL": ["文联"],
    "KX": ["科协"],
    "SKL": ["社科联"],
    "GSL": ["工商联"],
    "QL": ["侨联"],
    "CL": ["残联"],
}
DISTRICT_UNITS = [
    ("JYTY", "{}教育体育局", ["教体局", "教育局", "体育局"]),
    ("WJW", "{}卫生健康委员会", ["卫健委", "卫生健康委"]),
    ("WGLJ", "{}文化广电和旅游局", ["文广旅局", "文旅局", "文化广电旅游局"]),
    ("KGXJ", "{}科学技术和工业信息化局", ["科工信局", "科技局", "工信局"]),
    ("FGW", "{}发展和改革委员会", ["发改委"]),
    ("RSJ", "{}人力资源和社会保障局", ["人社局"]),
    ("SFJ", "{}司法局", []),
    ("CZJ", "{}财政局", []),
    ("SCJG", "{}市场监督管理局", ["市场监管局", "市监局"]),
    ("ZJJ", "{}住房和城乡建设局", ["住建局"]),
    ("CGJ", "{}城市管理局", ["城管局"]),
    ("JTJ", "{}交通运输局", ["交通局"]),
    ("SWJ", "{}商务局", []),
    ("MZZJ", "{}民族宗教事务局", ["民宗局"]),
    ("TYJR", "{}退役军人事务局", []),
    ("YJJ", "{}应急管理局", ["应急局"]),
    ("YBJ", "{}医疗保障局", ["医保局"]),
    ("ZGH", "{}总工会", []),
    ("TSW", "共青团{}委员会", ["团委"]),
    ("FL", "{}妇女联合会", ["妇联"]),
    ("WL", "{}文学艺术界联合会", ["文联"]),
    ("KX", "{}科学技术协会", ["科协"]),
    ("GSL", "{}工商业联合会", ["工商联"]),
    ("CL", "{}残疾人联合会", ["残联"]),
    ("HSZ", "{}红十字会", []),
    ("XCB", "中共{}委宣传部", ["委宣传部"]),
    ("TZB", "中共{}委统战部", ["委统战部"]),
]
# The six districts inside the city have a committee for rural work, the counties and county-level cities a bureau.
URBAN = ("410102", "410103", "410104", "410105", "410106", "410108")
RURAL_WORK = {True: "{}农业农村工作委员会", False: "{}农业农村局"}


def units_of(code, name):
    rural = ("NYNC", RURAL_WORK[code in URBAN], ["农业农村委", "农委", "农业农村局", "农业局"])
    return [(unit, wording.format(name), short) for unit, wording, short in (*DISTRICT_UNITS, rural)]


def called(district, name, short):
    """What lists write for a unit of a district: 郑州市金水区教育体育局, 金水区教体局."""
    places = [district, "管城区"] if district == "管城回族区" else [district]
    names = [f"{place}{one}" for place in places for one in short]
    names += [name.replace(district, place) for place in places]
    return [*names, *(f"郑州市{one}" for one in names if one.startswith(tuple(places)))]


def load(apps, schema_editor):
    District = apps.get_model("organizations", "District")
    Authority = apps.get_model("organizations", "Authority")
    districts = [
        (one.code, one.name)
        for one in District.objects.exclude(code=CITY).filter(code__startswith="4101").order_by("code")
    ]
    wanted = [(CITY, unit, name, short_of_city(name, short), "competent") for unit, name, short in CITY_UNITS]
    for code, district in districts:
        wanted += [
            (code, unit, name, called(district, name, short), "competent")
            for unit, name, short in units_of(code, district)
        ]
        party = f"中共{district}社会组织委员会"
        wanted.append((code, "SHZZDW", party, called(district, party, ["社会组织党委", "社会组织委员会"]), "party"))
    superior = Authority.objects.filter(code=f"{CITY}-SHZZDW").first()
    known = set(Authority.objects.values_list("code", flat=True)) | set(
        Authority.objects.values_list("name", flat=True)
    )
    Authority.objects.bulk_create(
        Authority(
            code=f"{code}-{unit}", name=name, kind=kind, district_id=code, parent=superior if kind == "party" else None
        )
        for code, unit, name, _, kind in wanted
        if not {f"{code}-{unit}", name} & known
    )
    aliases = {f"{code}-{unit}": names for code, unit, _, names, _ in wanted}
    for unit, short in CITY_SHORT.items():
        aliases[f"{CITY}-{unit}"] = short_of_city("", short)
    aliases[f"{CITY}-SHZZDW"] = ["郑州市社会组织党委", "中共郑州市社会组织党委"]
    aliases[f"{CITY}-TSW"] = ["团市委", "共青团郑州市委", "郑州市团委"]
    add_aliases(apps, aliases)


def short_of_city(name, short):
    """市教育局 and 郑州市教育局 for 教育局; a bare 教育局 means another unit in each district's list."""
    return [
        one
        for one in (*(f"{place}{one}" for place in ("市", "郑州市") for one in short), name.removeprefix("郑州"))
        if one and one != name
    ]


def add_aliases(apps, aliases):
    """Each name once: one that is a unit's own, or known already, is left out."""
    Authority = apps.get_model("organizations", "Authority")
    Alias = apps.get_model("organizations", "AuthorityAlias")
    # 0002 gave those without 郑州 in front their own name as an alias.
    Alias.objects.filter(name=models.F("authority__name")).delete()
    taken = set(Authority.objects.values_list("name", flat=True)) | set(Alias.objects.values_list("name", flat=True))
    keys = dict(Authority.objects.filter(code__in=aliases).values_list("code", "pk"))
    rows = []
    for code, names in aliases.items():
        for name in names:
            if code in keys and name not in taken:
                taken.add(name)
                rows.append(Alias(authority_id=keys[code], name=name))
    Alias.objects.bulk_create(rows)


def unload(apps, schema_editor):
    """The units go, with their aliases; refused by the database where an organization belongs to one by now."""
    District = apps.get_model("organizations", "District")
    Authority = apps.get_model("organizations", "Authority")
    codes = [f"{CITY}-{unit}" for unit, *_ in CITY_UNITS]
    for code, name in District.objects.exclude(code=CITY).values_list("code", "name"):
        codes += [f"{code}-SHZZDW", *(f"{code}-{unit}" for unit, *_ in units_of(code, name))]
    Authority.objects.filter(code__in=codes).delete()
    Alias = apps.get_model("organizations", "AuthorityAlias")
    added = [name for short in CITY_SHORT.values() for name in short_of_city("", short)]
    added += ["郑州市社会组织党委", "中共郑州市社会组织党委", "团市委", "共青团郑州市委", "郑州市团委"]
    Alias.objects.filter(name__in=added).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_authorities")]
    operations = [migrations.RunPython(load, unload)]
