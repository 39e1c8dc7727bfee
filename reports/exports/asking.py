"""Asking for an export, and fetching what was made: acts that leave a row in the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations.models import Membership, User
from reports.exports.enums import ExportState
from reports.exports.models import FETCHED, ColumnChoice, Export, ExportMove
from reports.exports.rules import DOWNLOAD
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.ledgers.described import described
from zhengzhou_ideology.ledgers.ledger import Ledger, ledgers
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note
from zhengzhou_ideology.workflow import Refused, labels, need_proof

ASKED, MADE, REUSED, FAILED, DISCARDED = "ask", "make", "reuse", "fail", "discard"
labels.register(
    __name__,
    **{
        ASKED: "申请导出",
        MADE: "生成",
        REUSED: "数据未变，沿用已有文件",
        FAILED: "未能完成",
        FETCHED: "下载",
        DISCARDED: "到期删除",
    },
)
# What a list's address says of the page, not of the rows.
OF_THE_PAGE = ("after", "csrfmiddlewaretoken", "columns")


def parameters_of(query: Mapping[str, str]) -> dict[str, str]:
    """The filters of a list's address; what is empty filters nothing."""
    return {name: query[name] for name in sorted(query) if name not in OF_THE_PAGE and query[name]}


def columns_chosen(user: User, ledger: Ledger) -> list[str]:
    """Those of the last time; at first all."""
    saved = ColumnChoice.objects.filter(user=user, ledger=ledger.key).first()
    return [column.key for column in ledger.chosen(saved.columns if saved else ())]


@transaction.atomic
def ask(ledger: Ledger, *, by: User, parameters: Mapping[str, str], columns: list[str], day: str) -> Export:
    """Begin, or return the same one that is under way: a double click starts one."""
    if by.acting is None or not ledger.may(by):
        raise PermissionDenied(f"exports.{ledger.key}")
    if ledger.of_persons:
        need_proof(by)
    form = ledger.form(by, parameters)
    if not ledger.applies(by, form):
        raise PermissionDenied(f"exports.{ledger.key}")
    if ledger.choosable:
        ColumnChoice.objects.update_or_create(user=by, ledger=ledger.key, defaults={"columns": columns})
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    asked = sha256_of({"parameters": dict(parameters), "columns": columns})
    facts = {"owner": by, "membership": by.acting, "ledger": ledger.key, "asked_sha256": asked}
    running = Export.objects.unfinished().filter(**facts).first()
    if running:
        return running
    export = Export.objects.create(
        **facts,
        acting_as=by.acting_label,
        title=f"{ledger.heading(form)}{day}",
        parameters=dict(parameters),
        filters=described(form),
        columns=columns,
    )
    record(export, ASKED, by=by)
    return export


def record(export: Export, name: str, *, by: User | None, before: str = "", reason: str = "") -> None:
    """One row in the log: who, as what, which ledger by which filters, how many rows, over which file."""
    ExportMove.objects.create(
        export=export,
        name=name,
        before=before or export.state,
        after=export.state,
        by=by,
        acting_as=by.acting_label if by else "系统",
        reason=reason or f"{export.title}（{export.filters}）",
        content_sha256=export.sha256,
        rows=export.rows,
    )


def seat_of(export: Export, now: datetime) -> User | None:
    """The owner, acting as what the export was asked for as; None if that has ended, or may no longer."""
    held = Membership.objects.current(day_of(now)).for_acting().filter(pk=export.membership_id).first()
    if held is None:
        return None
    user: Any = held.user
    user.acting = held
    ledger = ledgers().get(export.ledger)
    return user if ledger and ledger.may(user) else None


def hand_over(export: Export, *, by: User, now: datetime) -> Export:
    """What the file may be read for: its owner only, as long as the seat holds that it was asked for as. Logged."""
    if not by.has_perm(DOWNLOAD, export):
        raise PermissionDenied(DOWNLOAD)
    if seat_of(export, now) is None:
        raise PermissionDenied(DOWNLOAD)
    if export.state != ExportState.DONE or export.expires_at is None or export.expires_at <= now:
        raise Refused("文件尚未生成或者已到期删除，请重新导出。")
    record(export, FETCHED, by=by)
    note(SecurityEventKind.EXPORTED, account=by, about=f"export:{export.pk}", rows=export.rows, detail=export.title)
    return export
