"""The register written out: one row for each organization, in the columns that the import reads."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

import xlsxwriter
from django.db.models import OuterRef, Subquery

from organizations.enums import Post
from organizations.models import ResponsiblePerson
from organizations.models.register import OrganizationQuerySet
from zhengzhou_ideology.ledgers.workbook import LAST_ROW, TooManyRows

# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def with_holders(organizations: OrganizationQuerySet, today: date) -> OrganizationQuerySet:
    """Each with the name of the current holder of each post, as the resource reads it."""
    return organizations.for_listing().annotate(**{post.value: _holder(post, today) for post in Post})


def _holder(post: Post, today: date) -> Subquery:
    holders = ResponsiblePerson.objects.current(today).filter(organization=OuterRef("pk"), post=post)
    return Subquery(holders.latest_term_first().values("name")[:1])


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]], out: Path) -> None:
    """Every cell is text, so codes stay whole and nothing becomes a formula, even after somebody edits the cell."""
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("社会组织名录")
        bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        sheet.set_column(0, len(header) - 1, 20)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(chain([header], rows)):
            if number >= LAST_ROW:
                raise TooManyRows
            for place, text in enumerate(row):
                if text:
                    style = bold if number == 0 else quoted if text.startswith(FORMULA) else None
                    sheet.write_string(number, place, text, style)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]], out: Path) -> None:
    """UTF-8 with its mark, which Excel needs; an apostrophe keeps a text from becoming a formula."""
    with out.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        for row in chain([header], rows):
            writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
