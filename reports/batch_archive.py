"""Putting the parts of a batch together: one zip with a folder for each district, an index, and a bound copy if it was asked for.

Nothing is held in memory but one statement at a time: parts are read from the storage, the whole is written to disk.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pikepdf
from django.utils.timezone import localtime

from organizations.models import Organization
from reports.archive import INDEX, MERGED, index_xlsx, line_without_statement
from reports.enums import ChunkState
from reports.models import StatementBatch, StatementChunk

GIVEN_UP = "生成失败，请联系系统管理员"


def assemble(batch: StatementBatch, chunks: Sequence[StatementChunk], whole: IO[bytes], *, now: datetime) -> None:
    with TemporaryDirectory() as room, ZipFile(whole, "w", ZIP_STORED) as archive:
        binder = Binder(Path(room)) if batch.merged else None
        for chunk in chunks:
            if chunk.state == ChunkState.DONE:
                _copy(chunk, archive, binder)
        if binder:
            archive.write(binder.bound(), MERGED)
        index = index_xlsx(
            sorted(lines_of(chunks)), title=f"{batch.year}年度合规报告目录", about=str(batch.authority), now=now
        )
        archive.writestr(ZipInfo(INDEX, localtime(now).timetuple()[:6]), index)


def _copy(chunk: StatementChunk, archive: ZipFile, binder: "Binder | None") -> None:
    with chunk.part.open("rb") as stored, ZipFile(stored) as part:
        for entry in part.infolist():
            content = part.read(entry)
            archive.writestr(entry, content)
            if binder:
                binder.add(entry.filename, content)
    if binder:
        binder.close_volume()


def lines_of(chunks: Sequence[StatementChunk]) -> list[list[Any]]:
    """Of the index; a chunk that was given up has a line for each of its organizations, and why there is no file."""
    return [line for chunk in chunks for line in (chunk.lines if chunk.state == ChunkState.DONE else _missing(chunk))]


def failures(batch: StatementBatch, *, limit: int) -> list[list[Any]]:
    """Lines of the organizations whose statements could not be made."""
    chunks = batch.chunks.filter(failed__gt=0).order_by("number")
    found: list[list[Any]] = []
    for chunk in chunks.iterator():
        found += [line for line in lines_of([chunk]) if line[-1]]
        if len(found) >= limit:
            break
    return found[:limit]


def _missing(chunk: StatementChunk) -> list[list[Any]]:
    if chunk.state != ChunkState.GIVEN_UP:
        return []
    rows = Organization.objects.filter(pk__in=chunk.organizations).select_related("district")
    return [line_without_statement(organization, GIVEN_UP) for organization in rows.order_by("uscc")]


class Binder:
    """Statements one after the other in one PDF, with bookmarks by district and name.

    Each chunk is bound to a volume on disk first, so that no more files are open at once than there are chunks.
    """

    def __init__(self, room: Path) -> None:
        self.room = room
        self.volumes: list[Path] = []
        self.names: list[tuple[str, str, int]] = []
        self.pages = 0
        self.open: list[pikepdf.Pdf] = []

    def add(self, path: str, content: bytes) -> None:
        pdf = pikepdf.open(BytesIO(content))
        district, _, name = path.rpartition("/")
        self.names.append((district, name.removesuffix(".pdf"), self.pages))
        self.pages += len(pdf.pages)
        self.open.append(pdf)

    def close_volume(self) -> None:
        if not self.open:
            return
        volume = pikepdf.new()
        for pdf in self.open:
            volume.pages.extend(pdf.pages)
        self.volumes.append(self.room / f"{len(self.volumes)}.pdf")
        volume.save(self.volumes[-1])
        for pdf in self.open:
            pdf.close()
        self.open = []

    def bound(self) -> Path:
        whole, opened = pikepdf.new(), [pikepdf.open(volume) for volume in self.volumes]
        for volume in opened:
            whole.pages.extend(volume.pages)
        with whole.open_outline() as outline:
            for district, names in groupby(self.names, key=lambda name: name[0]):
                entries = list(names)
                item = pikepdf.OutlineItem(district, entries[0][2])
                item.children.extend(pikepdf.OutlineItem(name, page) for _, name, page in entries)
                outline.root.append(item)
        path = self.room / MERGED
        whole.save(path)
        for volume in opened:
            volume.close()
        return path
