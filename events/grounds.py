"""Which grounds the record of a filing supports: no other is offered to an officer, and no decision rests on another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from events.conflicts import conflicts
from events.enums import CorrectionKind, Ground, PaperKind, RevocationGround, Track
from events.models import EventFiling
from organizations.models import ResponsiblePerson
from zhengzhou_ideology.workflow import Refused

# 《大型群众性活动安全管理条例》第二条、第十一条: from this many people on the police must permit it.
CROWD = 1000


@dataclass(frozen=True, slots=True)
class Support:
    """When the record supports a ground, and what it says where it does not."""

    holds: Callable[[EventFiling], bool]
    otherwise: str = ""


def _always(filing: EventFiling) -> bool:
    """What an officer reads in the papers and in the charter, and has to set out in the reasons."""
    return True


def _is_late(filing: EventFiling) -> bool:
    return filing.is_late


def _lacks_permit(filing: EventFiling) -> bool:
    return not filing.papers.live().filter(kind=PaperKind.PERMIT).exists()


def _lacks_permit_asked_for(filing: EventFiling) -> bool:
    asked = filing.corrections.filter(track=Track.APPROVAL, kind=CorrectionKind.PERMIT).exists()
    return _lacks_permit(filing) and (asked or (filing.expected_headcount or 0) >= CROWD)


def _lacks_lead_or_plan(filing: EventFiling) -> bool:
    """The organizer declared that the event calls for its head and a plan, and one of them is missing."""
    if not filing.calls_for_head:
        return False
    lead, plan = filing.onsite_lead, filing.papers.live().filter(kind=PaperKind.EMERGENCY_PLAN)
    heads = lead is not None and lead.is_first_responsible and _is_in_office(filing, lead)
    return not (heads and _is_in_office(filing, filing.stop_person) and plan.exists())


def _is_in_office(filing: EventFiling, person: ResponsiblePerson | None) -> bool:
    return person is not None and (person.term_until is None or person.term_until >= filing.starts_on)


def _is_filed_twice(filing: EventFiling) -> bool:
    """Another filing of the organization that came in stands for the same days."""
    same_days = conflicts(filing.organization, filing.starts_on, filing.ends_on, besides=filing.pk)
    return same_days.filter(first_submitted_on__isnull=False).exists()


RETURNING: Mapping[str, Support] = {
    Ground.INCOMPLETE: Support(_always),
    Ground.SHORT_NOTICE: Support(_is_late, "该申报已提前一周提出"),
    Ground.OUTSIDE_CHARTER: Support(_always),
    Ground.NO_PERMIT: Support(_lacks_permit, "该申报已附场地或者安全许可"),
    Ground.NO_LEAD_OR_PLAN: Support(_lacks_lead_or_plan, "主办单位未声明需要第一责任人到场和应急预案，或者已经落实"),
    Ground.DUPLICATE: Support(_is_filed_twice, "该组织没有同期的其他申报"),
}
REFUSING: Mapping[str, Support] = {
    **RETURNING,
    Ground.NO_PERMIT: Support(
        _lacks_permit_asked_for, "该申报已附许可，或者未曾要求提交许可；依法须取得许可的，请先退回补正"
    ),
}
REVOKING: Mapping[str, Support] = {
    RevocationGround.NO_PERMIT: Support(_always),
    RevocationGround.NO_LEAD_OR_PLAN: Support(
        lambda filing: bool(filing.calls_for_head), "主办单位未声明需要第一责任人到场和应急预案"
    ),
    RevocationGround.OUTSIDE_CHARTER: Support(_always),
    RevocationGround.UNTRUE: Support(_always),
}


def supported(filing: EventFiling, table: Mapping[str, Support]) -> list[tuple[str, str]]:
    """The grounds of the table that the record supports, with their labels."""
    return [(ground, ground.label) for ground, support in table.items() if support.holds(filing)]  # type: ignore[attr-defined]


def refuse_unsupported(filing: EventFiling, ground: str, table: Mapping[str, Support]) -> None:
    support = table.get(ground)
    if support is None:
        raise Refused("请从所列事由中选择。")
    if not support.holds(filing):
        raise Refused(f"申报记录不支持该事由：{support.otherwise}。")
