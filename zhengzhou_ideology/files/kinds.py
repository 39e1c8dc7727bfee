"""The kinds of file that the portal takes, and the three witnesses by which each is known."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Kind:
    """A kind of file: what its name, its sender and its content must say."""

    label: str
    content_type: str
    declared: frozenset[str]
    magic: str
    signature: bytes


# What browsers declare when the computer does not know the extension; the other two witnesses must agree then.
UNDECLARED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
ZIPPED = ("application/zip", "application/x-zip-compressed")


SIGNATURES = {
    ".jpg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".doc": bytes.fromhex("D0CF11E0A1B11AE1"),
}


def _kind(label: str, content_type: str, *declared: str, magic: str) -> Kind:
    """`magic` is the extension by which puremagic knows the container; the signature must stand at the very beginning."""
    return Kind(label, content_type, frozenset({content_type, *declared}), magic, SIGNATURES[magic])


JPEG = _kind("JPG 图片", "image/jpeg", "image/jpg", "image/pjpeg", magic=".jpg")
PNG = _kind("PNG 图片", "image/png", "image/x-png", magic=".png")
PDF = _kind("PDF", "application/pdf", "application/x-pdf", "application/wps-office.pdf", magic=".pdf")
OFD = _kind("OFD", "application/ofd", "application/x-ofd", "application/vnd.ofd", *ZIPPED, magic=".docx")
DOCX = _kind(
    "Word 文档",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/wps-office.docx",
    *ZIPPED,
    magic=".docx",
)
XLSX = _kind(
    "Excel 表格",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/wps-office.xlsx",
    *ZIPPED,
    magic=".docx",
)
DOC = _kind("Word 97-2003 文档", "application/msword", "application/wps-office.doc", "application/kswps", magic=".doc")
XLS = _kind(
    "Excel 97-2003 表格", "application/vnd.ms-excel", "application/wps-office.xls", "application/kset", magic=".doc"
)

BY_EXTENSION = {
    ".pdf": PDF,
    ".ofd": OFD,
    ".doc": DOC,
    ".docx": DOCX,
    ".xls": XLS,
    ".xlsx": XLSX,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": PNG,
}

ACCEPT = ",".join(BY_EXTENSION)
ACCEPTED_LABEL = "PDF、OFD、Word（doc、docx）、Excel（xls、xlsx）和图片（jpg、png）"


def mismatch(kind: Kind) -> ValidationError:
    return ValidationError(f"文件内容不是{kind.label}，与扩展名不符，请上传原文件。", code="mismatch")
