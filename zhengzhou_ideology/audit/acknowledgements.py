"""A break that somebody has looked into: signed, with a reason and a name. It stays in the list for good."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from zhengzhou_ideology.audit import keys
from zhengzhou_ideology.audit.breaks import Break
from zhengzhou_ideology.audit.models import Acknowledgement
from zhengzhou_ideology.inspection import INSPECT
from zhengzhou_ideology.workflow import Refused, need


def acknowledge(mark: str, found: Iterable[Break], *, reason: str, by: Any, now: datetime) -> Acknowledgement:
    """Raises `Refused` unless the break is there now and `by` is somebody who inspects."""
    need(reason, "请写明说明。")
    broken = next((one for one in found if one.mark == mark), None)
    if broken is None:
        raise Refused(f"没有编号为“{mark}”的问题。")
    if not by.is_active or not by.has_perm(INSPECT):
        raise Refused("只有系统管理员和审计员可以确认问题。")
    if Acknowledgement.objects.filter(mark=mark).exists():
        raise Refused("这个问题已经确认过。")
    said = Acknowledgement(
        mark=mark, what=broken.what, reason=reason, by=by, at=now.astimezone(UTC), key=keys.own_key()
    )
    said.signature = keys.sign(said.signed)
    said.save()
    return said


def acknowledged(found: Iterable[Break]) -> Iterable[tuple[Break, Acknowledgement | None]]:
    """Each break with what was said of it, if that bears our signature."""
    all_said = {one.mark: one for one in Acknowledgement.objects.select_related("by")}
    for broken in found:
        said = all_said.get(broken.mark)
        whole = said and said.what == broken.what and _is_ours(said)
        yield broken, said if whole else None


def _is_ours(said: Acknowledgement) -> bool:
    return keys.is_signed(said.signed, bytes(said.signature), keys.public_keys())
