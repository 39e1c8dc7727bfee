"""The file of a case as one PDF: cover and index, everything in it one after the other, bookmarks, a number on every page."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from itertools import groupby

import pikepdf
from django.template.defaultfilters import filesizeformat

from compliance.cases.models import AccountabilityCase
from compliance.cases.record.dossier_parts import Bound, Filed, Group, Part, Record, Withheld, groups
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.models import StoredFile
from zhengzhou_ideology.print.rendering import OFFICIAL, render_pdf

STYLES = (OFFICIAL, "print/dossier.css")
# What a damaged PDF makes qpdf, or us, stumble over.
UNREADABLE = (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, KeyError, TypeError, IndexError, RuntimeError)
POINTS = 72 / 25.4
STAMP_WIDTH, STAMP_HEIGHT, STAMP_MARGIN = 60 * POINTS, 7 * POINTS, 6 * POINTS


@dataclass(slots=True)
class DossierItem:
    """A line of the index, with the pages that are bound for it.

    Records that are printed together share one PDF: the first of them holds it in `pdf`, and `shift` says on which of its
    pages, counted from 0, each record begins. `page` is that page's number in the whole, set by `_place`. What is withheld
    has no page. `pdf` stays open until the whole is written, because pages of a closed one are lost.
    """

    title: str
    day: date | None
    pdf: pikepdf.Pdf | None = None
    shift: int | None = 0
    page: int | None = None


@dataclass(slots=True)
class DossierSection:
    title: str
    items: list[DossierItem]


def dossier_pdf(case: AccountabilityCase, *, reader: User, now: datetime) -> bytes:
    """Complete for officers; for the organization without what a ground withholds, which is named by kind and ground."""
    found = groups(case, reader=reader, today=day_of(now))
    sections = [DossierSection(group.title, list(_items(group))) for group in found]
    front = _front(case, sections, reader, now)
    bound = pikepdf.new()
    bound.pages.extend(front.pages)
    for item in _all(sections):
        if item.pdf:
            bound.pages.extend(item.pdf.pages)
    _unlink(bound)
    _number(bound)
    _bookmark(bound, sections)
    return _written(bound, f"{case}案卷")


def _items(group: Group) -> Iterator[DossierItem]:
    """Records that follow one another share their pages; whatever comes with pages of its own begins a new one."""
    opened = [(part, *_opened(part)) for part in group.parts]
    for is_record, run in groupby(opened, key=lambda entry: entry[2] is not None):
        entries = list(run)
        if is_record:
            yield from _printed(group.title, [record for _, _, record in entries if record])
        else:
            yield from (DossierItem(part.title, part.day, pdf, 0 if pdf else None) for part, pdf, _ in entries)


def _opened(part: Part) -> tuple[pikepdf.Pdf | None, Record | None]:
    """Its own pages, or the record that is printed in their place; neither if it is withheld."""
    if isinstance(part, Record):
        return None, part
    if isinstance(part, Withheld):
        return None, None
    if isinstance(part, Bound):
        return pikepdf.open(BytesIO(part.pdf)), None
    return _of_file(part)


def _of_file(part: Filed) -> tuple[pikepdf.Pdf | None, Record | None]:
    stored = part.stored
    try:
        content = _read(stored)
    except FileNotFoundError:
        return None, _about(part, "存储中没有找到原文件。")
    if sha256(content).hexdigest() != stored.sha256:
        return None, _about(part, "存储中的内容与登记的校验值不符。")
    if stored.is_image:
        source = f"data:{stored.content_type};base64,{b64encode(content).decode()}"
        return None, _about(part, "", picture=source)
    if stored.content_type != "application/pdf":
        return None, _about(part, "该类型的文件不能装订，请在门户中另行下载。")
    try:
        return _sound(content), None
    except pikepdf.PasswordError:
        return None, _about(part, "PDF 已加密，不能装订，请在门户中另行下载。")
    except UNREADABLE:
        return None, _about(part, "PDF 已损坏，不能装订，请在门户中另行下载。")


def _read(stored: StoredFile) -> bytes:
    with stored.file.open("rb") as opened:
        return opened.read()


def _sound(content: bytes) -> pikepdf.Pdf:
    pdf = pikepdf.open(BytesIO(content))
    if pdf.is_encrypted:
        raise pikepdf.PasswordError("encrypted")
    if not len(pdf.pages):
        raise ValueError("no pages")
    for page in pdf.pages:
        _corner(page)
        contents = page.obj.get("/Contents")
        for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
            if isinstance(stream, pikepdf.Stream):
                stream.read_bytes()  # the number is laid over them, and what cannot be unpacked would show only then
    return pdf


def _about(part: Filed, note: str, picture: str = "") -> Record:
    stored = part.stored
    lines = (
        ("类别", part.kind),
        ("文件名", stored.name),
        ("大小", filesizeformat(stored.size)),
        ("SHA-256", stored.sha256),
        ("提交人", part.by),
        ("说明", note),
    )
    return Record(part.title, part.day, lines, picture=picture)


def _printed(heading: str, records: list[Record]) -> Iterator[DossierItem]:
    """Its bookmark says on which page each record begins."""
    context = {"heading": heading, "records": records}
    pdf = pikepdf.open(BytesIO(render_pdf("compliance/cases/papers/records.html", context, stylesheets=STYLES)))
    with pdf.open_outline() as outline:
        starts = [pikepdf.Page(item.to_dictionary_object(pdf).Dest[0]).index for item in outline.root]
    for number, (record, start) in enumerate(zip(records, starts, strict=True)):
        yield DossierItem(record.title, record.day, None if number else pdf, start)


def _front(case: AccountabilityCase, sections: list[DossierSection], reader: User, now: datetime) -> pikepdf.Pdf:
    """Cover and index. Their own length shifts every number in the index, so they are printed again until the length is
    the one that the numbers were counted with.
    """
    length = 1
    while True:
        total = _place(sections, length)
        context = {
            "case": case,
            "authority": case.registration_authority.name_on(case.closed_on or day_of(now)),
            "sections": sections,
            "total": total,
            "complete": reader.acting is not None and reader.acting.authority_id is not None,
            "made_for": reader.acting_label,
            "made_at": now,
        }
        pdf = pikepdf.open(BytesIO(render_pdf("compliance/cases/papers/front.html", context, stylesheets=STYLES)))
        if len(pdf.pages) == length:
            return pdf
        length = len(pdf.pages)


def _place(sections: list[DossierSection], length: int) -> int:
    """Give each item its first page, counted from 1; the number of all pages."""
    total, first = length, length + 1
    for item in _all(sections):
        if item.pdf:
            first, total = total + 1, total + len(item.pdf.pages)
        item.page = None if item.shift is None else first + item.shift
    return total


def _all(sections: list[DossierSection]) -> Iterator[DossierItem]:
    for section in sections:
        yield from section.items


def _unlink(bound: pikepdf.Pdf) -> None:
    """The pages come from several structure trees, none of which is here."""
    for page in bound.pages:
        for name in ("/StructParents", "/Tabs", "/AA"):
            if name in page:
                del page[name]


def _number(bound: pikepdf.Pdf) -> None:
    total = len(bound.pages)
    context = {"numbers": range(1, total + 1), "total": total}
    stamps = pikepdf.open(
        BytesIO(render_pdf("compliance/cases/papers/stamps.html", context, stylesheets=("print/stamps.css",)))
    )
    for page, stamp in zip(bound.pages, stamps.pages, strict=True):
        page.add_overlay(stamp, _corner(page))


def _corner(page: pikepdf.Page) -> pikepdf.Rectangle:
    """The upper right one as the page is seen; a turned page is seen with another of its corners there."""
    left, low, right, top = (float(number) for number in page.cropbox)
    turn = int(page.obj.get("/Rotate", 0)) % 360
    wide, high = (STAMP_WIDTH, STAMP_HEIGHT) if turn in (0, 180) else (STAMP_HEIGHT, STAMP_WIDTH)
    x = left + STAMP_MARGIN if turn in (90, 180) else right - STAMP_MARGIN - wide
    y = low + STAMP_MARGIN if turn in (180, 270) else top - STAMP_MARGIN - high
    return pikepdf.Rectangle(x, y, x + wide, y + high)


def _bookmark(bound: pikepdf.Pdf, sections: list[DossierSection]) -> None:
    with bound.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("封面和目录", 0))
        for section in sections:
            children = [pikepdf.OutlineItem(item.title, item.page - 1) for item in section.items if item.page]
            if children:
                entry = pikepdf.OutlineItem(section.title, children[0].destination)
                entry.children.extend(children)
                outline.root.append(entry)


def _written(bound: pikepdf.Pdf, title: str) -> bytes:
    bound.docinfo["/Title"] = title
    bound.Root.Lang = pikepdf.String("zh-CN")
    bound.Root.PageMode = pikepdf.Name.UseOutlines
    bound.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    written = BytesIO()
    bound.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()
