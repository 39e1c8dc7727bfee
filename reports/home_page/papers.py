"""A section of papers that are owed: reports or duties."""

from django.urls import reverse

from compliance.enums import ReportState
from compliance.models.owed import OwedPaper, OwedPaperQuerySet
from reports.home_page import todos
from reports.home_page.todos import HomeSection, Todo


def section(
    title: str,
    papers: OwedPaperQuerySet,
    *,
    query: str = "",
    with_organization: bool = False,
    empty: str,
    is_quiet: bool = False,
    to_form: bool = False,
) -> HomeSection:
    """The most urgent of them; the list behind it is that of their kind, narrowed by the query.

    `to_form`: whoever reads it fills them in, and is led there at once.
    """
    return todos.section(
        title,
        papers.for_listing().due_first(),  # type: ignore[attr-defined]
        lambda paper: _todo(paper, str(paper) if with_organization else paper.title, to_form=to_form),
        more_url=reverse(f"compliance:{papers.model.field}_list") + query,
        empty=empty,
        is_quiet=is_quiet,
    )


def _todo(paper: OwedPaper, title: str, *, to_form: bool) -> Todo:
    settled = paper.first_submitted_on is not None
    return Todo(
        title=title,
        url=paper.get_form_url() if to_form else paper.get_absolute_url(),
        state=paper.state,
        state_label=paper.state_label,
        due_on=None if settled else paper.due_on,
        provisional=paper.due_provisional,
        note=paper.get_return_ground_display() if paper.state == ReportState.RETURNED else "",
    )
