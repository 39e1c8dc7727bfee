"""Documents that are zip archives inside (docx, xlsx, ofd): what they are, and that they are harmless to unpack."""

import zlib
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.conf import settings
from django.core.exceptions import ValidationError

from zhengzhou_ideology.files import kinds, packages, refusals

KINDS = {kinds.DOCX, kinds.XLSX, kinds.OFD}
MAX_ENTRIES = 5_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
ENTRY_BYTES = 16 * 1024  # what an entry takes of the room even if it is empty, for it takes time
MAX_HEADER_BYTES = 2 * 1024 * 1024
END_RECORD = b"PK\x05\x06"
OFD_PART, OFD_MARK = "OFD.xml", b"ofdspec.org"
MACRO_NAMES = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("/activex/", "/macrosheets/")
EMBEDDED_FOLDER = "/embeddings/"
EMBEDDED_KINDS = {".docx": kinds.DOCX, ".xlsx": kinds.XLSX}
BROKEN = (BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError)


def inspect(content: bytes, kind: kinds.Kind) -> None:
    """Refuse an archive that is not what its name says, that hides something, or that unpacks to too much."""
    _inspect(content, kind, room=MAX_UNPACKED_BYTES, outermost=True)


def _inspect(content: bytes, kind: kinds.Kind, *, room: int, outermost: bool) -> int:
    """The room that is left: what is embedded is held to the same rules, shares the room, and embeds nothing itself."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_hidden(content, archive)
            room = _refuse_bomb(entries, room)
            _refuse_twins(entries)
            _refuse_macros(entries)
            _refuse_other_kind(archive, kind)
            for part, inner in _embedded(entries, kind):
                if not outermost:
                    raise refusals.embedded()
                room = _inspect(archive.read(part), inner, room=room, outermost=False)
            if archive.testzip():
                raise refusals.broken()
    except BROKEN as error:
        raise refusals.broken() from error
    return room


def _refuse_hidden(content: bytes, archive: ZipFile) -> None:
    """An honest archive begins with its first entry and ends with its end record: no other file before or behind."""
    if (
        archive.comment
        or content[-22:-18] != END_RECORD
        or min((e.header_offset for e in archive.infolist()), default=1)
    ):
        raise ValidationError("文件中夹带了其他内容，请用办公软件重新保存后再上传。", code="hidden")


def _refuse_bomb(entries: list[ZipInfo], room: int) -> int:
    room -= sum(entry.file_size + ENTRY_BYTES for entry in entries)
    if len(entries) > MAX_ENTRIES or room < 0:
        raise refusals.bomb()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refusals.encrypted()
    return room


def _refuse_twins(entries: list[ZipInfo]) -> None:
    """Of two parts with one name, the reader might take the one that was not looked at."""
    if len({_path(entry) for entry in entries}) < len(entries):
        raise refusals.broken()


def _refuse_macros(entries: list[ZipInfo]) -> None:
    for entry in entries:
        path = _path(entry)
        if path.endswith(MACRO_NAMES) or any(folder in path for folder in MACRO_FOLDERS):
            raise refusals.macros()


def _refuse_other_kind(archive: ZipFile, kind: kinds.Kind) -> None:
    if kind is not kinds.OFD:
        packages.refuse_other_kind(archive, kind)
        packages.refuse_ties(archive)
    elif (
        OFD_PART not in archive.namelist()
        or archive.getinfo(OFD_PART).file_size > MAX_HEADER_BYTES
        or OFD_MARK not in archive.read(OFD_PART)
    ):
        raise kinds.mismatch(kind)


def _embedded(entries: list[ZipInfo], kind: kinds.Kind) -> list[tuple[ZipInfo, kinds.Kind]]:
    """The documents within a Word or Excel document (such as the figures behind a chart); no other file may be embedded."""
    found: list[tuple[ZipInfo, kinds.Kind]] = []
    if kind is kinds.OFD:
        return found
    for entry in entries:
        path = _path(entry)
        if inner := EMBEDDED_KINDS.get(PurePosixPath(path).suffix):
            found.append((entry, inner))
        elif EMBEDDED_FOLDER in path and not entry.is_dir():
            raise refusals.embedded()
    if sum(entry.file_size for entry, _kind in found) > settings.ATTACHMENT_MAX_BYTES:
        raise refusals.bomb()
    return found


def _path(entry: ZipInfo) -> str:
    """The name under which Office finds a part, which heeds neither case nor the leaning of the slash."""
    return "/" + entry.filename.lower().replace("\\", "/")
