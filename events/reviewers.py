"""Which authority hears a review: the one above, or, where the register knows none, another officer of the same one."""

from organizations.models import Authority


def heard_by(authority: Authority) -> Authority:
    return authority.parent or authority


def how_to_have_it_reviewed(authority: Authority, days: int) -> str:
    """The sentence that every refusal, return and revocation carries."""
    hearing = heard_by(authority)
    who = f"{hearing}" if hearing != authority else f"{hearing}（由原经办人以外的人员办理）"
    return f"对本决定不服的，可以自送达之日起{days}日内，通过本门户该申报页面向{who}申请复核。"
