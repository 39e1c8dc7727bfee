"""Documents of Word and Excel 97-2003 (OLE compound files), known by the streams in their directory."""

import struct

from django.core.exceptions import ValidationError

from zhengzhou_ideology.files import kinds

END_OF_CHAIN = 0xFFFFFFFA  # this and all above are markers, not sectors
ENTRY_SIZE = 128
HEADER_FAT_SLOTS = 109
MAX_ENTRIES = 20_000
MAIN_STREAMS = {kinds.DOC: {"WordDocument"}, kinds.XLS: {"Workbook", "Book"}}
MACRO_STORAGES = {"Macros", "VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR"}
LOCKED_STREAMS = {"EncryptedPackage", "EncryptionInfo"}


def inspect(content: bytes, kind: kinds.Kind) -> None:
    """Refuse a compound file that is not what its name says, is locked, or carries macros."""
    try:
        names = directory(content)
    except (struct.error, IndexError, ValueError) as error:
        raise ValidationError("文件已损坏，无法打开，请用办公软件重新保存后再上传。", code="broken") from error
    if names & LOCKED_STREAMS:
        raise ValidationError("文件已加密，请取消密码后再上传。", code="encrypted")
    if not names & MAIN_STREAMS[kind]:
        raise kinds.mismatch(kind)
    if names & MACRO_STORAGES:
        raise ValidationError("文件中含有宏，请另存为不含宏的文档后再上传。", code="macros")


def directory(content: bytes) -> set[str]:
    """The names of all storages and streams (MS-CFB 2.6), following the directory's chain of sectors."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in {512, 4096}:
        raise ValueError("no sector size of a compound file")
    first = struct.unpack_from("<I", content, 48)[0]
    table = _allocation(content, size)
    names: set[str] = set()
    sectors = 0
    while first < END_OF_CHAIN:
        sectors += 1
        if sectors * size > MAX_ENTRIES * ENTRY_SIZE:
            raise ValueError("endless directory")
        for entry in range(size // ENTRY_SIZE):
            names.add(_name(content, (first + 1) * size + entry * ENTRY_SIZE))
        first = table[first]
    return names - {""}


def _allocation(content: bytes, size: int) -> list[int]:
    """The sector allocation table, as far as the header names its sectors (files up to 6.8 MB) and the chained list beyond."""
    per_sector = size // 4
    slots = list(struct.unpack_from(f"<{HEADER_FAT_SLOTS}I", content, 76))
    chained = struct.unpack_from("<I", content, 68)[0]
    while chained < END_OF_CHAIN and len(slots) * per_sector * size < 2 * len(content) + size * size:
        *more, chained = struct.unpack_from(f"<{per_sector}I", content, (chained + 1) * size)
        slots.extend(more)
    table: list[int] = []
    for slot in slots:
        if slot < END_OF_CHAIN:
            table.extend(struct.unpack_from(f"<{per_sector}I", content, (slot + 1) * size))
    return table


def _name(content: bytes, offset: int) -> str:
    length = struct.unpack_from("<H", content, offset + 64)[0]
    return content[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
