"""The path of a paper: filled in, certified, handed in, accepted; what is done, who is next, and by when that may be expected."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from compliance.enums import ReportState as S
from compliance.models.owed import OwedPaper
from zhengzhou_ideology.clock import day_of

ON_THE_WAY = {S.DRAFT: 0, S.RETURNED: 0, S.CERTIFYING: 1, S.SUBMITTED: 3, S.ACCEPTED: 4}
# How the last acceptances of an authority went says when the next may be expected; too few say nothing.
SAMPLE, FEWEST, SHARE = 100, 10, 0.9


@dataclass(frozen=True, slots=True)
class Station:
    """`state` is done, now or ahead; `due_on` is a deadline, `expected_on` is none."""

    label: str
    state: str
    at: datetime | None = None
    who: str = ""
    due_on: date | None = None
    expected_on: date | None = None


def path_of(paper: OwedPaper) -> list[Station]:
    """Empty for what is on no path any more: exempted, superseded, lapsed, or done on another page."""
    here = ON_THE_WAY.get(S(paper.state))
    if here is None or paper.is_confirmed_elsewhere:
        return []
    office = str(paper.registration_authority)
    due_on = paper.due_on if here < 2 else None
    stations = [_station(here, 0, "填报", who="秘书处", due_on=due_on)]
    if paper.needs_certification:
        stations.append(_station(here, 1, "负责人确认", who="第一责任人", due_on=due_on))
    stations.append(_station(here, 2, "提交", at=paper.submitted_at if here > 2 else None, due_on=due_on))
    if paper.needs_acceptance:
        expected = expected_on(paper) if here == 3 else None
        stations.append(_station(here, 3, "接收", at=paper.accepted_at, who=office, expected_on=expected))
    return stations


def _station(here: int, place: int, label: str, **facts: object) -> Station:
    state = "done" if place < here else "now" if place == here else "ahead"
    shown = facts if state != "done" else {"at": facts.get("at")}
    return Station(label, state, **shown)  # type: ignore[arg-type]


def expected_on(paper: OwedPaper) -> date | None:
    """By when nine in ten of the authority's last acceptances would have come; a guess of a day, and no deadline."""
    rows = type(paper)._default_manager.filter(
        registration_authority=paper.registration_authority_id, state=S.ACCEPTED, decided_by__isnull=False
    )
    times = rows.order_by("-pk").values_list("submitted_at", "accepted_at")[:SAMPLE]
    days = sorted(
        (day_of(accepted) - day_of(submitted)).days for submitted, accepted in times if submitted and accepted
    )
    if len(days) < FEWEST or paper.submitted_at is None:
        return None
    return day_of(paper.submitted_at) + timedelta(days=days[int(len(days) * SHARE) - 1])
