"""Districts by GB/T 2260 code, the bureaus that register, and the city's units that may be competent (业务主管单位)."""

from django.db import migrations

CITY = ("410100", "郑州市")
DISTRICTS = [
    CITY,
    ("410102", "中原区"),
    ("410103", "二七区"),
    ("410104", "管城回族区"),
    ("410105", "金水区"),
    ("410106", "上街区"),
    ("410108", "惠济区"),
    ("410122", "中牟县"),
    ("410181", "巩义市"),
    ("410182", "荥阳市"),
    ("410183", "新密市"),
    ("410184", "新郑市"),
    ("410185", "登封市"),
]
COMPETENT = [
    ("JYJ", "郑州市教育局"),
    ("KJJ", "郑州市科学技术局"),
    ("GXJ", "郑州市工业和信息化局"),
    ("MZW", "郑州市民族宗教事务委员会"),
    ("SFJ", "郑州市司法局"),
    ("CZJ", "郑州市财政局"),
    ("RSJ", "郑州市人力资源和社会保障局"),
    ("ZRZY", "郑州市自然资源和规划局"),
    ("STHJ", "郑州市生态环境局"),
    ("CJW", "郑州市城乡建设局"),
    ("JTJ", "郑州市交通运输局"),
    ("SLJ", "郑州市水利局"),
    ("NYNC", "郑州市农业农村局"),
    ("SWJ", "郑州市商务局"),
    ("WGLJ", "郑州市文化广电和旅游局"),
    ("WJW", "郑州市卫生健康委员会"),
    ("YJJ", "郑州市应急管理局"),
    ("SJJ", "郑州市审计局"),
    ("SCJG", "郑州市市场监督管理局"),
    ("TYJ", "郑州市体育局"),
    ("TJJ", "郑州市统计局"),
    ("YBJ", "郑州市医疗保障局"),
    ("JRJ", "郑州市金融工作局"),
    ("TYJR", "郑州市退役军人事务局"),
    ("YLJ", "郑州市园林局"),
    ("ZGH", "郑州市总工会"),
    ("TSW", "共青团郑州市委员会"),
    ("FL", "郑州市妇女联合会"),
    ("WL", "郑州市文学艺术界联合会"),
    ("KX", "郑州市科学技术协会"),
    ("SKL", "郑州市社会科学界联合会"),
    ("GSL", "郑州市工商业联合会"),
    ("QL", "郑州市归国华侨联合会"),
    ("CL", "郑州市残疾人联合会"),
    ("HSZ", "郑州市红十字会"),
]


def bureau_aliases(district: str) -> list[str]:
    """How lists abbreviate a bureau: 金水区民政局 is also 郑州市金水区民政局 and 金水民政局."""
    short = {"管城回族区": "管城区"}.get(district, district)
    names = {f"郑州市{district}民政局", f"{district[:-1]}民政局", f"{short}民政局", f"郑州市{short}民政局"}
    return sorted(names - {f"{district}民政局"})


def load(apps, schema_editor):
    District = apps.get_model("organizations", "District")
    Authority = apps.get_model("organizations", "Authority")
    District.objects.bulk_create(District(code=code, name=name) for code, name in DISTRICTS)
    city = Authority.objects.create(
        code="410100-MZJ",
        name="郑州市民政局",
        aliases=["市民政局", "郑州民政局"],
        kind="city_bureau",
        document_sign="郑民函",
        district_id=CITY[0],
    )
    Authority.objects.bulk_create(
        Authority(
            code=f"{code}-MZJ",
            name=f"{name}民政局",
            aliases=bureau_aliases(name),
            kind="district_bureau",
            document_sign=f"{name.removesuffix('回族区')[: 2 if len(name) < 4 else None]}民函",
            parent=city,
            district_id=code,
        )
        for code, name in DISTRICTS[1:]
    )
    Authority.objects.bulk_create(
        Authority(
            code=f"410100-{code}", name=name, aliases=[name.removeprefix("郑州")], kind="competent", district_id=CITY[0]
        )
        for code, name in COMPETENT
    )
    Authority.objects.create(
        code="410100-SHZZDW",
        name="中共郑州市社会组织委员会",
        aliases=["市社会组织党委"],
        kind="party",
        district_id=CITY[0],
    )


def unload(apps, schema_editor):
    apps.get_model("organizations", "Authority").objects.all().delete()
    apps.get_model("organizations", "District").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
