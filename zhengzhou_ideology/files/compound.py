"""Documents of Word and Excel 97-2003 (OLE compound files): what they are, and that nothing in them runs."""

import struct
from collections.abc import Iterator
from io import BytesIO

from olefile import DEFECT_INCORRECT, STGTY_ROOT, STGTY_STREAM, OleFileIO

from zhengzhou_ideology.files import kinds, refusals, workbooks

ENTRY_SIZE = 128
MAX_ENTRIES = 4_000  # what olefile compares grows with the square
# Names in a directory are equal whatever their case (MS-CFB 2.6.4).
MAIN_STREAMS = {kinds.DOC: {"WORDDOCUMENT"}, kinds.XLS: {"WORKBOOK", "BOOK"}}
MACRO_STORAGES = {"MACROS", "VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR"}
LOCKED_STREAMS = {"ENCRYPTEDPACKAGE", "ENCRYPTIONINFO"}
# Classes of the packager of Windows, whose objects hold any file and open it at a double click.
PACKAGES = {"0003000C-0000-0000-C000-000000000046", "F20DA720-C02F-11CE-927B-0800095AE340"}
UNREADABLE = (OSError, ValueError, IndexError, OverflowError, RecursionError, struct.error)


class CompoundFile(OleFileIO):
    """olefile, which believes the header's sizes, with those sizes held to what the file can hold."""

    def loadfat(self, header: bytes) -> None:
        per_sector = self.sector_size // 4
        if self.num_fat_sectors > 2 * self.nb_sect // per_sector + 4:
            raise ValueError("allocation table larger than the file")
        super().loadfat(header)

    def loaddirectory(self, sect: int) -> None:
        """All entries, those too that no other leads to."""
        most = MAX_ENTRIES * ENTRY_SIZE // self.sector_size
        if sum(1 for _sector in self.chain(sect, most + 1)) > most:
            raise ValueError("directory too long or endless")
        super().loaddirectory(sect)
        for number, entry in enumerate(self.direntries):
            if entry is None:
                self._load_direntry(number)

    def chain(self, sector: int, most: int) -> Iterator[int]:
        """The sectors of a stream, no more than so many."""
        for _ in range(most):
            if sector >= len(self.fat):
                return
            yield sector
            sector = self.fat[sector]

    def refuse_shared_sectors(self) -> None:
        """A sector belongs to one stream, and to it once: no chain leads in a circle or into another."""
        taken: set[int] = set()
        for entry in self.direntries:
            if entry.entry_type in {STGTY_ROOT, STGTY_STREAM} and not entry.is_minifat:
                for sector in self.chain(entry.isectStart, -(-entry.size // self.sector_size)):
                    if sector in taken:
                        raise ValueError("sector in two places")
                    taken.add(sector)


def inspect(content: bytes, kind: kinds.Kind) -> None:
    """Refuse a compound file that is not what its name says, is locked, or carries macros or other files."""
    try:
        with CompoundFile(BytesIO(content), raise_defects=DEFECT_INCORRECT) as file:
            file.refuse_shared_sectors()
            _refuse_by_names(file, kind)
            for path in file.listdir():
                if path[-1].upper() in MAIN_STREAMS[kinds.XLS]:
                    workbooks.inspect(file.openstream(path))
    except UNREADABLE as error:
        raise refusals.broken() from error


def _refuse_by_names(file: CompoundFile, kind: kinds.Kind) -> None:
    names = {entry.name.upper() for entry in file.direntries}
    if names & LOCKED_STREAMS:
        raise refusals.encrypted()
    if not any(file.get_type(name) == STGTY_STREAM for name in MAIN_STREAMS[kind]):
        raise kinds.mismatch(kind)
    if names & MACRO_STORAGES:
        raise refusals.macros()
    if any(entry.clsid in PACKAGES for entry in file.direntries):
        raise refusals.embedded()
