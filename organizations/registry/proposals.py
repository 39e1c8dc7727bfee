"""A name that the register of authorities does not know: answered once, for all rows and all previews that wait for it."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction

from organizations import authorities
from organizations.enums import AuthorityKind, ImportState, ProposalState, Role
from organizations.models import (
    Authority,
    AuthorityProposal,
    District,
    Membership,
    User,
)
from organizations.models.proposals import NOTICE_KIND
from organizations.registry.importing import check_again
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.workflow import Refused, act, asks, move, need

S = ProposalState
ANSWER = "organizations.answer_authorityproposal"
SUGGEST = "organizations.suggest_authorityproposal"


@move(source={S.OPEN}, target=S.ALIAS, perm=ANSWER, label="认作别名")
def _take_as_alias(proposal: AuthorityProposal, *, by: User, authority: Authority) -> None:
    authorities.add_alias(authority, by=by, name=proposal.name)
    proposal.authority = authority


@move(source={S.OPEN}, target=S.ALIAS, perm=ANSWER, label="认作别名")
def _follow(proposal: AuthorityProposal, *, by: User, authority: Authority) -> None:
    """The same name in another list."""
    proposal.authority = authority


@move(source={S.OPEN}, target=S.NEW, perm=ANSWER, label="新设单位")
def _found(proposal: AuthorityProposal, *, by: User, name: str, district: District, parent: Authority | None) -> None:
    facts = {"kind": AuthorityKind.COMPETENT, "district": district, "parent": parent}
    authority = authorities.add(by.authority, by=by, code=_free_code(district), name=name, facts=facts)
    if name != proposal.name:
        authorities.add_alias(authority, by=by, name=proposal.name)
    proposal.authority = authority


@move(source={S.OPEN}, target=S.LEFT, perm=ANSWER, label="不予承认")
def _leave(proposal: AuthorityProposal, *, by: User, reason: str) -> None:
    need(reason, "请写明理由。")


@asks(perm=ANSWER, source={S.OPEN})
@transaction.atomic
def take_as_alias(proposal: AuthorityProposal, *, by: User, authority: Authority, today: date) -> None:
    """The name means an authority that the register has."""
    _refuse_unfit(authority, today)
    _take_as_alias(proposal, by=by, authority=authority)
    _settle(proposal, by=by, today=today, follow=lambda other: _follow(other, by=by, authority=authority))


@asks(perm=ANSWER, source={S.OPEN})
@transaction.atomic
def found_authority(
    proposal: AuthorityProposal,
    *,
    by: User,
    name: str,
    district: District,
    parent: Authority | None,
    today: date,
) -> None:
    """The name, or the full name given, is that of an authority that the register does not have yet."""
    _found(proposal, by=by, name=name, district=district, parent=parent)
    authority = proposal.authority
    _settle(proposal, by=by, today=today, follow=lambda other: _follow(other, by=by, authority=authority))


@asks(perm=ANSWER, source={S.OPEN})
@transaction.atomic
def leave(proposal: AuthorityProposal, *, by: User, reason: str, today: date) -> None:
    """The name means nothing that could be registered: its rows are errors, in this list."""
    _leave(proposal, by=by, reason=reason)
    _settle(proposal, by=by, today=today, follow=None)


@act(perm=SUGGEST, source={S.OPEN}, label="建议认作别名")
def suggest_alias(proposal: AuthorityProposal, *, by: User, authority: Authority, today: date) -> None:
    """The bureau whose list it is says which authority is meant; the administrator answers."""
    _refuse_unfit(authority, today)
    _suggest(proposal, {"answer": S.ALIAS, "said": f"认作{authority}的别名"}, authority, by=by, today=today)


@act(perm=SUGGEST, source={S.OPEN}, label="建议新设单位")
def suggest_new(
    proposal: AuthorityProposal,
    *,
    by: User,
    name: str,
    district: District,
    parent: Authority | None,
    today: date,
) -> None:
    above = f"，上级机关{parent}" if parent else ""
    suggestion = {
        "answer": S.NEW,
        "name": name,
        "district": district.pk,
        "parent": parent.pk if parent else None,
        "said": f"新设“{name}”（{district}{above}）",
    }
    _suggest(proposal, suggestion, None, by=by, today=today)


def _suggest(
    proposal: AuthorityProposal, suggestion: dict[str, Any], authority: Authority | None, *, by: User, today: date
) -> None:
    proposal.suggestion, proposal.suggested_authority, proposal.suggested_by = suggestion, authority, by
    proposal.save(update_fields=["suggestion", "suggested_authority", "suggested_by"])
    administrators = Membership.objects.current(today).of_role(Role.ADMINISTRATOR).values("user")
    _tell(
        User.objects.filter(pk__in=administrators),
        f"名录中的未知单位“{proposal.name}”待答复",
        f"{by.acting_label}建议：{suggestion['said']}。请核对后答复，答复对名录中的所有行一次生效。",
        proposal,
        key=f"suggested:{proposal.moves.count()}",
    )


def _settle(
    proposal: AuthorityProposal, *, by: User, today: date, follow: Callable[[AuthorityProposal], Any] | None
) -> None:
    """Compare the list anew, and with it every other preview that waits for the same name."""
    others = AuthorityProposal.objects.open().filter(name=proposal.name).exclude(pk=proposal.pk) if follow else ()
    settled = [proposal, *others]
    for other in settled[1:]:
        follow(other)  # type: ignore[misc] # without it there are no others
    for one in settled:
        if one.batch.state == ImportState.PREVIEWED:
            check_again(one.batch, today=today)
        concerned = {one.batch.uploaded_by, one.suggested_by} - {None, by}
        body = f"{by.acting_label}答复：{one.get_state_display()}{f'（{one.authority}）' if one.authority else ''}。"
        _tell(concerned, f"名录中的未知单位“{one.name}”已答复", body, one, key="answered")


def _tell(concerned: Any, subject: str, body: str, proposal: AuthorityProposal, *, key: str) -> None:
    outbox.post(
        concerned,
        kind=NOTICE_KIND,
        subject=subject,
        body=body,
        key=f"authority-proposal:{proposal.pk}:{key}",
        url=proposal.get_absolute_url(),
    )


def _refuse_unfit(authority: Authority, today: date) -> None:
    if authority.kind == AuthorityKind.PARTY:
        raise Refused("上级党组织不是业务主管单位，请选择其他单位。")
    if not authority.is_open_on(today):
        raise Refused(f"{authority}已经撤销，请选择承接其业务的单位。")


def _free_code(district: District) -> str:
    """The next one of the district: units of lists have no code of their own."""
    taken = set(Authority.objects.filter(code__startswith=f"{district.code}-D").values_list("code", flat=True))
    return next(code for number in count(1) if (code := f"{district.code}-D{number:03d}") not in taken)
