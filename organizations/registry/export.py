"""The register written out: one row for each organization, in the columns that the import reads."""

import csv
from collections.abc import Iterator
from datetime import date
from io import TextIOWrapper
from typing import IO

import xlsxwriter
from django.db.models import OuterRef, Subquery

from organizations.enums import Post
from organizations.models import ResponsiblePerson
from organizations.models.register import OrganizationQuerySet
from organizations.registry.resources import OrganizationResource

# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 2000


def rows(organizations: OrganizationQuerySet, resource: OrganizationResource, today: date) -> Iterator[list[str]]:
    yield [column.column_name for column in resource.columns.values()]
    for organization in with_holders(organizations, today).order_by("uscc").iterator(chunk_size=CHUNK):
        yield [column.export(organization) for column in resource.columns.values()]


def with_holders(organizations: OrganizationQuerySet, today: date) -> OrganizationQuerySet:
    """Each with the name of the current holder of each post, as the resource reads it."""
    return organizations.for_listing().annotate(**{post.value: _holder(post, today) for post in Post})


def _holder(post: Post, today: date) -> Subquery:
    holders = ResponsiblePerson.objects.current(today).filter(organization=OuterRef("pk"), post=post)
    return Subquery(holders.latest_term_first().values("name")[:1])


def write_xlsx(organizations: OrganizationQuerySet, out: IO[bytes], *, today: date) -> None:
    """Every cell is text, so codes stay whole and nothing becomes a formula, even after somebody edits the cell."""
    resource = OrganizationResource()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("社会组织名录")
    bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    sheet.set_column(0, len(resource.columns) - 1, 20)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows(organizations, resource, today)):
        for place, text in enumerate(row):
            if text:
                style = bold if number == 0 else quoted if text.startswith(FORMULA) else None
                sheet.write_string(number, place, text, style)
    book.close()


def write_csv(organizations: OrganizationQuerySet, out: IO[bytes], *, today: date) -> None:
    """UTF-8 with its mark, which Excel needs; an apostrophe keeps a text from becoming a formula."""
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    for row in rows(organizations, OrganizationResource(), today):
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
    text.detach()
