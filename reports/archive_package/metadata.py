"""The description of a package: one record for each file, with element names after DA/T 46-2009 (文书类电子文件元数据方案)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from reports.archive_package.contents import Item
from reports.models import AnnualStatement
from zhengzhou_ideology.signing.verdicts import SignatureVerdict

FORMATS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEPT = "10年"
CASES_KEPT = "30年"
CASES = "05案件文书"
UNSIGNED = "未加盖电子签名"


@dataclass(frozen=True, slots=True)
class Stored:
    """An item as it lies in the package; `note` says what is the matter with it, if anything is.

    `signature` is what the file says itself, of a paper that an authority signs.
    """

    item: Item
    path: str
    size: int
    sha256: str
    note: str = ""
    signature: SignatureVerdict | None = None


def metadata(statement: AnnualStatement, files: Iterable[Stored], *, now: datetime) -> bytes:
    """As an XML document in UTF-8; an element that nothing is known of is left out."""
    facts = statement.snapshot["organization"]
    root = Element("电子文件元数据", {"标准": "DA/T 46-2009", "生成时间": now.isoformat(timespec="seconds")})
    for number, stored in enumerate(files, start=1):
        record = SubElement(root, "文件实体")
        identifier = f"{facts['uscc']}-{statement.year}-{number:04d}"
        _write(record, _record(statement, stored, number, identifier, facts))
    for name, code in _bodies(facts):
        _write(SubElement(root, "机构人员实体"), {"机构人员类型": "单位", "机构人员名称": name, "组织机构代码": code})
    _write(
        SubElement(root, "业务实体"),
        {
            "业务状态": "历史行为",
            "业务行为": "归档",
            "行为时间": now.isoformat(timespec="seconds"),
            "行为依据": "郑民文〔2019〕94号",
        },
    )
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _record(
    statement: AnnualStatement, stored: Stored, number: int, identifier: str, facts: Mapping[str, Any]
) -> dict[str, Any]:
    item = stored.item
    return {
        "聚合层次": "件",
        "来源": {"立档单位名称": facts["registration_authority"]},
        "电子文件号": identifier,
        "档号": {
            "年度": str(statement.year),
            "保管期限": CASES_KEPT if item.folder == CASES else KEPT,
            "机构或问题": facts["name"],
            "类别号": item.folder[:2],
            "室编件号": f"{number:04d}",
        },
        "内容描述": {
            "题名": item.title,
            "文件编号": item.number,
            "责任者": item.author,
            "日期": _compact(item.day),
            "文种": item.kind,
        },
        "形式特征": {"文件组合类型": "组合文件" if item.part_of else "单件", "语种": "汉语", "稿本": "正本"},
        "电子属性": {
            "格式信息": _format(stored.path),
            "计算机文件名": stored.path,
            "计算机文件大小": str(stored.size),
            "信息系统描述": "郑州市社会组织合规门户",
        },
        "电子签名": _signature(stored),
        "权限管理": {"控制标识": "控制"} if item.folder == CASES else {},
        "附注": "；".join(
            filter(None, [f"随附于：{item.part_of}" if item.part_of else "", stored.note, _lacking(stored)])
        ),
    }


def _signature(stored: Stored) -> dict[str, str]:
    """Nothing but what lies inside the file; the time is the stamp's, or what the signer said."""
    found = stored.signature
    if found is None or not found.intact:
        return {}
    signed_at = found.stamped_at or found.said_at
    return {
        "签名规则": "PAdES（ETSI EN 319 142-1），签名在文件内",
        "签名时间": signed_at.isoformat(timespec="seconds") if signed_at else "",
        "签名人": stored.item.signer,
    }


def _lacking(stored: Stored) -> str:
    return UNSIGNED if stored.signature is not None and not stored.signature.intact else ""


def _bodies(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The organization and its authorities, each with its code."""
    authorities = ("registration_authority", "competent_authority")
    named = [(facts[name], facts.get(f"{name}_code", "")) for name in authorities if facts[name]]
    return [(facts["name"], facts["uscc"]), *named]


def _write(parent: Element, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if isinstance(value, Mapping):
            if any(value.values()):
                _write(SubElement(parent, name), value)
        elif value:
            SubElement(parent, name).text = _printable(value)


def _printable(text: str) -> str:
    """XML 1.0 has no control characters."""
    return "".join(c for c in text if c in "\t\n" or ord(c) >= 32)


def _format(path: str) -> str:
    ending = path.rpartition(".")[2].lower()
    return FORMATS.get(ending, ending)


def _compact(day: date) -> str:
    """As the standard writes days: 20261009."""
    return f"{day:%Y%m%d}"
