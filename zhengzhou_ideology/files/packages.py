"""Word and Excel documents as packages (ECMA-376 part 2): what their parts are declared as, and what they are tied to."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit
from xml.parsers import expat
from zipfile import ZipFile

from django.core.exceptions import ValidationError

from zhengzhou_ideology.files import kinds, refusals

CONTENT_TYPES = "[Content_Types].xml"
MAIN_TYPE = {kinds.DOCX: "wordprocessingml.document.main+xml", kinds.XLSX: "spreadsheetml.sheet.main+xml"}
MACRO_TYPES = ("macroenabled", "macrosheet", "vbaproject", "activex")
MAX_TYPES_BYTES = 2 * 1024 * 1024
MAX_RELATIONS_BYTES = 5 * 1024 * 1024  # some thirty thousand links

# Relationships by the last word of their type, which is the same in all families (transitional, strict, Microsoft's).
MACROS = {"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "control", "activexcontrolbinary"}
OBJECT, DOCUMENT = "oleobject", "package"
LINKED_WORKBOOKS = {
    *("externallinkpath", "externallinklongpath"),
    *("xlpathmissing", "xlstartup", "xlalternatestartup", "xllibrary"),
}
LINKS = {"hyperlink", "image", *LINKED_WORKBOOKS}
# Word notes where the template and the list of recipients lay on the author's computer, and few authors know it.
LEFT_BEHIND = {"attachedtemplate", "mailmergesource", "mailmergeheadersource"}
ON_A_DRIVE = re.compile(r"(file:///)?[a-z]:[\\/].*|[^/\\:%]+", re.IGNORECASE)


def refuse_other_kind(archive: ZipFile, kind: kinds.Kind) -> None:
    """Refuse a package whose main part is not of this kind, or with any part that is declared to hold macros."""
    if CONTENT_TYPES not in archive.namelist() or archive.getinfo(CONTENT_TYPES).file_size > MAX_TYPES_BYTES:
        raise kinds.mismatch(kind)
    declared: list[str] = []
    _read(archive.read(CONTENT_TYPES), lambda given: declared.append(given.get("ContentType", "").lower()))
    if any(mark in one for one in declared for mark in MACRO_TYPES):
        raise refusals.macros()
    if not any(one.endswith(MAIN_TYPE[kind]) for one in declared):
        raise kinds.mismatch(kind)


def refuse_ties(archive: ZipFile) -> None:
    """Refuse a part that runs, that is an embedded object, or that is fetched on opening; links in the text may stay."""
    parts = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".rels")]
    if sum(part.file_size for part in parts) > MAX_RELATIONS_BYTES:
        raise refusals.bomb()
    for part in parts:
        _read(archive.read(part), _refuse_tie)


def _refuse_tie(given: dict[str, str]) -> None:
    kind = given.get("Type", "").rpartition("/")[2].lower()
    if given.get("TargetMode", "").lower() == "external":
        _refuse_outside(kind, given.get("Target", ""))
    else:
        _refuse_inside(kind, given.get("Target", ""))


def _refuse_outside(kind: str, target: str) -> None:
    if kind == OBJECT:
        raise refusals.embedded()
    if kind not in LINKS and not (kind in LEFT_BEHIND and ON_A_DRIVE.fullmatch(target)):
        raise ValidationError(
            "文件引用了外部的模板或内容，打开时会自动读取。请将内容复制到新建的文档中，保存后再上传。", code="external"
        )


def _refuse_inside(kind: str, target: str) -> None:
    """An embedded document must bear a name by which it is looked into as well."""
    if kind in MACROS:
        raise refusals.macros()
    if kind == OBJECT or (kind == DOCUMENT and not urlsplit(target).path.lower().endswith((".docx", ".xlsx"))):
        raise refusals.embedded()


def _read(content: bytes, look: Callable[[dict[str, str]], None]) -> None:
    """Look at the attributes of each element; `ValueError` if this is no XML, or XML that declares entities of its own."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda _name, given: look(given)
    parser.StartDoctypeDeclHandler = _refuse_declarations
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError) as error:
        raise ValueError("no XML that can be read") from error


def _refuse_declarations(*_declared: object) -> None:
    raise ValueError("declarations have no place in a package")
