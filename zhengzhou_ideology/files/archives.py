"""Documents that are zip archives inside (docx, xlsx, ofd): what they are, and that they are harmless to unpack."""

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.core.exceptions import ValidationError

from zhengzhou_ideology.files import kinds, refusals

MAX_ENTRIES = 5_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_HEADER_BYTES = 2 * 1024 * 1024
END_RECORD = b"PK\x05\x06"
MAIN_PART = {
    kinds.DOCX: ("[Content_Types].xml", b"wordprocessingml.document.main+xml"),
    kinds.XLSX: ("[Content_Types].xml", b"spreadsheetml.sheet.main+xml"),
    kinds.OFD: ("OFD.xml", b"ofdspec.org"),
}
MACRO_NAMES = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("/activex/", "/macrosheets/")


def inspect(content: bytes, kind: kinds.Kind) -> None:
    """Refuse an archive that is not what its name says, that hides something, or that unpacks to too much."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_hidden(content, archive)
            _refuse_bomb(entries)
            _refuse_macros(entries)
            _refuse_other_kind(archive, kind)
            if archive.testzip():
                raise refusals.broken()
    except (BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, UnicodeDecodeError) as error:
        raise refusals.broken() from error


def _refuse_hidden(content: bytes, archive: ZipFile) -> None:
    """An honest archive begins with its first entry and ends with its end record: no other file before or behind."""
    if (
        archive.comment
        or content[-22:-18] != END_RECORD
        or min((e.header_offset for e in archive.infolist()), default=1)
    ):
        raise ValidationError("文件中夹带了其他内容，请用办公软件重新保存后再上传。", code="hidden")


def _refuse_bomb(entries: list[ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise refusals.bomb()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refusals.encrypted()


def _refuse_macros(entries: list[ZipInfo]) -> None:
    for entry in entries:
        path = f"/{entry.filename.lower()}"
        if path.endswith(MACRO_NAMES) or any(folder in path for folder in MACRO_FOLDERS):
            raise refusals.macros()


def _refuse_other_kind(archive: ZipFile, kind: kinds.Kind) -> None:
    part, mark = MAIN_PART[kind]
    if part not in archive.namelist() or archive.getinfo(part).file_size > MAX_HEADER_BYTES:
        raise kinds.mismatch(kind)
    header = archive.read(part)
    if b"macroEnabled" in header:
        raise refusals.macros()
    if mark not in header:
        raise kinds.mismatch(kind)
