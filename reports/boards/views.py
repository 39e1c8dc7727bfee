"""统计看板: pages of tables with their charts, and each table as a sheet."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from compliance.status import FIRST_YEAR
from organizations.models import District
from organizations.requests import SignedInRequest
from reports.boards import tallies
from reports.boards.event_board import event_tables
from reports.boards.forms import BoardFilterForm
from reports.boards.paper_board import duty_tables, report_tables
from reports.boards.scope import BoardScope
from reports.boards.sheet import board_workbook
from reports.boards.tables import BoardTable
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.files.kinds import XLSX
from zhengzhou_ideology.replica import read_from_replica

VIEW = "boards.view_boards"
BOARDS: dict[str, tuple[str, Callable[[BoardScope], list[BoardTable]]]] = {
    "reports": ("季度报告", report_tables),
    "duties": ("年度事项", duty_tables),
    "events": ("重大活动", event_tables),
}


def scope_of(request: SignedInRequest, year: int) -> tuple[BoardFilterForm, BoardScope]:
    acting = request.user.acting
    if not request.user.has_perm(VIEW) or acting is None or acting.authority is None:
        raise PermissionDenied(VIEW)
    places = dict(District.objects.values_list("pk", "name"))
    form = BoardFilterForm(request.GET, places=places)
    return form, BoardScope(request.user, acting.authority, year, places, form.chosen, form.chosen_kind)


def tables_of(scope: BoardScope, board: str) -> list[BoardTable]:
    """A year that has not begun is there only where something counts for it already."""
    if board not in BOARDS or scope.year < FIRST_YEAR:
        raise Http404(board)
    tables = BOARDS[board][1](scope)
    if scope.year > localdate().year and not tables[0].rows:
        raise Http404(scope.year)
    return tables


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied(VIEW)
    return redirect("boards:board", board="reports", year=localdate().year)


@require_GET
@read_from_replica
def board(request: SignedInRequest, board: str, year: int) -> HttpResponse:
    form, scope = scope_of(request, year)
    tables = tables_of(scope, board)
    context = {
        "form": form,
        "scope": scope,
        "board": board,
        "boards": [(key, label) for key, (label, _) in BOARDS.items()],
        "title": BOARDS[board][0],
        "years": sorted({year, *range(max(FIRST_YEAR, year - 3), localdate().year + 1)}, reverse=True),
        "tables": tables,
        "as_of": tallies.as_of(),
    }
    return render(request, "reports/boards/board.html", context)


@require_GET
@costly
@read_from_replica
def board_sheet(request: SignedInRequest, board: str, year: int, table: str) -> HttpResponse:
    """The same numbers as on the page, narrowed as it was."""
    _, scope = scope_of(request, year)
    found = next((one for one in tables_of(scope, board) if one.key == table), None)
    if found is None:
        raise Http404(table)
    counted = tallies.as_of()
    as_of = f"统计日期：{counted[0]:%Y-%m-%d}" if counted else "尚未统计"
    content = board_workbook(
        found,
        narrowed=" ".join(filter(None, (f"统计范围：{scope.authority}", scope.place, scope.kind_label))),
        as_of=as_of,
    )
    name = f"board-{board}-{year}-{table}-{localdate():%Y%m%d}.xlsx"
    return HttpResponse(
        content, content_type=XLSX.content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
