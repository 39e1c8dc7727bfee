"""机关代字 of the demo's units: that of the place and a word of the unit, as 郑教 and 金水教体."""

from organizations.models import Authority

# By the letters of a unit's code.
WORDS = {
    "CGJ": "城管",
    "CJW": "建",
    "CL": "残联",
    "CZJ": "财",
    "FGW": "发改",
    "FL": "妇",
    "GAJ": "公",
    "GSL": "联",
    "GXJ": "工信",
    "HSZ": "红",
    "JRJ": "金融",
    "JTJ": "交",
    "JYJ": "教",
    "JYTY": "教体",
    "KGXJ": "科工信",
    "KJJ": "科",
    "KX": "科协",
    "MZW": "民宗",
    "MZZJ": "民宗",
    "NYNC": "农",
    "QL": "侨联",
    "RSJ": "人社",
    "SCJG": "市监",
    "SFJ": "司",
    "SGB": "社工",
    "SJJ": "审",
    "SKL": "社科",
    "SLJ": "水",
    "STHJ": "环",
    "SWJ": "商务",
    "TJJ": "统计",
    "TSW": "青",
    "TYJ": "体",
    "TYJR": "退役",
    "TZB": "统",
    "WGLJ": "文",
    "WJW": "卫",
    "WL": "文联",
    "WSB": "外",
    "WWJ": "文物",
    "XCB": "宣",
    "YBJ": "医保",
    "YJJ": "应急",
    "YLJ": "园林",
    "ZFW": "政法",
    "ZGH": "工",
    "ZJJ": "住建",
    "ZRZY": "资源",
}


def give() -> None:
    """To all that decide on events; those of the bureaus came with the register."""
    places = {one.district_id: one.document_sign.removesuffix("民函") for one in Authority.objects.registering()}
    units = [*Authority.objects.filter(kind="competent")]
    for unit in units:
        unit.document_sign = places[unit.district_id] + WORDS[unit.code.partition("-")[2]]
    Authority.objects.bulk_update(units, ["document_sign"])
