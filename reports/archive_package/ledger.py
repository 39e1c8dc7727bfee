"""The archive's package as an export: asked for on the year of an organization, made in the background, fetched as a zip."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import QuerySet

from organizations.models import Organization, User
from reports.archive_package.writing import folder_name, write_package
from reports.issuing import issue_one
from zhengzhou_ideology.ledgers.columns import LedgerColumn
from zhengzhou_ideology.ledgers.ledger import Order, PartLedger
from zhengzhou_ideology.workflow import Refused

ASK = "reports.ask_archive_package"
READ_CASES = "cases.view_cases"
# Of the name of an organization in that of the file.
NAME = 80


class PackageLedger(PartLedger):
    """`of` is the credit code. Papers of cases go along only for a reader of cases; the command writes all of them."""

    key, title, page = "archive_package", "归档包", "reports:statement_list"
    filters = "reports.forms.statements.PackageForm"
    perm = ASK
    ending = "zip"
    choosable = False
    # A statement may be issued first.
    from_replica = False
    columns = ()
    # Papers are made anew each time, with the day on which that was done.
    by_the_minute = True

    def wholes(self, user: User) -> QuerySet:
        return Organization.objects.within_reach(user)

    def heading(self, form: Any) -> str:
        if not form.is_valid():
            return self.title
        return f"{form.cleaned_data['of'].name[:NAME]}{form.cleaned_data['year']}年度{self.title}"

    def explained(self, user: User, form: Any) -> str:
        return "" if user.has_perm(READ_CASES) else "所用身份不查阅案件，归档包不含案件文书。"

    def count(self, user: User, form: Any, now: datetime) -> int:
        """How many files only the making tells."""
        return 0

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return self.wholes(user).filter(pk=form.cleaned_data["of"].pk) if form.is_valid() else self.wholes(user).none()

    def write(self, order: Order, out: Path) -> int:
        organization = self.found(order.user, order.form, order.now).first()
        if organization is None:
            raise Refused("该社会组织不在所用身份的管辖范围内，未生成归档包。")
        statement = issue_one(organization, order.form.cleaned_data["year"], now=order.now, by=order.user)
        with TemporaryDirectory(dir=out.parent) as part:
            folder = Path(part) / folder_name(statement)
            folder.mkdir()
            with_cases = order.user.has_perm(READ_CASES)
            files = write_package(statement, folder, now=order.now, with_cases=with_cases, beat=order.beat)
            with ZipFile(out, "w", ZIP_DEFLATED) as package:
                for path in sorted(folder.rglob("*")):
                    if path.is_file():
                        package.write(path, path.relative_to(part))
        return len(files)

    def tables(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> set[str]:
        return set()
